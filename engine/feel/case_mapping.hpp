#pragma once
#include <string>
#include <string_view>

namespace tradein::feel {

/// Case of the Latin, Greek, Cyrillic, Armenian, Deseret and full-width letters by the rules of
/// their blocks; every other character stays as it is. No locale: the same text on every machine.
[[nodiscard]] char32_t to_lower(char32_t c) noexcept;
[[nodiscard]] char32_t to_upper(char32_t c) noexcept;
/// One form for all letters that differ only in case (Kelvin and Ångström signs, final sigma and
/// long s included).
[[nodiscard]] char32_t fold_case(char32_t c) noexcept;
[[nodiscard]] std::string upper_case(std::string_view text);
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace tradein::feel
