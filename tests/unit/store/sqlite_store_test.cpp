#include "adapters/store/sqlite_store.hpp"

#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace std::string_literals;
using store::Mode;
using store::open_store;

namespace {

std::unique_ptr<Store> opened(const std::string& path, Mode mode = Mode::write_or_create) {
  auto made = open_store(path, {.mode = mode});
  if (!made) FAIL(made.error().code + " " + made.error().what.en);
  return std::move(*made);
}

/// What somebody with the sqlite3 shell sees, or does.
std::vector<std::vector<std::string>> shell(const std::string& path, const std::string& sql,
                                            std::string* error = nullptr) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  std::vector<std::vector<std::string>> rows;
  char* message = nullptr;
  sqlite3_exec(
      database, sql.c_str(),
      [](void* out, int count, char** values, char**) {
        auto& row = static_cast<std::vector<std::vector<std::string>>*>(out)->emplace_back();
        for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "" : values[i]);
        return 0;
      },
      &rows, &message);
  if (error != nullptr && message != nullptr) *error = message;
  sqlite3_free(message);
  sqlite3_close(database);
  return rows;
}

}  // namespace

TEST_CASE("store: what was appended is read back, in blocks of any size", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  Commit last;
  {
    const auto made = opened(path);
    CHECK(made->last_commit().value() == Commit{});
    auto log = LogWriter::open(*made, hash).value();
    CHECK(log.append(claim_entries(0, 1))->size == 1);
    CHECK(log.append(claim_entries(1, 700))->size == 701);
    last = log.append(claim_entries(701, 299)).value();
    CHECK(made->close().has_value());
  }
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  CHECK_FALSE(std::filesystem::exists(path + ".new"));

  const auto reader = opened(path, Mode::read);
  CHECK(reader->last_commit().value() == last);
  CHECK(reader->commit_at(701).value()->size == 701);
  CHECK_FALSE(reader->commit_at(700).value().has_value());
  CHECK(tree_root(hash, *reader, 1000).value() == last.root);
  const EntryBlock all = claim_entries(0, 1000);
  for (const std::size_t step : {1UL, 7UL, 256UL, 5000UL}) {
    EntryBlock block;
    for (std::uint64_t at = 0; at < 1000; at += block.size()) {
      REQUIRE(reader->read(at, step, block).has_value());
      REQUIRE(block.size() == std::min<std::size_t>(step, 1000 - at));
      for (std::size_t i = 0; i < block.size(); ++i) REQUIRE(block[i] == all[at + i]);
    }
  }
  EntryBlock none;
  CHECK(reader->read(1000, 10, none).has_value());
  CHECK(none.empty());
}

