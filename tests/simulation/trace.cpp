#include "tests/simulation/trace.hpp"

#include <cstdio>

#include "engine/base/hex.hpp"

namespace tradein::simulation {
namespace {
constexpr std::size_t lines_kept = 40;
}

void Trace::say(std::string_view line) {
  hash_.add(line);
  hash_.add("\n");
  if (prints_) std::printf("  %.*s\n", static_cast<int>(line.size()), line.data());
  last_.emplace_back(line);
  if (last_.size() > lines_kept) last_.pop_front();
}

std::string Trace::digest() { return hex(as_text(hash_.end())).substr(0, 16); }

}  // namespace tradein::simulation
