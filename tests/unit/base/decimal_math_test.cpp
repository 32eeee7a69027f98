#include "engine/base/decimal_math.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

Decimal number(const char* text) { return *Decimal::parse(text); }

std::string rounded(const char* text, int scale, DigitRounding how) {
  const auto result = round(number(text), scale, how);
  return result ? result->text() : "nothing";
}

}  // namespace

TEST_CASE("round: halves by each way of rounding", "[unit][decimal]") {
  struct Row {
    const char* value;
    const char *half_even, *half_up, *half_down, *up, *down, *ceiling, *floor;
  };
  for (const Row& row : {Row{"2.5", "2", "3", "2", "3", "2", "3", "2"},
                         Row{"3.5", "4", "4", "3", "4", "3", "4", "3"},
                         Row{"-2.5", "-2", "-3", "-2", "-3", "-2", "-2", "-3"},
                         Row{"2.51", "3", "3", "3", "3", "2", "3", "2"},
                         Row{"2.49", "2", "2", "2", "3", "2", "3", "2"},
                         Row{"2", "2", "2", "2", "2", "2", "2", "2"}}) {
    CAPTURE(row.value);
    CHECK(rounded(row.value, 0, DigitRounding::half_even) == row.half_even);
    CHECK(rounded(row.value, 0, DigitRounding::half_up) == row.half_up);
    CHECK(rounded(row.value, 0, DigitRounding::half_down) == row.half_down);
    CHECK(rounded(row.value, 0, DigitRounding::up) == row.up);
    CHECK(rounded(row.value, 0, DigitRounding::down) == row.down);
    CHECK(rounded(row.value, 0, DigitRounding::ceiling) == row.ceiling);
    CHECK(rounded(row.value, 0, DigitRounding::floor) == row.floor);
  }
}

TEST_CASE("round: scales on both sides of the digits there are", "[unit][decimal]") {
  CHECK(rounded("1.005", 2, DigitRounding::half_up) == "1.01");
  CHECK(rounded("1234.5", -2, DigitRounding::half_up) == "1200");
  CHECK(rounded("1234.5", 40, DigitRounding::down) == "1234.5");
  CHECK(rounded("49", -2, DigitRounding::half_up) == "0");
  CHECK(rounded("50", -2, DigitRounding::half_up) == "100");
  CHECK(rounded("4", -3, DigitRounding::up) == "1000");
  CHECK(rounded("-4", -3, DigitRounding::floor) == "-1000");
  CHECK(rounded("-4", -3, DigitRounding::ceiling) == "0");
  CHECK(rounded("0", -3, DigitRounding::up) == "0");
}

TEST_CASE("power: whole exponents are exact", "[unit][decimal]") {
  CHECK(power(number("1.5"), Decimal{2})->text() == "2.25");
  CHECK(power(Decimal{2}, Decimal{-2})->text() == "0.25");
  CHECK(power(Decimal{7}, Decimal{0})->text() == "1");
  CHECK(power(Decimal{0}, Decimal{0})->text() == "1");
  CHECK_FALSE(power(Decimal{0}, Decimal{-1}).has_value());
  CHECK_FALSE(power(Decimal{10}, Decimal{7'000}).has_value());
  CHECK_FALSE(power(Decimal{-8}, number("0.5")).has_value());
}

TEST_CASE("sqrt, exp, log: to the digits of decimal128", "[unit][decimal]") {
  CHECK(sqrt(Decimal{2})->text() == "1.414213562373095048801688724209698");
  CHECK(exp(Decimal{1})->text() == "2.718281828459045235360287471352662");
  CHECK(log(Decimal{10})->text() == "2.302585092994045684017991454684364");
  CHECK_FALSE(sqrt(Decimal{-1}).has_value());
  CHECK_FALSE(log(Decimal{0}).has_value());
  CHECK_FALSE(exp(Decimal{100'000}).has_value());
}

TEST_CASE("modulo: has the sign of the divisor", "[unit][decimal]") {
  CHECK(modulo(Decimal{12}, Decimal{5})->text() == "2");
  CHECK(modulo(Decimal{-12}, Decimal{5})->text() == "3");
  CHECK(modulo(Decimal{12}, Decimal{-5})->text() == "-3");
  CHECK(modulo(number("10.1"), number("4.5"))->text() == "1.1");
  CHECK_FALSE(modulo(Decimal{1}, Decimal{0}).has_value());
}
