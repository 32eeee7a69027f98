#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/slot.hpp"

/// The fast form of typed FEEL: code over 16-byte slots without loops and without allocation, and
/// without branches but those into long tables. It covers what rule packs need
/// (engine/feel/fast_compiler.hpp); numbers are integers with a scale known when compiling, so
/// money is exact.
namespace tradein::feel {

/// Why a value is absent. A number >= 0 is the input slot that the claim left out.
enum Cause : std::int64_t {
  overflow = -1,
  no_row = -2,
  several_rows = -3,
  unset = -4,
  no_value = -5,    ///< the full evaluator gave null
  not_exact = -6,   ///< more decimals than are kept; the expression must name a rounding
  wrong_type = -7,  ///< the full evaluator gave a value of another type
};

enum class Op : std::uint8_t {
  equal,  ///< numbers
  equal_text,
  less,
  less_equal,
  in_texts,       ///< a in text_sets[immediate]
  text_of,        ///< text_sets[immediate][a]: the code of a choice
  contains_text,  ///< b within a
  starts_text,
  ends_text,
  both,      ///< three-valued and
  either,    ///< three-valued or
  negation,  ///< three-valued not
  is_absent,
  select,  ///< a ? b : c; absent where a is
  add,
  subtract,
  multiply,
  rescale,  ///< a * 10^immediate
  minimum,
  maximum,
  date_of,          ///< minutes -> days
  add_minutes,      ///< days a + minutes b -> days
  minutes_between,  ///< days a - days b -> minutes
  add_months,       ///< days a + months b -> days, the day clamped to the month's last
  year_of,          ///< of days
  month_of,
  day_of,
  copy,
  row_none,  ///< out = absent(no_row); out + 1 = -1, the row that was hit
  row,   ///< where a is true: out = b, out + 1 = immediate; several_rows where one was hit before
  jump,  ///< on to code[immediate]
  jump_text,  ///< on to where program.jumps[immediate] has the text a, or to its `otherwise`
  row_end,    ///< where no row was hit and a is absent: out = a's cause
  general,    ///< out = program.general[immediate], by the full evaluator
};

/// Where an operand lives: the two high bits choose input, register or constant.
using Operand = std::uint16_t;
inline constexpr Operand place_mask = 0xC000;
inline constexpr Operand input_place = 0x0000, register_place = 0x4000, constant_place = 0x8000;
inline constexpr Operand operand_max = 0x3FFF;

struct Instruction {
  Op op;
  std::int32_t immediate = 0;
  Operand out = 0, a = 0, b = 0, c = 0;
};

/// Where the rows of a table stand for each text of one column, so that a long table costs as much
/// as the few rows that can answer. Only forward.
struct Jumps {
  std::vector<std::pair<std::string_view, std::int32_t>> places;  ///< sorted; views into the pool
  std::int32_t otherwise = 0;
};

struct General;  // engine/feel/general.hpp

struct Program {
  std::vector<Instruction> code;
  std::vector<Slot> constants;  ///< texts are views into `pool`
  std::vector<std::vector<Slot>> text_sets;
  std::vector<Jumps> jumps;
  std::vector<std::unique_ptr<std::string>> pool;
  std::vector<std::shared_ptr<const General>> general;
  std::uint16_t registers = 0;
};

/// The value of an operand after run().
[[nodiscard]] inline Slot value_of(const Program& program, std::span<const Slot> inputs,
                                   std::span<const Slot> registers, Operand operand) noexcept {
  const auto index = static_cast<std::size_t>(operand & operand_max);
  switch (operand & place_mask) {
    case input_place:
      return inputs[index].present() ? inputs[index]
                                     : Slot::absent(static_cast<std::int64_t>(index));
    case register_place:
      return registers[index];
    default:
      return program.constants[index];
  }
}

/// Runs the instructions [first, last). `registers` has at least program.registers slots, `texts`
/// one string for each of program.general where one of them gives text; a register may view it.
void run(const Program& program, std::size_t first, std::size_t last, std::span<const Slot> inputs,
         std::span<Slot> registers, std::span<std::string> texts = {}) noexcept;

/// Runs all of it.
inline void run(const Program& program, std::span<const Slot> inputs, std::span<Slot> registers,
                std::span<std::string> texts = {}) noexcept {
  run(program, 0, program.code.size(), inputs, registers, texts);
}

}  // namespace tradein::feel