TEST_CASE("store: a writer that starts again goes on where the log ended", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  for (std::uint64_t first = 0; first < 2'000; first += 250) {
    const auto again = opened(path);
    auto log = LogWriter::open(*again, hash).value();
    CHECK(log.size() == first);
    REQUIRE(log.append(claim_entries(first, 250)).has_value());
  }
  MerkleTree tree{hash};
  const EntryBlock all = claim_entries(0, 2'000);
  for (std::size_t i = 0; i < all.size(); ++i) tree.append(leaf_hash(hash, all[i]));
  CHECK(opened(path, Mode::read)->last_commit()->root == tree.root());
}

TEST_CASE("store: packs are kept under their hash, once", "[store]") {
  const TemporaryFolder folder;
  crypto::Sha256 hash;
  const auto made = opened(folder.file("claims.db"));
  const std::string pack = "title: 家电\n\0binary"s;
  const Hash256 name = hash.hash(pack);
  CHECK(made->put_pack(name, pack).has_value());
  CHECK(made->put_pack(name, pack).has_value());
  CHECK(made->get_pack(name).value() == pack);
  CHECK_FALSE(made->get_pack(hash.hash("other")).value().has_value());
  int count = 0;
  CHECK(made->each_pack([&](std::string_view sha256, std::string_view bytes) {
              CHECK(sha256 == as_text(name));
              CHECK(bytes == pack);
              return ++count < 10;
            })
            .has_value());
  CHECK(count == 1);
}

// Memory that was gone in the middle of put_pack() left a pack without its bytes, which close()
// stored.
TEST_CASE("store: a pack that cannot be kept is not there", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  Hash256 name{};
  name[0] = 7;
  {
    const auto made = opened(path);
    const std::string_view too_long{"", std::string{}.max_size() + 1};
    CHECK_THROWS_AS(made->put_pack(name, too_long), std::length_error);
  }
  CHECK_FALSE(opened(path, Mode::read)->get_pack(name).value().has_value());
}

TEST_CASE("store: a note lies in its own commit", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  const auto made = opened(path);
  auto log = LogWriter::open(*made, hash).value();
  std::vector<std::uint64_t> kept;
  log.seal_with([](const Commit& commit) { return "note of " + std::to_string(commit.size); },
                [&](const Commit& commit) {
                  kept.push_back(commit.size);
                  return Result<void>{};
                });
  // Two are written before the first is settled, as `process` does; a process that is killed now
  // leaves no commit without its note.
  const Commit first = log.write(claim_entries(0, 3), {}).value();
  const Commit second = log.write(claim_entries(3, 1), {}).value();
  CHECK(shell(path, "SELECT note FROM checkpoint ORDER BY size") ==
        decltype(shell(path, "")){{"note of 3"}, {"note of 4"}});
  CHECK(log.last().size == 0);
  REQUIRE(log.settle(first).has_value());
  REQUIRE(log.settle(second).has_value());
  CHECK(kept == std::vector<std::uint64_t>{3, 4});
  CHECK(log.last() == second);
}

TEST_CASE("store: a commit without a note gets one, and keeps it", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  const auto made = opened(path);
  REQUIRE(LogWriter::open(*made, hash)->append(claim_entries(0, 3)).has_value());
  CHECK(made->last_commit()->note.empty());
  REQUIRE(made->put_note(3, "note of 3").has_value());
  REQUIRE(made->put_note(3, "another").has_value());
  CHECK(made->last_commit()->note == "note of 3");
}

TEST_CASE("store: the newcomer's shell finds entries and decisions", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  EntryBlock block = claim_entries(0, 2);
  CanonicalWriter writer{
      block.bytes};  // an entry that is no claim, and a claim without a programme
  writer.begin_object();
  writer.member("k", "batch");
  writer.end_object();
  block.close_entry();
  block.bytes.append(R"({"amount":0,"claim_id":"K3","k":"claim","outcome":"rejected"})");
  block.close_entry();
  {
    const auto made = opened(path);
    REQUIRE(LogWriter::open(*made, hash)->append(block).has_value());
    // While the writer works, too.
    CHECK(shell(path, "SELECT count(*), max(seq) FROM entry")[0] ==
          std::vector<std::string>{"4", "3"});
  }
  CHECK(shell(path, "SELECT typeof(bytes), bytes FROM entry WHERE seq = 1")[0] ==
        std::vector<std::string>{"text", std::string{block[1]}});
  const auto decisions = shell(path,
                               "SELECT entry, claim_id, retailer, kind, programme, region, "
                               "outcome, amount_fen FROM decision ORDER BY entry");
  REQUIRE(decisions.size() == 3);
  CHECK(decisions[1] == std::vector<std::string>{"1", "K1", "91370100MA00000000", "appliance",
                                                 "made-up-appliance", "370100", "approved", "100"});
  CHECK(decisions[2] == std::vector<std::string>{"3", "K3", "", "", "", "", "rejected", "0"});
  CHECK(shell(path, "PRAGMA user_version")[0][0] == "1");
  CHECK(shell(path, "PRAGMA journal_mode")[0][0] == "wal");
}

TEST_CASE("store: nothing that is written is changed or deleted by mistake", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  {
    const auto made = opened(path);
    REQUIRE(made->put_pack(hash.hash("p"), "p").has_value());
    REQUIRE(LogWriter::open(*made, hash)->append(claim_entries(0, 2)).has_value());
    REQUIRE(made->put_note(2, "note").has_value());
  }
  for (const char* statement :
       {"UPDATE entry SET bytes = '{}' WHERE seq = 1", "DELETE FROM entry WHERE seq = 1",
        "UPDATE tile SET hashes = zeroblob(64)", "DELETE FROM tile",
        "UPDATE checkpoint SET size = 9", "UPDATE checkpoint SET note = 'x'",
        "DELETE FROM checkpoint", "UPDATE pack SET bytes = x'00'", "DELETE FROM pack",
        "INSERT INTO entry VALUES (NULL, x'00')", "INSERT INTO checkpoint VALUES (0, x'00', '')"}) {
    CAPTURE(statement);
    std::string error;
    shell(path, statement, &error);
    CHECK_FALSE(error.empty());
  }
}

TEST_CASE("store: a missing entry is E-LOG-GAP, at its number", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  REQUIRE(LogWriter::open(*opened(path), hash).has_value());
  {
    const auto made = opened(path);
    REQUIRE(LogWriter::open(*made, hash)->append(claim_entries(0, 9)).has_value());
  }
  shell(path, "DROP TRIGGER entry_is_not_deleted; DELETE FROM entry WHERE seq = 4");
  EntryBlock block;
  const auto read = opened(path, Mode::read)->read(0, 100, block);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == "E-LOG-GAP");
  CHECK(read.error().place == "entry 4");
  CHECK(read.error().trouble == Trouble::integrity);
  // A store whose last entry is gone is not appended to.
  shell(path, "DELETE FROM entry WHERE seq = 8");
  const auto writer = open_store(path, {.mode = Mode::write});
  REQUIRE_FALSE(writer.has_value());
  CHECK(writer.error().code == "E-LOG-GAP");
}

