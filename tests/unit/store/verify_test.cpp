// Somebody with the sqlite3 shell changes a store behind the product's back.
#include "engine/log/verify.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "adapters/store/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/sqlite_shell.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using store::Mode;
using store::open_store;

namespace {

constexpr std::uint64_t entries_in_all = 1'500;

/// A store of 1,500 entries in commits of 1 to 400, with a pack that entry 700 names.
void make_store(const std::string& path) {
  crypto::Sha256 hash;
  const auto made = open_store(path, {.mode = Mode::write_or_create}).value();
  const std::string pack = "title: made up";
  REQUIRE(made->put_pack(hash.hash(pack), pack).has_value());
  auto log = LogWriter::open(*made, hash).value();
  std::size_t step = 1;
  while (log.size() < entries_in_all) {
    EntryBlock block = claim_entries(log.size(), std::min(step, entries_in_all - log.size()));
    if (block.first <= 700 && block.next_number() > 700) {
      EntryBlock with_rules;
      with_rules.clear(block.first);
      for (std::size_t i = 0; i < block.size(); ++i) {
        std::string text{block[i]};
        if (block.first + i == 700)
          text.replace(text.size() - 1, 1, ",\"rules\":\"sha256:" + hex(hash.hash(pack)) + "\"}");
        with_rules.bytes.append(text);
        with_rules.close_entry();
      }
      block = with_rules;
    }
    REQUIRE(log.append(block).has_value());
    step = step * 3 % 401;
  }
}

/// With the triggers gone for the moment, as a knowing hand would do it.
void tamper(const std::string& path, const std::string& sql) {
  sqlite_shell(path,
               "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE type = 'trigger';"
               "DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted;"
               "DROP TRIGGER tile_only_grows; DROP TRIGGER tile_is_not_deleted;"
               "DROP TRIGGER checkpoint_is_only_signed; DROP TRIGGER checkpoint_is_not_deleted;"
               "DROP TRIGGER pack_is_not_changed; DROP TRIGGER pack_is_not_deleted;" +
                   sql);
}

VerifyReport verified(const std::string& path, const VerifyOptions& options = {}) {
  crypto::Sha256 hash;
  const auto reader = open_store(path, {.mode = Mode::read}).value();
  return verify_store(*reader, hash, options).value();
}

/// The first flaw that is not about the dropped triggers.
Flaw first_flaw(const std::string& path) {
  for (const Flaw& flaw : verified(path).flaws)
    if (flaw.code != "V-FORM") return flaw;
  return {};
}

}  // namespace

TEST_CASE("verify: an honest store holds, and is counted", "[store][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  std::uint64_t told = 0;
  const VerifyReport report = verified(
      path, {.progress = [&](std::uint64_t, std::uint64_t all) { told = all; }, .note_flaw = {}});
  CHECK(report.holds());
  CHECK(report.entries == entries_in_all);
  CHECK(report.packs == 1);
  CHECK(report.checkpoints > 10);
  CHECK(report.unsigned_checkpoints == report.checkpoints);
  CHECK(report.good_checkpoint == entries_in_all);
  CHECK(report.root == open_store(path, {}).value()->last_commit()->root);
}

TEST_CASE("verify: an empty store holds", "[store][verify]") {
  const TemporaryFolder folder;
  REQUIRE(open_store(folder.file("a.db"), {.mode = Mode::write_or_create}).has_value());
  CHECK(verified(folder.file("a.db")).holds());
}

