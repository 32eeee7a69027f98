#include "engine/claim/kind.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tradein {

std::optional<std::uint16_t> Kind::find(std::string_view wanted) const noexcept {
  const auto found = slot_index.find(wanted);
  if (found == slot_index.end()) return std::nullopt;
  return found->second;
}

Result<void> KindSet::add(Kind kind) {
  auto owned = std::make_unique<const Kind>(std::move(kind));
  std::vector<std::string> names{word_key(owned->name), word_key(owned->label.zh),
                                 word_key(owned->label.en)};
  for (const auto& synonym : owned->synonyms) names.push_back(word_key(synonym));
  for (const auto& name : names) {
    const auto [at, fresh] = by_name_.emplace(name, owned.get());
    if (fresh || at->second == owned.get()) continue;
    return std::unexpected(Error{
        "E-SCHEMA",
        owned->name,
        {fmt::format("申领种类的名称 `{}` 已被 `{}` 使用", name, at->second->name),
         fmt::format("the name `{}` of a claim kind is taken by `{}`", name, at->second->name)},
        {"换一个名称或同义词", "choose another name or synonym"}});
  }
  by_name_.emplace(owned->name, owned.get());
  const auto place = std::lower_bound(
      kinds_.begin(), kinds_.end(), owned->name,
      [](const auto& known, const std::string& name) { return known->name < name; });
  kinds_.insert(place, std::move(owned));
  return {};
}

const Kind* KindSet::find(std::string_view name) const noexcept {
  const auto exact = by_name_.find(name);
  if (exact != by_name_.end()) return exact->second;
  const auto folded = by_name_.find(word_key(name));
  return folded == by_name_.end() ? nullptr : folded->second;
}

}  // namespace tradein
