#include "adapters/store/history_file.hpp"

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "adapters/store/sqlite_store.hpp"
#include "engine/base/siphash.hpp"
#include "engine/log/history_catch_up.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using store::history_file_path;
using store::HistoryFile;

namespace {

constexpr SipKey test_key{1, 2};

Digest128 key_of(std::uint64_t number) { return siphash128(test_key, std::to_string(number)); }

/// An entry leaves its own number, plus one, under its number's digest.
Result<void> put_number(std::uint64_t number, std::string_view, History& history) {
  history.put(key_of(number), number + 1, number);
  return {};
}

void append(Store& store, std::size_t count) {
  crypto::Sha256 hash;
  auto log = LogWriter::open(store, hash).value();
  REQUIRE(log.append(claim_entries(log.size(), count)).has_value());
}

std::unique_ptr<Store> writer(const std::string& path) {
  return std::move(*store::open_store(path, {.mode = store::Mode::write_or_create}));
}

bool holds_exactly(const History& table, std::uint64_t size) {
  for (std::uint64_t i = 0; i < size; ++i)
    if (table.find(key_of(i)) != i + 1) return false;
  for (std::uint64_t i = size; i < size + 100; ++i)
    if (table.find(key_of(i)) != 0) return false;
  return true;
}

/// Brings the file's table up to date; from which entry on that was needed.
std::uint64_t catch_up(const std::string& path, Store& store) {
  const auto file = HistoryFile::open(history_file_path(path)).value();
  HistoryTable table{*file};
  const std::uint64_t first = bring_up_to_date(table, store, put_number).value();
  CHECK(table.size() == store.size().value());
  CHECK(holds_exactly(table, table.size()));
  return first;
}

}  // namespace

TEST_CASE("history file: made from the log once, and only its tail later", "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  const auto log = writer(path);
  append(*log, 3'000);
  CHECK(catch_up(path, *log) == 0);
  CHECK(catch_up(path, *log) == 3'000);
  append(*log, 500);
  append(*log, 500);
  CHECK(catch_up(path, *log) == 3'000);
  std::filesystem::remove(history_file_path(path));
  CHECK(catch_up(path, *log) == 0);
}

TEST_CASE("history file: another log's, an older log's and a broken file are made anew",
          "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  const std::string other = folder.file("other.db");
  const auto log = writer(path);
  append(*log, 1'000);
  CHECK(catch_up(path, *log) == 0);
  SECTION("another log's, as long as this one") {
    const auto other_log = writer(other);
    EntryBlock block;
    for (int i = 0; i < 1'000; ++i) {
      block.bytes.append("{\"i\":1}");
      block.close_entry();
    }
    crypto::Sha256 hash;
    REQUIRE(LogWriter::open(*other_log, hash)->append(block).has_value());
    std::filesystem::copy_file(history_file_path(path), history_file_path(other));
    CHECK(catch_up(other, *other_log) == 0);
  }
  SECTION("ahead of an older copy of the log") {
    const auto other_log = writer(other);
    append(*other_log, 400);
    std::filesystem::copy_file(history_file_path(path), history_file_path(other));
    CHECK(catch_up(other, *other_log) == 0);
  }
  SECTION("a text, an empty file, half a file") {
    const std::string file = history_file_path(path);
    std::ofstream{file} << std::string(100'000, 'x');
    CHECK(catch_up(path, *log) == 0);
    std::filesystem::resize_file(file, 0);
    CHECK(catch_up(path, *log) == 0);
    CHECK(catch_up(path, *log) == 1'000);
    std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
    CHECK(catch_up(path, *log) == 0);
  }
}

TEST_CASE("history file: kill -9 between decisions and their commit undoes them",
          "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  const auto log = writer(path);
  append(*log, 2'000);
  for (int round = 0; round < 3; ++round) {
    const std::uint64_t size = log->size().value();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const auto file = HistoryFile::open(history_file_path(path));
      if (!file) ::_exit(1);
      HistoryTable table{**file};
      if (!bring_up_to_date(table, *log, put_number)) ::_exit(2);
      // Decided, and never committed: entries that the log does not get.
      for (std::uint64_t i = size; i < size + 100'000; ++i) table.put(key_of(i), 77, i);
      ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    // Another kind of end would have been a rebuild: from 0.
    CHECK(catch_up(path, *log) == size);
    append(*log, 300);
  }
}

TEST_CASE("history file: a copy made while it was written is not trusted", "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  const std::string copy = folder.file("copy.db");
  const auto log = writer(path);
  append(*log, 1'000);
  {
    const auto file = HistoryFile::open(history_file_path(path)).value();
    HistoryTable table{*file};
    REQUIRE(bring_up_to_date(table, *log, put_number).has_value());
    std::filesystem::copy_file(history_file_path(path), history_file_path(copy));
  }
  CHECK(catch_up(path, *log) == 1'000);
  // A copy of the log itself would be as long; only the history file's state is looked at here.
  const auto file = HistoryFile::open(history_file_path(copy)).value();
  CHECK(HistoryTable{*file}.size() == 0);
}

TEST_CASE("history file: one that another user may write is refused", "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = history_file_path(folder.path().string(), "tradein.example/log");
  CHECK(path == folder.file("tradein.example_log.history"));
  static_cast<void>(HistoryFile::open(path).value());
  REQUIRE(::chmod(path.c_str(), 0666) == 0);
  const auto refused = HistoryFile::open(path);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "E-STORE-IO");
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  CHECK(HistoryFile::open(path).has_value());
}

TEST_CASE("history file: a full disk gives it up and not the work", "[history][store]") {
  const TemporaryFolder folder;
  const std::string disk = folder.file("disk");
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=4m") != 0) {
    WARN("skipped: this user may not mount a tmpfs");
    return;
  }
  const std::string path = disk + "/claims.db";
  {
    const auto file = HistoryFile::open(history_file_path(path)).value();
    HistoryTable table{*file};
    for (std::uint64_t i = 0; i < 200'000; ++i) table.put(key_of(i), i + 1, i);
    table.commit(200'000, {});
    CHECK(holds_exactly(table, 200'000));
  }
  {
    const auto file = HistoryFile::open(history_file_path(path)).value();
    CHECK(HistoryTable{*file}.size() == 0);
  }
  std::ofstream{disk + "/filler"} << std::string(4 << 20, 'x');
  const auto refused = HistoryFile::open(history_file_path(disk + "/other.db"));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "E-STORE-FULL");
  ::umount2(disk.c_str(), MNT_DETACH);
}
