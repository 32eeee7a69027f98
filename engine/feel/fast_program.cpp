#include "engine/feel/fast_program.hpp"

#include <algorithm>
#include <array>

#include "engine/base/date.hpp"
#include "engine/feel/general.hpp"

namespace tradein::feel {
namespace {

constexpr std::array<std::int64_t, 19> powers = [] {
  std::array<std::int64_t, 19> table{};
  std::int64_t power = 1;
  for (auto& entry : table) {
    entry = power;
    if (power <= 100'000'000'000'000'000) power *= 10;
  }
  return table;
}();

constexpr Slot truth(bool value) noexcept { return Slot::of_number(value ? 1 : 0); }

Slot both(Slot a, Slot b) noexcept {
  if (a.present() && a.number() == 0) return a;
  if (b.present() && b.number() == 0) return b;
  return a.present() ? b : a;
}

Slot either(Slot a, Slot b) noexcept {
  if (a.present() && a.number() != 0) return a;
  if (b.present() && b.number() != 0) return b;
  return a.present() ? b : a;
}

Slot checked(bool wrapped, std::int64_t value) noexcept {
  return wrapped ? Slot::absent(Cause::overflow) : Slot::of_number(value);
}

Slot plus(Slot a, Slot b) noexcept {
  std::int64_t sum = 0;
  const bool wrapped = __builtin_add_overflow(a.number(), b.number(), &sum);
  return checked(wrapped, sum);
}

Slot minus(Slot a, Slot b) noexcept {
  std::int64_t difference = 0;
  const bool wrapped = __builtin_sub_overflow(a.number(), b.number(), &difference);
  return checked(wrapped, difference);
}

Slot times(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t product = 0;
  const bool wrapped = __builtin_mul_overflow(a, b, &product);
  return checked(wrapped, product);
}

constexpr std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

Date as_date(Slot days) noexcept {
  return Date::from_days(static_cast<std::int32_t>(days.number()));
}

Slot add_months(Slot days, Slot months) noexcept {
  const auto ymd = as_date(days).ymd();
  const std::int64_t month = std::int64_t{static_cast<int>(ymd.year())} * 12 +
                             static_cast<unsigned>(ymd.month()) - 1 + months.number();
  const auto year = floor_divide(month, 12);
  if (year < 1 || year > 9999) return Slot::absent(Cause::overflow);
  const auto m = static_cast<unsigned>(month - year * 12) + 1;
  for (auto day = static_cast<unsigned>(ymd.day());; --day) {
    if (const auto date = Date::from_ymd(static_cast<int>(year), m, day))
      return Slot::of_number(date->days());
  }
}

bool is_in(const std::vector<Slot>& texts, std::string_view text) noexcept {
  return std::ranges::any_of(texts, [&](const Slot& one) { return one.text() == text; });
}

std::int32_t target(const Jumps& jumps, Slot text) noexcept {
  if (!text.present()) return jumps.otherwise;
  const auto found = std::ranges::lower_bound(jumps.places, text.text(), {},
                                              &std::pair<std::string_view, std::int32_t>::first);
  return found != jumps.places.end() && found->first == text.text() ? found->second
                                                                    : jumps.otherwise;
}

/// Operations on two present numbers or texts.
Slot strict(const Program& program, const Instruction& in, Slot a, Slot b) noexcept {
  switch (in.op) {
    case Op::equal:
      return truth(a.number() == b.number());
    case Op::equal_text:
      return truth(a.text() == b.text());
    case Op::less:
      return truth(a.number() < b.number());
    case Op::less_equal:
      return truth(a.number() <= b.number());
    case Op::in_texts:
      return truth(is_in(program.text_sets[static_cast<std::size_t>(in.immediate)], a.text()));
    case Op::text_of:
      return program
          .text_sets[static_cast<std::size_t>(in.immediate)][static_cast<std::size_t>(a.number())];
    case Op::contains_text:
      return truth(a.text().find(b.text()) != std::string_view::npos);
    case Op::starts_text:
      return truth(a.text().starts_with(b.text()));
    case Op::ends_text:
      return truth(a.text().ends_with(b.text()));
    case Op::add:
      return plus(a, b);
    case Op::subtract:
      return minus(a, b);
    case Op::multiply:
      return times(a.number(), b.number());
    case Op::rescale:
      return times(a.number(), powers[static_cast<std::size_t>(in.immediate)]);
    case Op::minimum:
      return a.number() <= b.number() ? a : b;
    case Op::maximum:
      return a.number() >= b.number() ? a : b;
    case Op::negation:
      return truth(a.number() == 0);
    case Op::date_of:
      return Slot::of_number(floor_divide(a.number(), 1440));
    case Op::add_minutes:
      return Slot::of_number(a.number() + floor_divide(b.number(), 1440));
    case Op::minutes_between:
      return Slot::of_number((a.number() - b.number()) * 1440);
    case Op::add_months:
      return add_months(a, b);
    case Op::year_of:
      return Slot::of_number(static_cast<int>(as_date(a).ymd().year()));
    case Op::month_of:
      return Slot::of_number(static_cast<unsigned>(as_date(a).ymd().month()));
    case Op::day_of:
      return Slot::of_number(static_cast<unsigned>(as_date(a).ymd().day()));
    case Op::both:
    case Op::either:
    case Op::is_absent:
    case Op::select:
    case Op::copy:
    case Op::row_none:
    case Op::row:
    case Op::row_end:
    case Op::jump:
    case Op::jump_text:
    case Op::general:
      break;  // not strict: handled by run()
  }
  return a;
}

}  // namespace

void run(const Program& program, std::size_t first, std::size_t last, std::span<const Slot> inputs,
         std::span<Slot> registers, std::span<std::string> texts) noexcept {
  const auto get = [&](Operand operand) { return value_of(program, inputs, registers, operand); };
  for (std::size_t i = first; i < last; ++i) {
    const Instruction& in = program.code[i];
    Slot& out = registers[in.out & operand_max];
    switch (in.op) {
      case Op::both:
        out = both(get(in.a), get(in.b));
        break;
      case Op::either:
        out = either(get(in.a), get(in.b));
        break;
      case Op::is_absent:
        out = truth(!get(in.a).present());
        break;
      case Op::select: {
        const Slot a = get(in.a);
        out = !a.present() ? a : a.number() != 0 ? get(in.b) : get(in.c);
        break;
      }
      case Op::copy:
        out = get(in.a);
        break;
      case Op::general: {
        const auto place = static_cast<std::size_t>(in.immediate);
        out = evaluate(*program.general[place], program, inputs, registers,
                       place < texts.size() ? &texts[place] : nullptr);
        break;
      }
      case Op::row_none:
        out = Slot::absent(Cause::no_row);
        registers[(in.out & operand_max) + 1u] = Slot::of_number(-1);
        break;
      case Op::row: {
        const Slot hit = get(in.a);
        Slot& number = registers[(in.out & operand_max) + 1u];
        if (!hit.present() || hit.number() == 0) break;
        out = number.number() < 0 ? get(in.b) : Slot::absent(Cause::several_rows);
        number = Slot::of_number(in.immediate);
        break;
      }
      case Op::jump:
        i = static_cast<std::size_t>(in.immediate) - 1;
        break;
      case Op::jump_text:
        i = static_cast<std::size_t>(
                target(program.jumps[static_cast<std::size_t>(in.immediate)], get(in.a))) -
            1;
        break;
      case Op::row_end: {
        const Slot input = get(in.a);
        if (!input.present() && registers[(in.out & operand_max) + 1u].number() < 0 &&
            out.cause() == Cause::no_row)
          out = input;
        break;
      }
      case Op::negation:
      case Op::date_of:
      case Op::year_of:
      case Op::month_of:
      case Op::day_of:
      case Op::rescale:
      case Op::in_texts:
      case Op::text_of: {
        const Slot a = get(in.a);
        out = a.present() ? strict(program, in, a, a) : a;
        break;
      }
      case Op::equal:
      case Op::equal_text:
      case Op::less:
      case Op::less_equal:
      case Op::contains_text:
      case Op::starts_text:
      case Op::ends_text:
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::minimum:
      case Op::maximum:
      case Op::add_minutes:
      case Op::minutes_between:
      case Op::add_months: {
        const Slot a = get(in.a), b = get(in.b);
        out = !a.present() ? a : !b.present() ? b : strict(program, in, a, b);
        break;
      }
    }
  }
}

}  // namespace tradein::feel
