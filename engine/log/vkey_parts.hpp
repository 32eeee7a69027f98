#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

/// What the readers of vkey lines share; for the .cpp files of this folder.
namespace tradein {

/// Type 0xff and the name of the sort of signature (schemas/log.md).
inline constexpr std::string_view sm2_type = "\xffgm-sm2-sm3/v1";

[[nodiscard]] bool good_key_name(std::string_view name);
[[nodiscard]] std::string vkey_line(std::string_view name, const std::array<std::uint8_t, 4>& id,
                                    std::string_view typed);

[[nodiscard]] Error no_vkey(std::string_view line);  ///< E-KEY-VKEY

struct VkeyLine {
  std::string_view name;
  std::string typed;  ///< type and key
  std::string_view whole;
};
/// Each line but empty ones and those that begin with `#`. E-KEY-VKEY where one has not the form of
/// a vkey, or `take` says false.
Result<void> each_vkey_line(std::string_view text,
                            const std::function<bool(const VkeyLine&)>& take);

}  // namespace tradein
