#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/dice.hpp"

namespace tradein::simulation {

/// A claim's line, as some client sends it.
struct ClaimLine {
  std::string text;  ///< without its line end
  std::string claim_id;
  std::string content;  ///< equal where the content is, however it is written
};

/// Claims that are made up from the sample batch: few buyers and devices, so that they meet in the
/// limits; few claim ids, so that clients and retailers meet in them, with equal and other content.
class ClaimSource {
 public:
  explicit ClaimSource(const std::vector<std::string>& samples) : samples_{samples} {}
  /// Each retailer's claim of an id is another; which one it is stays the same in a run.
  void begin(Dice& dice, std::size_t ids);
  ClaimLine make(Dice& dice, std::size_t retailer);
  [[nodiscard]] static std::string id_of(std::size_t number);
  [[nodiscard]] std::size_t ids() const noexcept { return ids_; }

 private:
  const std::vector<std::string>& samples_;
  std::size_t ids_ = 0;
  std::vector<std::size_t> devices_;                                   ///< samples in use
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> chosen_;  ///< by retailer and id
};

/// The line with another value for the member, which must be a text there.
[[nodiscard]] std::string with_member(std::string line, std::string_view name,
                                      std::string_view json);

}  // namespace tradein::simulation
