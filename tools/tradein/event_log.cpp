#include "tools/tradein/event_log.hpp"

#include <chrono>
#include <cstdio>
#include <string_view>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace tradein::tool {
namespace {

EventLog::Level level_of(std::string_view name) {
  if (name == "debug") return EventLog::Level::debug;
  return name == "info" ? EventLog::Level::info : EventLog::Level::error;
}

}  // namespace

void EventLog::tell(const char* level, const char* event, const std::string& members) {
  using namespace std::chrono;
  if (level_of(level) < least_) return;
  const auto now = system_clock::now();
  const auto ms = duration_cast<milliseconds>(now.time_since_epoch()).count() % 1000;
  const std::string line =
      fmt::format(R"({{"time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","event":"{}"{}{}}})"
                  "\n",
                  fmt::gmtime(system_clock::to_time_t(now)), ms, level, event,
                  members.empty() ? "" : ",", members);
  const std::lock_guard lock{mutex_};
  static_cast<void>(std::fwrite(line.data(), 1, line.size(), stderr));
}

}  // namespace tradein::tool
