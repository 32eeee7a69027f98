#include "engine/log/entry_members.hpp"

namespace tradein {

bool EntryMember::take(std::string_view name, std::string& to) {
  if (name_ != name) return false;
  to = json_.string(scratch_);
  return true;
}

bool EntryMember::take(std::string_view name, std::int64_t& to) {
  if (name_ != name) return false;
  to = json_.integer();
  return true;
}

bool EntryMember::take(std::string_view name, std::uint64_t& to) {
  std::int64_t number = 0;
  if (!take(name, number)) return false;
  spoilt_ = spoilt_ || number < 0;
  to = static_cast<std::uint64_t>(number);
  return true;
}

bool EntryMember::take(std::string_view name, Date& to) {
  if (name_ != name) return false;
  const auto day = parse_iso_date(json_.string(scratch_));
  spoilt_ = spoilt_ || !day;
  to = day.value_or(to);
  return true;
}

bool EntryMember::take(std::string_view name, std::vector<std::string>& to) {
  if (name_ != name) return false;
  json_.enter_array();
  while (json_.next_item()) to.emplace_back(json_.string(scratch_));
  return true;
}

}  // namespace tradein
