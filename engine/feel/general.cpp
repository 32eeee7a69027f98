#include "engine/feel/general.hpp"

#include "engine/base/assert.hpp"

namespace tradein::feel {
namespace {

constexpr std::int64_t minutes_per_day = 1'440;
constexpr std::int64_t nanos_per_minute = 60 * nanos_per_second;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

Slot day_slot(CalendarDate date) {
  const std::int64_t year = civil(date).year;
  return year >= 1 && year <= 9999 ? Slot::of_number(date.days) : Slot::absent(Cause::overflow);
}

Slot minute_slot(const DateAndTime& when) {
  if (when.zone.kind != Zone::Kind::local) return Slot::absent(Cause::wrong_type);
  if (when.nanos % nanos_per_minute != 0) return Slot::absent(Cause::not_exact);
  const Slot day = day_slot(when.date);
  if (!day.present()) return day;
  return Slot::of_number(day.number() * minutes_per_day + when.nanos / nanos_per_minute);
}

Slot duration_slot(DayDuration duration) {
  if (duration.nanos != 0 || duration.seconds % 60 != 0) return Slot::absent(Cause::not_exact);
  return Slot::of_number(duration.seconds / 60);
}

}  // namespace

Value to_feel(Slot slot, const Typed& typed) {
  if (!slot.present()) return {};
  const std::int64_t number = slot.number();
  switch (typed.type) {
    case FastType::null:
      return {};
    case FastType::boolean:
      return Value{number != 0};
    case FastType::number:
      return Value{Decimal::scaled(number, typed.scale)};
    case FastType::text:
      return Value{slot.text()};
    case FastType::date:
      return Value{CalendarDate{number}};
    case FastType::date_time: {
      const std::int64_t day = floor_divide(number, minutes_per_day);
      return Value{DateAndTime{{day}, (number - day * minutes_per_day) * nanos_per_minute, {}}};
    }
    case FastType::days_duration:
      return Value{DayDuration{number * 60, 0}};
    case FastType::months_duration:
      return Value{MonthDuration{number}};
  }
  return {};
}

Slot to_slot(const Value& value, FastType type, int scale) {
  const Slot wrong = Slot::absent(Cause::wrong_type);
  switch (type) {
    case FastType::boolean:
      return value.is(Type::boolean) ? Slot::of_number(value.boolean() ? 1 : 0) : wrong;
    case FastType::number: {
      if (!value.is(Type::number)) return wrong;
      const auto scaled = value.number().to_scaled(scale);
      return scaled ? Slot::of_number(*scaled) : Slot::absent(Cause::not_exact);
    }
    case FastType::date:
      return value.is(Type::date) ? day_slot(value.date()) : wrong;
    case FastType::date_time:
      return value.is(Type::date_and_time) ? minute_slot(value.date_and_time()) : wrong;
    case FastType::days_duration:
      return value.is(Type::day_duration) ? duration_slot(value.day_duration()) : wrong;
    case FastType::months_duration:
      return value.is(Type::month_duration) ? Slot::of_number(value.month_duration().months)
                                            : wrong;
    case FastType::null:
    case FastType::text:
      break;  // a slot only views its text and cannot own a new one
  }
  return wrong;
}

Slot evaluate(const General& general, const Program& program, std::span<const Slot> inputs,
              std::span<const Slot> registers, std::string* text) {
  Run run;
  std::vector<Value> frame;
  frame.reserve(general.inputs.size());
  std::size_t absent = 0;
  std::int64_t cause = Cause::no_value;
  for (const General::Input& input : general.inputs) {
    if (input.expression) {
      frame.push_back(input.expression->evaluate(frame, run));
      continue;
    }
    const Slot slot = value_of(program, inputs, registers, input.value.operand);
    if (!slot.present()) ++absent, cause = slot.cause();
    frame.push_back(to_feel(slot, input.value));
  }
  Value value;
  if (general.outside) {
    std::vector<Value> arguments;
    arguments.reserve(general.arguments.size());
    for (const std::size_t place : general.arguments) arguments.push_back(frame[place]);
    value = general.outside(std::move(arguments), run);
    absent = 0;
  } else {
    value = general.expression.evaluate(frame, run);
  }
  if (value.is_null()) return Slot::absent(absent == 1 ? cause : std::int64_t{Cause::no_value});
  if (general.type == FastType::text && value.is(Type::string) && text != nullptr) {
    *text = value.string();
    return Slot::of_text(*text);
  }
  return to_slot(value, general.type, general.scale);
}

}  // namespace tradein::feel
