#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/date.hpp"
#include "engine/base/result.hpp"
#include "engine/log/hash.hpp"

/// An audit sample that anybody draws again (schemas/audit.md): a function of the log's root, a
/// date and a rule, so that nobody can choose it.
namespace tradein {

/// Which claim entries are in question: `all`, or `member=value` pairs joined by commas, of an
/// entry's own members that are strings or integers.
class SampleRule {
 public:
  /// E-SAMPLE-RULE (Trouble::usage).
  static Result<SampleRule> parse(std::string_view text);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Is it a claim entry that has all of these members?
  [[nodiscard]] bool matches(std::string_view entry) const;

 private:
  std::string text_;
  std::vector<std::pair<std::string, std::string>> members_;
};

/// Entries in the order in which they are drawn, each once; all of them where `size` is not less.
[[nodiscard]] std::vector<std::uint64_t> draw_sample(HashFunction& hash, const Hash256& root,
                                                     Date date, const SampleRule& rule,
                                                     std::vector<std::uint64_t> entries,
                                                     std::size_t size);

}  // namespace tradein
