#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace tradein {

/// Why a decided claim is withdrawn. Stored by name.
enum class Ground : std::uint8_t {
  filed_by_mistake,   ///< void 作废
  sale_fell_through,  ///< cancel 取消
  goods_came_back,    ///< return 退货
};

inline constexpr Ground all_grounds[] = {Ground::filed_by_mistake, Ground::sale_fell_through,
                                         Ground::goods_came_back};

[[nodiscard]] constexpr std::string_view name(Ground ground) noexcept {
  switch (ground) {
    case Ground::filed_by_mistake:
      return "void";
    case Ground::sale_fell_through:
      return "cancel";
    case Ground::goods_came_back:
      return "return";
  }
  return "";
}

[[nodiscard]] constexpr std::optional<Ground> ground_of(std::string_view text) noexcept {
  for (const Ground ground : all_grounds)
    if (name(ground) == text) return ground;
  return std::nullopt;
}

/// A set of grounds.
class Grounds {
 public:
  constexpr Grounds() noexcept = default;
  constexpr void add(Ground ground) noexcept { bits_ |= bit(ground); }
  [[nodiscard]] constexpr bool has(Ground ground) const noexcept {
    return (bits_ & bit(ground)) != 0;
  }
  friend constexpr bool operator==(Grounds, Grounds) noexcept = default;

 private:
  static constexpr unsigned bit(Ground ground) noexcept {
    return 1U << static_cast<unsigned>(ground);
  }
  unsigned bits_ = 0;
};

/// What frees a limit that does not say: a claim that should not have been filed used nothing up.
/// Goods that came back did: whether their subsidy can be had again is the notice's to say.
[[nodiscard]] constexpr Grounds usual_grounds() noexcept {
  Grounds grounds;
  grounds.add(Ground::filed_by_mistake);
  grounds.add(Ground::sale_fell_through);
  return grounds;
}

}  // namespace tradein
