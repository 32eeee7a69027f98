#include "engine/decision/history_table.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <unordered_map>
#include <vector>

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

constexpr HistoryShape small{.segment_bits = 3, .segments_max = 256, .undo_max = 64};

Digest128 random_key(std::mt19937_64& dice) { return {.low = dice(), .high = dice()}; }

struct HashKey {
  std::size_t operator()(const Digest128& key) const noexcept { return key.low; }
};
using Model = std::unordered_map<Digest128, std::uint64_t, HashKey>;

HistoryTable::Root root_of(std::uint64_t size) {
  HistoryTable::Root root{};
  std::memcpy(root.data(), &size, sizeof size);
  return root;
}

/// Memory whose bytes can be taken at any step, as they lie there when the process is killed.
class MortalMemory : public HistoryMemory {
 public:
  std::vector<std::byte> bytes_of_state = std::vector<std::byte>(history_state_bytes(small));
  std::map<std::uint32_t, std::vector<std::byte>> segments;
  std::function<void()> at_step;

  MortalMemory() = default;
  MortalMemory(const MortalMemory& other)
      : bytes_of_state{other.bytes_of_state}, segments{other.segments} {}
  MortalMemory& operator=(const MortalMemory&) = delete;

  std::byte* state(std::size_t) noexcept override { return bytes_of_state.data(); }
  std::byte* segment(std::uint32_t n) noexcept override {
    auto& bytes = segments[n];
    if (bytes.empty()) bytes.resize(small.segment_bytes());
    return bytes.data();
  }
  void clear() noexcept override {
    segments.clear();
    std::ranges::fill(bytes_of_state, std::byte{0});
  }
  void step() noexcept override {
    if (at_step) at_step();
  }
  [[nodiscard]] bool wants_steps() const noexcept override { return true; }
};

/// Every put of a long life, so that the state at any size can be told.
struct Life {
  struct Put {
    Digest128 key;
    std::uint64_t value;
    std::uint64_t entry;
  };
  std::vector<Put> puts;

  [[nodiscard]] Model at(std::uint64_t size) const {
    Model model;
    for (const Put& put : puts)
      if (put.entry < size) model[put.key] = put.value;
    return model;
  }
};

/// A table that is made of these bytes holds exactly what was put below its size.
void check_mended(const MortalMemory& killed, const Life& life, std::mt19937_64& dice, int depth) {
  MortalMemory copy{killed};
  // Killed again in the middle of being mended.
  if (depth > 0)
    copy.at_step = [&] {
      if (dice() % 8 == 0) check_mended(copy, life, dice, depth - 1);
    };
  HistoryTable table{copy, small};
  copy.at_step = nullptr;
  const Model expected = life.at(table.size());
  REQUIRE(table.root() == root_of(table.size()));
  for (const Life::Put& put : life.puts) {
    const auto found = expected.find(put.key);
    REQUIRE(table.find(put.key) == (found == expected.end() ? 0 : found->second));
  }
}

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
  table.clear();
  CHECK(table.find(key) == 0);
  CHECK(table.size() == 0);
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
  CHECK(table.segments() == 1);
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
    if (i % 10'000 == 9'999) table.commit(i + 1, root_of(i + 1));
  }
  bool all = true;
  for (const auto& [key, value] : model) all = all && table.find(key) == value;
  CHECK(all);
  for (int i = 0; i < 10'000; ++i) all = all && table.find(random_key(dice)) == 0;
  CHECK(all);
  CHECK(table.keys() == model.size());

  // Another table over the same memory, as after a start.
  const HistoryTable again{memory};
  CHECK(again.size() == 1'000'000);
  for (const auto& [key, value] : model) all = all && again.find(key) == value;
  CHECK(all);
}

TEST_CASE("history table: killed at any step it is what it was at its last commit", "[history]") {
  const std::uint64_t seed = GENERATE(1U, 2U, 3U, 4U);
  CAPTURE(seed);
  std::mt19937_64 dice{seed};
  Life life;
  MortalMemory memory;
  HistoryTable table{memory, small};
  std::uint64_t steps = 0;
  memory.at_step = [&] {
    ++steps;
    if (dice() % 6 == 0) check_mended(memory, life, dice, 1);
  };
  std::vector<Digest128> keys;
  std::uint64_t committed = 0;
  for (std::uint64_t entry = 0; entry < 160; ++entry) {
    for (std::uint64_t n = dice() % 4; n > 0; --n) {
      const bool again = !keys.empty() && dice() % 3 == 0;
      const Digest128 key = again ? keys[dice() % keys.size()] : random_key(dice);
      if (!again) keys.push_back(key);
      // Now and then 0: a count that was given back.
      const std::uint64_t value = dice() % 8 == 0 ? 0 : dice() & history_value_max;
      life.puts.push_back({key, value, entry});
      table.put(key, life.puts.back().value, entry);
    }
    // A commit lags behind the decisions, as the writer works beside them.
    if (dice() % 10 == 0) {
      committed = std::max(committed, entry + 1 - std::min<std::uint64_t>(entry, dice() % 5));
      table.commit(committed, root_of(committed));
    }
  }
  CHECK(steps > 1'000);
  CHECK(table.segments() > 20);
  CHECK(memory.segments.size() <= table.segments());
}

TEST_CASE("history table: more puts than can be undone are kept, but not after a kill",
          "[history]") {
  std::mt19937_64 dice{5};
  MortalMemory memory;
  HistoryTable table{memory, small};
  std::vector<Digest128> keys;
  for (std::uint64_t entry = 0; entry < 200; ++entry) {
    keys.push_back(random_key(dice));
    table.put(keys.back(), entry + 1, entry);
  }
  for (std::uint64_t entry = 0; entry < 200; ++entry) REQUIRE(table.find(keys[entry]) == entry + 1);
  {
    MortalMemory killed{memory};
    const HistoryTable mended{killed, small};
    CHECK(mended.size() == 0);
    CHECK(mended.keys() == 0);
  }
  table.commit(200, root_of(200));
  MortalMemory killed{memory};
  const HistoryTable mended{killed, small};
  CHECK(mended.size() == 200);
  CHECK(mended.find(keys[150]) == 151);
}

TEST_CASE("history table: memory of another shape, or with rubbish in it, counts as empty",
          "[history]") {
  MortalMemory memory;
  {
    HistoryTable table{memory, small};
    table.put({.low = 1, .high = 1}, 1, 0);
    table.commit(1, root_of(1));
  }
  HistoryShape other = small;
  other.undo_max = 32;
  {
    MortalMemory copy{memory};
    CHECK(HistoryTable{copy, other}.size() == 0);
  }
  // Any one bit of the table's own record: it is empty, or it is as it was where the bit means
  // nothing.
  for (std::size_t bit = 0; bit < std::size_t{512 + 64} * 8; ++bit) {
    MortalMemory copy{memory};
    copy.bytes_of_state[bit / 8] ^= std::byte{1} << (bit % 8);
    const HistoryTable mended{copy, small};
    static_cast<void>(mended.find({.low = 1, .high = 1}));
  }
}
