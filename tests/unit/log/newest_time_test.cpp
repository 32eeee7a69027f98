#include "engine/log/newest_time.hpp"

#include "engine/log/batch_entry.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// Entries in memory.
class MemoryLog final : public LogReader {
 public:
  std::vector<std::string> entries;

  void batch(std::int64_t at) {
    BatchEntry entry;
    entry.number = entries.size();
    entry.at_ms = at;
    write_batch_entry(entry, entries.emplace_back());
  }
  void claims(std::size_t count, std::uint64_t batch) {
    for (std::size_t i = 0; i < count; ++i)
      entries.push_back(R"({"batch":)" + std::to_string(batch) + R"(,"k":"claim"})");
  }
  Result<std::uint64_t> size() override { return entries.size(); }
  Result<void> read(std::uint64_t first, std::size_t most, EntryBlock& out) override {
    out.clear(first);
    for (std::size_t i = first; i < std::min<std::size_t>(entries.size(), first + most); ++i) {
      out.bytes += entries[i];
      out.close_entry();
    }
    return {};
  }
  Result<std::optional<std::string>> get_pack(const Hash256&) override { return std::nullopt; }
  Result<void> each_pack(const std::function<bool(std::string_view, std::string_view)>&) override {
    return {};
  }
};

}  // namespace

TEST_CASE("newest_time: of the last batch, however long it is", "[log]") {
  MemoryLog log;
  CHECK(newest_time(log).value() == 0);
  log.batch(70);
  CHECK(newest_time(log).value() == 70);
  log.claims(20'000, 0);
  CHECK(newest_time(log).value() == 70);
  log.batch(90);  // of another connection
  log.claims(3'000, 0);
  CHECK(newest_time(log).value() == 90);
}