TEST_CASE("verify: what was done to the entries is named", "[store][verify]") {
  struct Deed {
    const char* sql;
    const char* code;
    std::optional<std::uint64_t> entry;
  };
  const Deed deed = GENERATE(values<Deed>({
      {"UPDATE entry SET bytes = replace(bytes, 'approved', 'rejected') WHERE seq = 137",
       "V-ENTRY-CHANGED", 137},
      {"UPDATE entry SET bytes = replace(bytes, 'approved', 'rejected') WHERE seq = 0",
       "V-ENTRY-CHANGED", 0},
      {"UPDATE entry SET bytes = replace(bytes, 'approved', 'rejected') WHERE seq = 1499",
       "V-ENTRY-CHANGED", 1'499},
      {"UPDATE entry SET bytes = bytes || ' ' WHERE seq = 255", "V-ENTRY-TEXT", 255},
      {"UPDATE entry SET bytes = replace(bytes, ':\"claim\"', ':\"clai\\u006d\"') WHERE seq = 256",
       "V-ENTRY-TEXT", 256},
      {"DELETE FROM entry WHERE seq = 1499", "V-ENTRY-MISSING", 1'499},
      {"DELETE FROM entry WHERE seq >= 700", "V-ENTRY-MISSING", 700},
      {"DELETE FROM entry WHERE seq = 300", "V-ENTRY-MISSING", 300},
      {"DELETE FROM entry WHERE seq BETWEEN 300 AND 900", "V-ENTRY-MISSING", 300},
      {"DELETE FROM entry WHERE seq < 10", "V-ENTRY-MISSING", 0},
      {"DELETE FROM entry", "V-ENTRY-MISSING", 0},
      {"UPDATE entry SET seq = -5 WHERE seq = 40; UPDATE entry SET seq = 40 WHERE seq = 41;"
       "UPDATE entry SET seq = 41 WHERE seq = -5",
       "V-ENTRY-NUMBER", 40},
      {"UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE seq = 20) WHERE seq = 900",
       "V-ENTRY-NUMBER", 900},
      {"INSERT INTO entry VALUES (1500, '{\"k\":\"claim\",\"n\":1500}')", "V-ENTRY-EXTRA", 1'500},
      {"INSERT INTO entry VALUES (9000000000000, '{\"n\":9000000000000}')", "V-ENTRY-MISSING",
       1'500},
      {"INSERT INTO entry VALUES (-1, '{\"n\":-1}')", "V-ENTRY-EXTRA", std::nullopt},
  }));
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  tamper(path, deed.sql);
  CAPTURE(deed.sql);
  const Flaw flaw = first_flaw(path);
  CHECK(flaw.code == deed.code);
  CHECK(flaw.entry == deed.entry);
  if (deed.entry) CHECK(flaw.place == "entry " + std::to_string(*deed.entry));
}

TEST_CASE("verify: what was done to the other tables is named", "[store][verify]") {
  struct Deed {
    const char* sql;
    const char* code;
    const char* place;
  };
  const Deed deed = GENERATE(values<Deed>({
      {"UPDATE tile SET hashes = zeroblob(2048) WHERE level = 0 AND first = 64", "V-ENTRY-CHANGED",
       "entry 64"},
      {"UPDATE tile SET hashes = zeroblob(160) WHERE level = 1", "V-TILE", "tile 1/0"},
      {"DELETE FROM tile WHERE level = 0 AND first = 1472", "V-TILE", "entry 1472"},
      {"DELETE FROM tile WHERE level = 1", "V-TILE", "tile 1/0"},
      {"INSERT INTO tile VALUES (3, zeroblob(32))", "V-TILE", "tile row 7/192"},
      {"UPDATE checkpoint SET root = zeroblob(32) WHERE size = 1", "V-ROOT", "checkpoint 1"},
      {"UPDATE checkpoint SET size = 2 WHERE size = 1", "V-ROOT", "checkpoint 2"},
      {"DELETE FROM checkpoint WHERE size = 1500", "V-ENTRY-EXTRA", "entry"},
      {"INSERT INTO checkpoint VALUES (1501, zeroblob(32), '')", "V-ENTRY-MISSING", "entry 1500"},
      {"UPDATE pack SET bytes = x'78'", "V-PACK", "pack "},
      {"DELETE FROM pack", "V-PACK", "entry 700"},
  }));
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  tamper(path, deed.sql);
  CAPTURE(deed.sql);
  const Flaw flaw = first_flaw(path);
  CHECK(flaw.code == deed.code);
  CHECK(flaw.place.starts_with(deed.place));
}

TEST_CASE("verify: tables, views and triggers are those of a store", "[store][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  SECTION("a trigger is gone") { sqlite_shell(path, "DROP TRIGGER entry_is_not_changed"); }
  // Flipping every byte of a store found it: one bit makes this text a blob that reads the same.
  SECTION("a trigger that is one no more, by the type of a cell") {
    sqlite_shell(path,
                 "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = CAST(type AS BLOB) "
                 "WHERE name = 'tile_is_not_deleted'");
  }
  SECTION("a table too many") { sqlite_shell(path, "CREATE TABLE more (x)"); }
  SECTION("decisions that the entries do not have") {
    sqlite_shell(path, "DROP VIEW decision; CREATE TABLE decision AS SELECT 1 AS entry");
  }
  const VerifyReport report = verified(path);
  REQUIRE(report.flaw_count >= 1);
  CHECK(report.flaws[0].code == "V-FORM");
}

TEST_CASE("verify: an entry and its hash changed together leave an interval", "[store][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  crypto::Sha256 hash;
  // Entry 400, and its hash at place 400 - 384 = 16 of the row that begins at 384.
  std::string text{claim_entries(400, 1)[0]};
  text.replace(text.find("made-up"), 7, "other-p");
  const std::string leaf = hex(leaf_hash(hash, text));
  tamper(path,
         "UPDATE entry SET bytes = replace(bytes, 'made-up', 'other-p') WHERE seq = 400;"
         "UPDATE tile SET hashes = CAST(substr(hashes, 1, 512) || x'" +
             leaf + "' || substr(hashes, 545) AS BLOB) WHERE level = 0 AND first = 384");
  const VerifyReport report = verified(path);
  CHECK_FALSE(report.holds());
  const Flaw flaw = first_flaw(path);
  CHECK((flaw.code == "V-TILE" || flaw.code == "V-ROOT"));
  REQUIRE(flaw.entry.has_value());
  CHECK(*flaw.entry <= 400);
  CHECK(report.good_checkpoint <= 400);
}

TEST_CASE("verify: no flipped bit of the file goes unseen", "[store][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path);
  crypto::Sha256 hash;
  std::string good;
  {
    std::ifstream in{path, std::ios::binary};
    good.assign(std::istreambuf_iterator<char>{in}, {});
  }
  const auto dump = [&]() -> std::string {
    const auto reader = open_store(path, {.mode = Mode::read});
    if (!reader) return {};
    std::string all;
    EntryBlock block;
    for (std::uint64_t at = 0; at < entries_in_all; at = block.next_number()) {
      if (!(*reader)->read(at, 500, block)) return {};
      all += block.bytes;
    }
    return all + std::string{as_text((*reader)->last_commit()->root)};
  };
  const std::string honest = dump();
  std::mt19937 dice{11};
  int silent = 0;
  int seen = 0;
  for (int i = 0; i < 600; ++i) {
    const std::size_t at = dice() % good.size();
    const char before = good[at];
    {
      std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
      file.seekp(static_cast<std::streamoff>(at));
      file.put(static_cast<char>(before ^ (1 << dice() % 8)));
    }
    const auto reader = open_store(path, {.mode = Mode::read});
    bool noticed = !reader.has_value();
    if (reader) {
      const auto report = verify_store(**reader, hash);
      noticed = !report.has_value() || !report->holds();
    }
    ++(noticed ? seen : silent);
    CAPTURE(at);
    if (!noticed) CHECK(dump() == honest);
    std::fstream file{path, std::ios::binary | std::ios::in | std::ios::out};
    file.seekp(static_cast<std::streamoff>(at));
    file.put(before);
  }
  CHECK(seen > 400);
}
