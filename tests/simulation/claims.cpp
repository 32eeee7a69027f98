#include "tests/simulation/claims.hpp"

#include <fmt/format.h>

#include "engine/base/assert.hpp"

namespace tradein::simulation {

std::string with_member(std::string line, std::string_view name, std::string_view json) {
  const std::string key = fmt::format("\"{}\":", name);
  const std::size_t begin = line.find(key);
  TRADEIN_ASSERT(begin != std::string::npos);
  const std::size_t value = begin + key.size();
  TRADEIN_ASSERT(line[value] == '"');
  const std::size_t end = line.find('"', value + 1) + 1;
  return line.replace(value, end - value, json);
}

std::string ClaimSource::id_of(std::size_t number) { return fmt::format("K{}", number); }

void ClaimSource::begin(Dice& dice, std::size_t ids) {
  ids_ = ids;
  devices_.clear();
  chosen_.clear();
  for (std::size_t i = 0; i < ids; ++i) devices_.push_back(dice.below(samples_.size()));
}

ClaimLine ClaimSource::make(Dice& dice, std::size_t retailer) {
  const std::size_t number = dice.below(ids_);
  const auto [at, fresh] = chosen_.try_emplace({retailer, number});
  if (fresh) at->second = dice.pick(devices_);
  ClaimLine out;
  out.claim_id = id_of(number);
  out.text = with_member(samples_[at->second], "claim_id", '"' + out.claim_id + '"');
  const std::uint64_t form = dice.below(12);
  if (form == 0) out.text = with_member(out.text, "model", "\"OTHER\"");
  if (form == 1) out.text = with_member(out.text, "serial_no", "null");  // returned, correctable
  out.content = out.text;
  if (form == 2) out.text.insert(1, "  ");
  return out;
}

}  // namespace tradein::simulation
