#include "engine/log/withdrawal_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"

namespace tradein {

void write_withdrawal_entry(const WithdrawalEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("amount", entry.amount_fen);
  json.member("at", entry.at_ms);
  json.member("claim", static_cast<std::int64_t>(entry.claim));
  json.key("freed");
  json.begin_array();
  for (const std::string& limit : entry.freed) json.string(limit);
  json.end_array();
  json.member("ground", name(entry.ground));
  json.member("k", "withdrawal");
  json.member("n", static_cast<std::int64_t>(entry.number));
  json.member("on", std::string_view{to_iso(entry.on)});
  json.member("retailer", std::string_view{entry.retailer});
  json.member("v", std::int64_t{1});
  json.end_object();
}

Result<WithdrawalEntry> read_withdrawal_entry(std::string_view bytes) {
  WithdrawalEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool kind = false, claim = false, ground = false, day = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "amount") {
      entry.amount_fen = json.integer();
    } else if (key == "at") {
      entry.at_ms = json.integer();
    } else if (key == "claim") {
      const std::int64_t number = json.integer();
      claim = number >= 0;
      entry.claim = static_cast<std::uint64_t>(number);
    } else if (key == "freed") {
      json.enter_array();
      while (json.next_item()) entry.freed.emplace_back(json.string(scratch));
    } else if (key == "ground") {
      const auto known = ground_of(json.string(scratch));
      ground = known.has_value();
      entry.ground = known.value_or(entry.ground);
    } else if (key == "k") {
      kind = json.string(scratch) == "withdrawal";
    } else if (key == "n") {
      entry.number = static_cast<std::uint64_t>(json.integer());
    } else if (key == "on") {
      const auto on = parse_iso_date(json.string(scratch));
      day = on.has_value();
      entry.on = on.value_or(entry.on);
    } else if (key == "retailer") {
      entry.retailer = json.string(scratch);
    } else {
      json.skip();
    }
  }
  if (!json.finish() || !kind || !claim || !ground || !day) return bad_entry();
  return entry;
}

}  // namespace tradein
