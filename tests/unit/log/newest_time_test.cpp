#include "engine/log/newest_time.hpp"

#include "engine/log/batch_entry.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/memory_log.hpp"

using namespace tradein;

namespace {

void add_batch(MemoryLog& log, std::int64_t at) {
  BatchEntry entry;
  entry.number = log.entries.size();
  entry.at_ms = at;
  write_batch_entry(entry, log.entries.emplace_back());
}

void add_claims(MemoryLog& log, std::size_t count, std::uint64_t batch) {
  for (std::size_t i = 0; i < count; ++i)
    log.entries.push_back(R"({"batch":)" + std::to_string(batch) + R"(,"k":"claim"})");
}

}  // namespace

TEST_CASE("newest_time: of the last batch, however long it is", "[log]") {
  MemoryLog log;
  CHECK(newest_time(log).value() == 0);
  add_batch(log, 70);
  CHECK(newest_time(log).value() == 70);
  add_claims(log, 20'000, 0);
  CHECK(newest_time(log).value() == 70);
  add_batch(log, 90);  // of another connection
  add_claims(log, 3'000, 0);
  CHECK(newest_time(log).value() == 90);
}
