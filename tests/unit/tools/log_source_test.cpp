#include "tools/tradein/log_source.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/memory_log.hpp"

using namespace tradein;

namespace {

/// More than one block of entries; two of them have an x.
MemoryLog log_with_two() {
  MemoryLog log;
  log.entries.assign(20'000, "{}");
  log.entries[3] = R"({"x":1})";
  log.entries[19'999] = R"({"x":2})";
  return log;
}

using Numbers = std::vector<std::uint64_t>;

Numbers found_from(std::uint64_t first, std::string_view needle, std::size_t most = 9) {
  MemoryLog log = log_with_two();
  Numbers found;
  const auto read = tool::for_each_entry_with(log, first, needle,
                                              [&](std::uint64_t number, std::string_view entry) {
                                                CHECK(entry == log.entries[number]);
                                                found.push_back(number);
                                                return found.size() < most;
                                              });
  CHECK(read.has_value());
  return found;
}

}  // namespace

TEST_CASE("for_each_entry_with: the entries that have it, from the first asked for on", "[tool]") {
  CHECK(found_from(0, "\"x\":") == Numbers{3, 19'999});
  CHECK(found_from(3, "\"x\":") == Numbers{3, 19'999});
  CHECK(found_from(4, "\"x\":") == Numbers{19'999});
  CHECK(found_from(20'000, "\"x\":").empty());
  CHECK(found_from(0, "\"y\":").empty());
}

TEST_CASE("for_each_entry_with: no entry has what two beside each other make up", "[tool]") {
  CHECK(found_from(0, "}{").empty());
}

TEST_CASE("for_each_entry_with: ends where it is told to", "[tool]") {
  CHECK(found_from(0, "\"x\":", 1) == Numbers{3});
}
