#include "engine/decision/history_table.hpp"

#include <algorithm>
#include <random>
#include <unordered_map>
#include <vector>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

Digest128 random_key(std::mt19937_64& dice) { return {.low = dice(), .high = dice()}; }

struct HashKey {
  std::size_t operator()(const Digest128& key) const noexcept { return key.low; }
};
using Model = std::unordered_map<Digest128, std::uint64_t, HashKey>;

}  // namespace

TEST_CASE("history table: finds what was put last under a key", "[history]") {
  PlainHistoryMemory memory;
  HistoryTable table{memory};
  const Digest128 key{.low = 1, .high = 2};
  CHECK(table.find(key) == 0);
  table.put(key, 7, 0);
  CHECK(table.find(key) == 7);
  table.put(key, 9, 1);
  CHECK(table.find(key) == 9);
  CHECK(table.find({.low = 2, .high = 1}) == 0);
  CHECK(table.keys() == 1);
  table.put({.low = 0, .high = 5}, 3, 1);
  table.put({.low = 5, .high = 0}, 4, 1);
  CHECK(table.find({.low = 0, .high = 5}) == 3);
  CHECK(table.find({.low = 5, .high = 0}) == 4);
  table.put(key, history_value_max, 1);
  CHECK(table.find(key) == history_value_max);
  table.put(key, 0, 1);
  CHECK(table.find(key) == 0);
  CHECK(table.look(key) == 0);
  CHECK_FALSE(table.look({.low = 2, .high = 1}).has_value());
  table.clear();
  CHECK_FALSE(table.look(key).has_value());
  CHECK(table.keys() == 0);
}

TEST_CASE("history table: keys beside one another are apart", "[history]") {
  PlainHistoryMemory memory;
  HistoryTable table{memory};
  std::mt19937_64 dice{7};
  const Digest128 place = random_key(dice);
  std::vector<Digest128> keys{place};
  for (int i = 0; i < 10'000; ++i) keys.push_back(beside(place, random_key(dice)));
  for (std::size_t i = 0; i < keys.size(); ++i) table.put(keys[i], i + 1, i);
  bool all = true;
  for (std::size_t i = 0; i < keys.size(); ++i) all = all && table.find(keys[i]) == i + 1;
  CHECK(all);
  std::vector<HistorySlot> listed;
  table.list(listed);
  CHECK(listed.size() == keys.size());
}

TEST_CASE("history table: lists keys in order where many lie round a segment's end", "[history]") {
  constexpr HistoryShape small{.segment_bits = 3, .segments_max = 4096};
  std::mt19937_64 dice{11};
  for (int round = 0; round < 200; ++round) {
    PlainHistoryMemory memory{small};
    HistoryTable table{memory, small};
    const std::size_t count = 1 + dice() % 200;
    for (std::size_t i = 0; i < count; ++i) table.put(random_key(dice), i + 1, i);
    std::vector<HistorySlot> listed;
    table.list(listed);
    REQUIRE(listed.size() == count);
    REQUIRE(std::ranges::is_sorted(
        listed, [](const HistorySlot& a, const HistorySlot& b) { return a.before(b); }));
  }
}

TEST_CASE("history table: a million puts agree with std::unordered_map", "[history]") {
  PlainHistoryMemory memory;
  HistoryTable table{memory};
  Model model;
  std::mt19937_64 dice{42};
  std::vector<Digest128> keys;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const bool again = !keys.empty() && dice() % 4 == 0;
    const Digest128 key = again ? keys[dice() % keys.size()] : random_key(dice);
    if (!again) keys.push_back(key);
    table.put(key, i + 1, i);
    model[key] = i + 1;
  }
  bool all = true;
  for (const auto& [key, value] : model) all = all && table.find(key) == value;
  CHECK(all);
  for (int i = 0; i < 10'000; ++i) all = all && table.find(random_key(dice)) == 0;
  CHECK(all);
  CHECK(table.keys() == model.size());

  std::vector<HistorySlot> listed;
  table.list(listed);
  CHECK(listed.size() == model.size());
  CHECK(std::ranges::is_sorted(
      listed, [](const HistorySlot& a, const HistorySlot& b) { return a.before(b); }));
  for (const HistorySlot& slot : listed) all = all && table.find({slot.low(), slot.high}) != 0;
  CHECK(all);
}
