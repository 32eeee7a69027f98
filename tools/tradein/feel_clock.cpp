#include "tools/tradein/feel_clock.hpp"

#include <chrono>
#include <ctime>

namespace tradein::tool {

feel::DateAndTime local_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
  const auto seconds = std::time_t{nanos / feel::nanos_per_second};
  std::tm parts{};
  localtime_r(&seconds, &parts);
  const std::int64_t local = seconds + parts.tm_gmtoff;
  feel::DateAndTime when;
  when.date.days = local / feel::seconds_per_day;
  when.nanos =
      local % feel::seconds_per_day * feel::nanos_per_second + nanos % feel::nanos_per_second;
  when.zone.kind = feel::Zone::Kind::offset;
  when.zone.seconds = static_cast<std::int32_t>(parts.tm_gmtoff);
  return when;
}

}  // namespace tradein::tool
