#include "engine/feel/names.hpp"

#include "engine/base/assert.hpp"
#include "engine/feel/text.hpp"

namespace tradein::feel {

NameSet::NameSet() : steps_(1) {}

std::string fold_name(std::string_view name) {
  std::string folded;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t space = white_space_at(name, at);
    if (space != 0) {
      if (!folded.empty() && folded.back() != ' ') folded += ' ';
      at += space;
    } else {
      folded += name[at++];
    }
  }
  if (!folded.empty() && folded.back() == ' ') folded.pop_back();
  return folded;
}

// 0 is the root, which nothing leads to, so it also says "no such step".
std::uint32_t NameSet::follow(std::uint32_t from, char byte) const {
  for (const auto& [key, to] : steps_[from].next)
    if (key == byte) return to;
  return 0;
}

std::uint32_t NameSet::find(std::string_view name) const {
  std::uint32_t at = 0;
  for (const char byte : fold_name(name)) {
    at = follow(at, byte);
    if (at == 0) return 0;
  }
  return at;
}

void NameSet::insert(std::string_view name) {
  std::uint32_t at = 0;
  for (const char byte : fold_name(name)) {
    std::uint32_t to = follow(at, byte);
    if (to == 0) {
      to = static_cast<std::uint32_t>(steps_.size());
      steps_[at].next.emplace_back(byte, to);
      steps_.emplace_back();
    }
    at = to;
  }
  if (at != 0) ++steps_[at].ends;
}

void NameSet::remove(std::string_view name) {
  const std::uint32_t at = find(name);
  if (at == 0) return;
  TRADEIN_ASSERT(steps_[at].ends > 0);
  --steps_[at].ends;
}

bool NameSet::contains(std::string_view name) const {
  const std::uint32_t at = find(name);
  return at != 0 && steps_[at].ends > 0;
}

std::size_t NameSet::longest_match(std::string_view text, std::size_t at) const {
  std::uint32_t step = 0;
  std::size_t longest = 0;
  for (std::size_t here = at; here < text.size();) {
    std::size_t width = white_space_at(text, here);
    if (width != 0) {
      for (std::size_t more = width; more != 0; width += more)
        more = white_space_at(text, here + width);
      step = follow(step, ' ');
    } else {
      width = 1;
      step = follow(step, text[here]);
    }
    if (step == 0) break;
    here += width;
    if (steps_[step].ends > 0 &&
        (here == text.size() || name_part_at(text, here) == 0 || !name_part_before(text, here)))
      longest = here - at;
  }
  return longest;
}

}  // namespace tradein::feel