TEST_CASE("store: a changed root is E-LOG-ROOT before anything is appended", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  {
    const auto made = opened(path);
    REQUIRE(LogWriter::open(*made, hash)->append(claim_entries(0, 9)).has_value());
  }
  shell(path, "DROP TRIGGER checkpoint_is_only_signed; UPDATE checkpoint SET root = zeroblob(32)");
  const auto made = opened(path);
  const auto log = LogWriter::open(*made, hash);
  REQUIRE_FALSE(log.has_value());
  CHECK(log.error().code == "E-LOG-ROOT");
  CHECK(log.error().trouble == Trouble::integrity);
}

TEST_CASE("store: two stores are open at once, and one is read while it is written", "[store]") {
  const TemporaryFolder folder;
  crypto::Sha256 hash;
  const auto one = opened(folder.file("one.db"));
  const auto two = opened(folder.file("two.db"));
  auto log_one = LogWriter::open(*one, hash).value();
  auto log_two = LogWriter::open(*two, hash).value();
  REQUIRE(log_one.append(claim_entries(0, 5)).has_value());
  REQUIRE(log_two.append(claim_entries(0, 8)).has_value());
  const auto reader = opened(folder.file("one.db"), Mode::read);
  CHECK(reader->size().value() == 5);
  REQUIRE(log_one.append(claim_entries(5, 5)).has_value());
  CHECK(reader->size().value() == 10);
  CHECK(two->size().value() == 8);
}

TEST_CASE("store: the write-ahead log is kept short, also while somebody reads", "[store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  crypto::Sha256 hash;
  const auto made = open_store(path, {.mode = Mode::write_or_create, .wal_bytes_max = 1 << 20});
  REQUIRE(made.has_value());
  auto log = LogWriter::open(**made, hash).value();
  const auto reader = opened(path, Mode::read);
  for (std::uint64_t first = 0; first < 40'000; first += 1'000) {
    REQUIRE(log.append(claim_entries(first, 1'000)).has_value());
    REQUIRE(reader->size().value() == first + 1'000);
    REQUIRE(std::filesystem::file_size(path + "-wal") < 2 << 20);
  }
}
