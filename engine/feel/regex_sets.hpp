#pragma once
#include <optional>
#include <string_view>

#include "engine/feel/regex.hpp"

namespace tradein::feel {

/// The set of a class escape (s, i, c, d, w; not their capital forms), or nothing.
[[nodiscard]] std::optional<Regex::Set> escape_set(char32_t letter);
/// The set of `\p{name}`: a general category (L, Lu, Ll, N, Nd, P, S, Z, Zs, M, C, Cc; by the
/// blocks in common use, CJK included) or a block `IsName`. Nothing for an unknown name.
[[nodiscard]] std::optional<Regex::Set> category_set(std::string_view name);

}  // namespace tradein::feel
