#include "engine/log/audit_sample.hpp"

#include <algorithm>
#include <limits>

#include "engine/log/canonical.hpp"

namespace tradein {
namespace {

constexpr std::string_view everything = "all";

std::unexpected<Error> bad_rule(std::string_view text) {
  return std::unexpected(
      Error{.code = "E-SAMPLE-RULE",
            .place = "--rule",
            .what = {"`" + std::string{text} + "` 不是抽样规则",
                     "`" + std::string{text} + "` is no rule of a sample"},
            .fix = {"写 `all`，或 `outcome=approved,kind=digital` 这样的条目成员",
                    "write `all`, or members of an entry such as `outcome=approved,kind=digital`"},
            .trouble = Trouble::usage});
}

/// Numbers of 64 bits from SHA-256 over the seed and a counter.
class Numbers {
 public:
  Numbers(HashFunction& hash, std::string seed) : hash_{hash}, seed_{std::move(seed)} {}

  std::uint64_t next() {
    if (used_ == block_.size()) {
      block_ = hash_.hash(seed_ + std::to_string(counter_++));
      used_ = 0;
    }
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | block_[used_++];
    return number;
  }
  /// Below `bound`, each number as likely: those past the last whole multiple are thrown away.
  std::uint64_t below(std::uint64_t bound) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const std::uint64_t rest = (most % bound + 1) % bound;
    for (;;)
      if (const std::uint64_t number = next(); number <= most - rest) return number % bound;
  }

 private:
  HashFunction& hash_;
  std::string seed_;
  std::uint64_t counter_ = 0;
  Hash256 block_{};
  std::size_t used_ = sizeof(Hash256);
};

}  // namespace

Result<SampleRule> SampleRule::parse(std::string_view text) {
  SampleRule rule;
  rule.text_ = text;
  if (text == everything) return rule;
  for (std::string_view rest = text;;) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view part = rest.substr(0, end);
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos || sign == 0 ||
        std::ranges::any_of(part, [](char c) { return static_cast<unsigned char>(c) < ' '; }))
      return bad_rule(text);
    rule.members_.emplace_back(part.substr(0, sign), part.substr(sign + 1));
    if (end == rest.size()) return rule;
    rest.remove_prefix(end + 1);
  }
}

bool SampleRule::matches(std::string_view entry) const {
  CanonicalReader json{entry};
  std::string scratch;
  std::string_view key;
  bool claim = false;
  std::size_t found = 0;
  json.enter_object();
  while (json.next_key(key)) {
    std::string value;
    scratch.clear();
    if (json.kind() == CanonicalReader::Kind::string)
      value = json.string(scratch);
    else if (json.kind() == CanonicalReader::Kind::integer)
      value = std::to_string(json.integer());
    else {
      json.skip();
      continue;
    }
    if (key == "k") claim = value == "claim";
    for (const auto& [name, wanted] : members_)
      if (name == key && wanted == value) ++found;
  }
  return json.finish() && claim && found == members_.size();
}

std::vector<std::uint64_t> draw_sample(HashFunction& hash, const Hash256& root, Date date,
                                       const SampleRule& rule, std::vector<std::uint64_t> entries,
                                       std::size_t size) {
  Numbers numbers{hash, "tradein-sample-v1\n" + hex(as_text(root)) + "\n" + to_iso(date) + "\n" +
                            rule.text() + "\n"};
  const std::size_t count = std::min(size, entries.size());
  for (std::size_t i = 0; i < count; ++i)
    std::swap(entries[i], entries[i + numbers.below(entries.size() - i)]);
  entries.resize(count);
  return entries;
}

}  // namespace tradein
