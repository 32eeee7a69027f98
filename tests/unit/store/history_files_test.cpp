#include "adapters/store/history_files.hpp"

#include <signal.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "adapters/store/sqlite_store.hpp"
#include "engine/log/history_catch_up.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using store::HistoryFiles;
namespace fs = std::filesystem;

namespace {

constexpr SipKey test_key{1, 2};
constexpr HistoryFiles::Measures small{.table_keys = 500, .least_keys = 1, .beside = false};

Digest128 key_of(std::uint64_t number) { return siphash128(test_key, std::to_string(number)); }

std::string history_of(const std::string& store_path) { return store_path + ".history"; }

LastingHistory::Root root_of(std::uint64_t size) {
  LastingHistory::Root root{};
  std::memcpy(root.data(), &size, sizeof size);
  return root;
}

std::unique_ptr<HistoryFiles> open(const std::string& path,
                                   const HistoryFiles::Measures& measures = small) {
  return HistoryFiles::open(path, measures).value();
}

/// An entry leaves its own number, plus one, under its number's digest.
Result<void> put_number(std::uint64_t number, std::string_view, History& history) {
  history.put(key_of(number), number + 1, number);
  return {};
}

/// Entries from size() on, a commit each ten.
void put_numbers(HistoryFiles& history, std::uint64_t to) {
  for (std::uint64_t i = history.size(); i < to; ++i) {
    REQUIRE(put_number(i, "", history).has_value());
    if (i % 10 == 9) history.commit(i + 1, root_of(i + 1));
  }
}

void append(Store& store, std::size_t count) {
  crypto::Sha256 hash;
  auto log = LogWriter::open(store, hash).value();
  REQUIRE(log.append(claim_entries(log.size(), count)).has_value());
}

std::unique_ptr<Store> writer(const std::string& path) {
  return std::move(*store::open_store(path, {.mode = store::Mode::write_or_create}));
}

bool holds_exactly(const History& history, std::uint64_t size) {
  for (std::uint64_t i = 0; i < size; ++i)
    if (history.find(key_of(i)) != i + 1) return false;
  for (std::uint64_t i = size; i < size + 100; ++i)
    if (history.find(key_of(i)) != 0) return false;
  return true;
}

/// Brings the store's history up to date; from which entry on that was needed.
std::uint64_t catch_up(const std::string& path, Store& store) {
  const auto history = open(history_of(path));
  const std::uint64_t first = bring_up_to_date(*history, store, put_number).value();
  CHECK(history->size() == store.size().value());
  CHECK(holds_exactly(*history, history->size()));
  return first;
}

std::vector<fs::path> files_of(const std::string& path) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator{fs::path{path}.parent_path()})
    if (file.path().string().starts_with(path)) files.push_back(file.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("history files: made from the log once, and only its tail later", "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  const auto log = writer(path);
  append(*log, 3'000);
  CHECK(catch_up(path, *log) == 0);
  CHECK(catch_up(path, *log) == 3'000);
  append(*log, 500);
  append(*log, 500);
  CHECK(catch_up(path, *log) == 3'000);
  for (const fs::path& file : files_of(history_of(path))) fs::remove(file);
  CHECK(catch_up(path, *log) == 0);
  // Little is put again instead of being written.
  append(*log, 99);
  const auto history = open(history_of(path), {.table_keys = 500, .least_keys = 100});
  CHECK(bring_up_to_date(*history, *log, put_number) == 4'000);
  CHECK(catch_up(path, *log) == 4'000);
}

TEST_CASE("history files: another log's, an older log's and broken ones are made anew",
          "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db"), other = folder.file("other.db");
  const auto log = writer(path);
  append(*log, 1'000);
  CHECK(catch_up(path, *log) == 0);
  const std::string name = history_of(path) + "-0-1000";
  REQUIRE(fs::exists(name));
  SECTION("another log's, as long as this one") {
    const auto other_log = writer(other);
    EntryBlock block;
    for (int i = 0; i < 1'000; ++i) {
      block.bytes.append("{\"i\":1}");
      block.close_entry();
    }
    crypto::Sha256 hash;
    REQUIRE(LogWriter::open(*other_log, hash)->append(block).has_value());
    fs::copy_file(name, history_of(other) + "-0-1000");
    CHECK(catch_up(other, *other_log) == 0);
  }
  SECTION("ahead of an older copy of the log") {
    const auto other_log = writer(other);
    append(*other_log, 400);
    fs::copy_file(name, history_of(other) + "-0-1000");
    CHECK(catch_up(other, *other_log) == 0);
  }
  SECTION("a text, an empty file, half a file, another name, an earlier version's file") {
    std::ofstream{name} << std::string(100'000, 'x');
    CHECK(catch_up(path, *log) == 0);
    fs::resize_file(name, 0);
    CHECK(catch_up(path, *log) == 0);
    fs::resize_file(name, fs::file_size(name) / 2);
    CHECK(catch_up(path, *log) == 0);
    fs::rename(name, history_of(path) + "-0-1001");
    std::ofstream{history_of(path)} << "thfile01, an earlier version's";
    std::ofstream{history_of(path) + "-notes"} << "somebody's own";
    CHECK(catch_up(path, *log) == 0);
    CHECK(files_of(history_of(path)) == std::vector<fs::path>{name, history_of(path) + "-notes"});
  }
  SECTION("one that another user may write") {
    REQUIRE(::chmod(name.c_str(), 0666) == 0);
    CHECK(catch_up(path, *log) == 0);
    CHECK(catch_up(path, *log) == 1'000);
  }
}

TEST_CASE("history files: with commits behind the puts, full tables and merges it is what was put",
          "[history][store]") {
  const bool beside = GENERATE(false, true);
  const std::uint64_t seed = GENERATE(1U, 2U, 3U);
  CAPTURE(beside, seed);
  const TemporaryFolder folder;
  const std::string path = folder.file("history");
  std::mt19937_64 dice{seed};
  struct Put {
    std::uint64_t key, value, entry;
  };
  std::vector<Put> puts;
  std::uint64_t entry = 0, committed = 0;
  const auto compare = [&](const HistoryFiles& history, std::uint64_t size) {
    std::map<std::uint64_t, std::uint64_t> model;
    for (const Put& put : puts)
      if (put.entry < size) model[put.key] = put.value;
    for (std::uint64_t key = 0; key < 3'000; ++key)
      REQUIRE(history.find(key_of(key)) == (model.contains(key) ? model[key] : 0));
  };
  for (int life = 0; life < 12; ++life) {
    const auto history = open(
        path,
        {.table_keys = 1U << (3 + dice() % 6), .least_keys = 1U << dice() % 9, .beside = beside});
    // What the one before had in memory is put again, a commit at once as catching up does it.
    REQUIRE(history->size() <= committed);
    std::erase_if(puts, [&](const Put& put) { return put.entry >= committed; });
    for (const Put& put : puts)
      if (put.entry >= history->size()) history->put(key_of(put.key), put.value, put.entry);
    entry = committed;
    if (committed > history->size()) history->commit(committed, root_of(committed));
    compare(*history, committed);
    std::vector<std::uint64_t> waiting;  // groups on their way to the disk
    for (int group = 0; group < 60; ++group) {
      for (std::uint64_t n = 1 + dice() % 20; n > 0; --n, ++entry)
        for (std::uint64_t k = dice() % 4; k > 0; --k) {
          puts.push_back({dice() % 3'000, dice() % 5, entry});
          history->put(key_of(puts.back().key), puts.back().value, entry);
        }
      history->close_group(entry);
      waiting.push_back(entry);
      while (waiting.size() > dice() % 4) {
        committed = waiting.front();
        waiting.erase(waiting.begin());
        history->commit(committed, root_of(committed));
      }
      if (group % 20 == 0) compare(*history, entry);
    }
    compare(*history, entry);
    CHECK(history->size() == committed);
    CHECK(history->root() == root_of(committed));
    CHECK(history->files() < 20);
  }
  CHECK(files_of(path).size() < 20);
}

TEST_CASE("history files: kill -9 between decisions and their commit undoes them",
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
      const auto history = HistoryFiles::open(history_of(path), small);
      if (!history) ::_exit(1);
      if (!bring_up_to_date(**history, *log, put_number)) ::_exit(2);
      // Decided, and never committed: entries that the log does not get.
      for (std::uint64_t i = size; i < size + 1'000; ++i) (*history)->put(key_of(i), 77, i);
      (*history)->close_group(size + 1'000);
      for (std::uint64_t i = size + 1'000; i < size + 2'000; ++i) (*history)->put(key_of(i), 77, i);
      (*history)->close_group(size + 2'000);
      ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    catch_up(path, *log);
    append(*log, 300);
  }
}

TEST_CASE("history files: what a killed process left half-done is taken away", "[history][store]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("history"), aside = folder.file("aside");
  const auto life = [&](std::uint64_t to) { put_numbers(*open(path), to); };
  life(300);
  life(600);
  life(900);
  REQUIRE(files_of(path).size() == 3);
  SECTION("a draft") {
    std::ofstream{path + "-900-1200.new"} << "half";
    CHECK(open(path)->size() == 900);
    CHECK(files_of(path).size() == 3);
  }
  SECTION("a hole") {
    fs::remove(path + "-300-600");
    CHECK(open(path)->size() == 300);
    CHECK(files_of(path).size() == 1);
  }
  SECTION("the files that were merged, beside the one that they became") {
    fs::create_directory(aside);
    for (const fs::path& file : files_of(path)) fs::copy_file(file, aside / file.filename());
    life(1'200);  // the fourth
    life(1'500);  // merges as it opens
    CHECK(files_of(path).size() == 2);
    for (const auto& file : fs::directory_iterator{aside})
      fs::copy_file(file.path(), folder.path() / file.path().filename());
    const auto history = open(path);
    CHECK(history->size() == 1'500);
    CHECK(history->root() == root_of(1'500));
    CHECK(holds_exactly(*history, 1'500));
    CHECK(files_of(path).size() == 2);
  }
}

TEST_CASE("history files: a full disk gives the files up and not the work", "[history][store]") {
  const TemporaryFolder folder;
  const std::string disk = folder.file("disk");
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0) {
    WARN("skipped: this user may not mount a tmpfs");
    return;
  }
  const std::string path = disk + "/history";
  {
    const auto history = open(path);
    put_numbers(*history, 20'000);
    CHECK(holds_exactly(*history, 20'000));
  }
  const auto history = open(path);
  CHECK(history->size() < 20'000);
  CHECK(holds_exactly(*history, history->size()));
  for (const fs::path& file : files_of(path)) CHECK(file.extension() != ".new");
  ::umount2(disk.c_str(), MNT_DETACH);
}

TEST_CASE("history files: a folder that is not there", "[history][store]") {
  const auto missing = HistoryFiles::open("/no/such/folder/history");
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().code == "E-STORE-IO");
}

TEST_CASE("history run: keys with the same first half, over pages", "[history][store]") {
  const TemporaryFolder folder;
  const store::HistoryRange range{0, 1, {}, 0};
  store::HistoryRunWriter writer{folder.file("run"), range, 2'000};
  for (std::uint64_t i = 0; i < 2'000; ++i)
    writer.add(HistorySlot::of({.low = i, .high = i < 1'000 ? 7U : 9U}, i + 1));
  const auto run = writer.finish();
  REQUIRE(run != nullptr);
  for (std::uint64_t i = 0; i < 2'000; ++i)
    REQUIRE(run->look(HistorySlot::of({.low = i, .high = i < 1'000 ? 7U : 9U}, 0)) == i + 1);
  CHECK_FALSE(run->look(HistorySlot::of({.low = 1'000, .high = 7}, 0)).has_value());
  CHECK_FALSE(run->look(HistorySlot::of({.low = 0, .high = 6}, 0)).has_value());
  CHECK_FALSE(run->look(HistorySlot::of({.low = 0, .high = 10}, 0)).has_value());
}

TEST_CASE("history filter: one key in about seventy is let through in vain", "[history]") {
  constexpr std::uint64_t count = 100'000;
  const std::uint64_t blocks = history_filter::blocks_for(count);
  std::vector<history_filter::Block> filter(blocks);
  const auto block = [&](const HistorySlot& slot) -> history_filter::Block& {
    return filter[history_filter::block_of(slot.high, blocks)];
  };
  const auto slot_of = [](std::uint64_t i) { return HistorySlot::of(key_of(i), 0); };
  for (std::uint64_t i = 0; i < count; ++i) history_filter::add(block(slot_of(i)), slot_of(i));
  std::uint64_t missed = 0, in_vain = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    missed += history_filter::may_have(block(slot_of(i)), slot_of(i)) ? 0U : 1U;
    // Beside a key that is there: the same block, and the last bits alone are other.
    const HistorySlot stranger = HistorySlot::of(beside(key_of(i), key_of(i + count)), 0);
    in_vain += history_filter::may_have(block(stranger), stranger) ? 1U : 0U;
  }
  CHECK(missed == 0);
  CHECK(in_vain < count / 50);
  CHECK(in_vain > count / 200);
}
