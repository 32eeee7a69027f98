#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/feel/evaluate.hpp"
#include "engine/feel/function.hpp"
#include "engine/feel/value.hpp"

namespace tradein::feel {

/// One call of a built-in function.
struct Call {
  const Builtin& self;
  std::span<const Value> arguments;
  Run& run;
  std::uint32_t at = 0;
  int signature = -1;  ///< which one was named by its parameters; -1 for positional arguments

  [[nodiscard]] const Value& operator[](std::size_t index) const { return arguments[index]; }
  [[nodiscard]] std::size_t size() const noexcept { return arguments.size(); }
  /// Argument given and not null.
  [[nodiscard]] bool has(std::size_t index) const noexcept {
    return index < arguments.size() && !arguments[index].is_null();
  }
  /// The argument, or the one element of a list of one, where that is of the type; else nullptr.
  [[nodiscard]] const Value* as(std::size_t index, Type type) const noexcept;
  /// A null that says what was wrong; `zh` and `en` must outlive nothing: they are copied.
  [[nodiscard]] Value fail(std::string_view zh, std::string_view en) const;
  [[nodiscard]] Value wrong_arguments() const;
};

/// A built-in function. Signatures stand one after another, separated by `|`; in one, parameters
/// are separated by commas,
/// `?` marks one that may be left out and a last `...` takes any number.
struct Builtin {
  std::string_view name;
  std::string_view signatures;
  Value (*call)(const Call&);
};

struct Signature {
  std::vector<std::string> parameters;
  std::size_t required = 0;
  bool variadic = false;
};

[[nodiscard]] const Builtin* find_builtin(std::string_view name) noexcept;
[[nodiscard]] std::span<const Builtin> all_builtins() noexcept;
[[nodiscard]] std::span<const Signature> signatures_of(const Builtin& builtin);
[[nodiscard]] bool builtin_takes(const Builtin& builtin, std::size_t arguments);

// The tables of the builtins_*.cpp files.
[[nodiscard]] std::span<const Builtin> number_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> string_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> list_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> statistics_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> temporal_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> range_builtins() noexcept;
[[nodiscard]] std::span<const Builtin> context_builtins() noexcept;

}  // namespace tradein::feel
