#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "adapters/store/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/sqlite_shell.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using store::Mode;
using store::open_store;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

void make_store(const std::string& path, std::size_t entries) {
  crypto::Sha256 hash;
  const auto made = open_store(path, {.mode = Mode::write_or_create});
  REQUIRE(made.has_value());
  REQUIRE(LogWriter::open(**made, hash)->append(claim_entries(0, entries)).has_value());
}

/// Refused with this code in every mode, the file the same to the byte, and nothing new in the
/// folder.
void check_refused(const TemporaryFolder& folder, const std::string& path, const char* code) {
  const std::string before = text_of(path);
  for (const char* ending : {"-wal", "-shm", ".lock"}) std::filesystem::remove(path + ending);
  for (const Mode mode : {Mode::read, Mode::write, Mode::write_or_create}) {
    const auto refused = open_store(path, {.mode = mode});
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().code == code);
    CHECK(refused.error().place == path);
    CHECK(refused.error().trouble == Trouble::store);
  }
  CHECK(text_of(path) == before);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

}  // namespace

TEST_CASE("refused: a letter, another program's database", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  SECTION("a letter") {
    std::ofstream{path} << std::string(5'000, 'a');
    check_refused(folder, path, "E-STORE-FOREIGN");
  }
  SECTION("a short letter") {
    std::ofstream{path} << "Dear auditor,\n";
    check_refused(folder, path, "E-STORE-FOREIGN");
  }
  SECTION("a database") {
    sqlite_shell(path, "CREATE TABLE guests (name); INSERT INTO guests VALUES ('Li')");
    check_refused(folder, path, "E-STORE-FOREIGN");
  }
  SECTION("a database in WAL mode") {
    sqlite_shell(path, "PRAGMA journal_mode = WAL; CREATE TABLE guests (name)");
    check_refused(folder, path, "E-STORE-FOREIGN");
  }
  SECTION("a folder") {
    std::filesystem::create_directory(path);
    CHECK_FALSE(open_store(path, {.mode = Mode::write_or_create}).has_value());
  }
}

TEST_CASE("refused: a store of another version", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path, 20);
  sqlite_shell(path, "PRAGMA user_version = 2");
  check_refused(folder, path, "E-STORE-VERSION");
  sqlite_shell(path, "PRAGMA user_version = 0");
  check_refused(folder, path, "E-STORE-VERSION");
}

TEST_CASE("refused: a store of which the end is missing", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path, 2'000);
  const auto whole = std::filesystem::file_size(path);
  for (const auto left : {whole - 1, whole / 2 / 4096 * 4096, std::uintmax_t{4096}}) {
    CAPTURE(left);
    std::filesystem::resize_file(path, left);
    check_refused(folder, path, "E-STORE-TRUNCATED");
  }
}

TEST_CASE("refused: no store, and a place where none can be", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  for (const Mode mode : {Mode::read, Mode::write})
    CHECK(open_store(path, {.mode = mode}).error().code == "E-STORE-MISSING");
  CHECK(std::filesystem::is_empty(folder.path()));
  const auto nowhere = open_store(folder.file("none/claims.db"), {.mode = Mode::write_or_create});
  CHECK(nowhere.error().code == "E-STORE-IO");
}

TEST_CASE("refused: a second writer, at once; a reader is not", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  {
    const auto first = open_store(path, {.mode = Mode::write_or_create});
    REQUIRE(first.has_value());
    for (const Mode mode : {Mode::write, Mode::write_or_create}) {
      const auto second = open_store(path, {.mode = mode});
      REQUIRE_FALSE(second.has_value());
      CHECK(second.error().code == "E-STORE-LOCKED");
      CHECK(second.error().trouble == Trouble::store);
    }
    CHECK(open_store(path, {.mode = Mode::read}).has_value());
    // The readers and writers above came and went in this process; the first still holds its lock.
    CHECK(open_store(path, {.mode = Mode::write}).error().code == "E-STORE-LOCKED");
  }
  CHECK(open_store(path, {.mode = Mode::write}).has_value());
}

TEST_CASE("refused: an empty file is no store yet, and becomes one", "[store][refused]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  std::ofstream{path}.close();
  CHECK(open_store(path, {.mode = Mode::read}).error().code == "E-STORE-MISSING");
  make_store(path, 3);
  CHECK(open_store(path, {.mode = Mode::read}).value()->size().value() == 3);
}
