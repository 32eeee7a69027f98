#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/date.hpp"
#include "engine/base/result.hpp"

/// What a person sees: language, errors, progress. All of it on standard error but what a command
/// answers.
namespace tradein::tool {

/// `zh` or `en` as asked for, else as the locale says (Chinese where it says nothing).
[[nodiscard]] Language language_of(const std::string& option);

/// "tradein: CODE place: sentence", the next step below it; gives the exit code.
int report(const Error& error, Language language);

/// "tradein: sentence" for what is said beside the answers.
void say(const Text& text, Language language);

/// Writes all of it to standard output; false when nobody reads it any more.
bool answer(std::string_view text);

/// Today in +08:00, the day of receipt where `--as-of` names none.
[[nodiscard]] Date today();
[[nodiscard]] std::int64_t now_ms();
/// The day in +08:00, of milliseconds since 1970.
[[nodiscard]] Date day_of(std::int64_t ms) noexcept;

/// A bar on a terminal for anything over a second; nothing elsewhere.
class Progress {
 public:
  Progress(Text what, Language language);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// `done` of `all` (0: unknown), as often as one likes; `items` are counted for the rate.
  void at(std::uint64_t done, std::uint64_t all, std::uint64_t items);

 private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begun_, last_;
};

/// Thousands apart: 1,234,567.
[[nodiscard]] std::string grouped(std::uint64_t number);

}  // namespace tradein::tool
