#include "tools/tradein/console.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <unistd.h>

#include "tools/tradein/environment.hpp"
#include "tools/tradein/exit_codes.hpp"

namespace tradein::tool {

Language language_of(const std::string& option) {
  if (option == "zh") return Language::zh;
  if (option == "en") return Language::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment(name);
    if (value.empty()) continue;
    return value.starts_with("zh") ? Language::zh : Language::en;
  }
  return Language::zh;
}

int report(const Error& error, Language language) {
  const char* next = language == Language::zh ? "  下一步：" : "  next: ";
  fmt::print(stderr, "tradein: {}{}{}: {}\n", error.code, error.place.empty() ? "" : " ",
             error.place, in(error.what, language));
  if (!in(error.fix, language).empty()) fmt::print(stderr, "{}{}\n", next, in(error.fix, language));
  switch (error.trouble) {
    case Trouble::input:
      return Exit::unusable_input;
    case Trouble::store:
      return Exit::no_store;
    case Trouble::integrity:
      return Exit::refused_for_integrity;
    case Trouble::usage:
      return Exit::wrong_usage;
  }
  return Exit::unusable_input;
}

void say(const Text& text, Language language) {
  fmt::print(stderr, "tradein: {}\n", in(text, language));
}

bool answer(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

Date today() { return day_of(now_ms()); }

Date day_of(std::int64_t ms) noexcept {
  using namespace std::chrono;
  const auto local = milliseconds{ms} + hours{8};
  return Date::from_days(static_cast<std::int32_t>(floor<days>(local).count()));
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

Progress::Progress(Text what, Language language)
    : what_{in(what, language)},
      terminal_{isatty(STDERR_FILENO) == 1},
      begun_{std::chrono::steady_clock::now()},
      last_{begun_} {}

void Progress::at(std::uint64_t done, std::uint64_t all, std::uint64_t items) {
  using namespace std::chrono;
  const auto now = steady_clock::now();
  if (!terminal_ || now - begun_ < seconds{1} || now - last_ < milliseconds{200}) return;
  last_ = now;
  shown_ = true;
  const auto took = duration_cast<milliseconds>(now - begun_).count();
  const std::uint64_t rate = items * 1000 / static_cast<std::uint64_t>(took);
  if (all == 0) {
    fmt::print(stderr, "\r\x1b[K{}  {}  {}/s", what_, grouped(items), grouped(rate));
    return;
  }
  constexpr std::uint64_t width = 24;
  const std::uint64_t full = std::min(done, all) * width / all;
  std::string bar;
  for (std::uint64_t i = 0; i < width; ++i) bar += i < full ? "█" : "░";
  const auto left =
      done == 0 ? 0 : static_cast<std::uint64_t>(took) * (all - std::min(done, all)) / done / 1000;
  fmt::print(stderr, "\r\x1b[K{} [{}] {}%  {}  {}/s  {} s", what_, bar,
             std::min(done, all) * 100 / all, grouped(items), grouped(rate), left);
}

Progress::~Progress() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace tradein::tool
