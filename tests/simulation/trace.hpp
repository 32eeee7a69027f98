#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "adapters/crypto/sha256.hpp"

namespace tradein::simulation {

/// Something that must hold does not: the seed has failed.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

template <class... Values>
void require(bool holds, fmt::format_string<Values...> form, Values&&... values) {
  if (!holds) throw Broken{fmt::format(form, std::forward<Values>(values)...)};
}

/// What happened, one line an event. Two runs of a seed have the same digest.
class Trace {
 public:
  explicit Trace(bool prints) : prints_{prints} { hash_.begin(); }

  void say(std::string_view line);
  [[nodiscard]] std::string digest();
  [[nodiscard]] const std::deque<std::string>& last_lines() const noexcept { return last_; }

 private:
  bool prints_;
  crypto::Sha256 hash_;
  std::deque<std::string> last_;
};

}  // namespace tradein::simulation
