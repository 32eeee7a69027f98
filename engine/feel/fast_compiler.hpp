#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/feel/ast.hpp"
#include "engine/feel/fast_program.hpp"

namespace tradein::feel {

class Run;
class Value;

/// The static type of a value. `number` has a scale; a date is days, a date_time minutes, a
/// duration minutes or months.
enum class FastType : std::uint8_t {
  null,
  boolean,
  number,
  text,
  date,
  date_time,
  days_duration,
  months_duration
};

[[nodiscard]] std::string_view name(FastType type) noexcept;

/// Decimals of a number that comes out of the full evaluator; with money's two and a rate's four it
/// stays within a slot.
inline constexpr int general_scale = 6;

struct Typed {
  FastType type = FastType::null;
  std::int8_t scale = 0;  ///< of number: the value is slot * 10^-scale
  Operand operand = 0;
};

/// What is wrong with an expression: a stable code (F-NAME, F-TYPE, F-FORM), the bytes of the text,
/// both languages.
struct CompileError {
  std::string code;
  std::uint32_t begin = 0, end = 0;
  Text text;
};

template <class T>
using Compiled = std::expected<T, CompileError>;

/// What a name stands for: a value, or another expression (a parameter) that is compiled in its
/// place.
using Meaning = std::variant<std::monostate, Typed, const Node*, CompileError>;
using Names = std::function<Meaning(std::string_view name)>;

/// Compiles expressions one after another into one program, so that they share its constants and
/// registers.
///
/// Shape:  typed FEEL -> straight-line code. An absent input makes a comparison absent (not false
/// as in FEEL), so that
///         a missing paper is told from a wrong one; `x = null` asks for absence.
/// Errors: F-NAME unknown name, F-TYPE types that do not fit, F-FORM FEEL that the fast form does
/// not have.
class FastCompiler {
 public:
  FastCompiler(Program& program, Names names) : program_{program}, names_{std::move(names)} {}

  [[nodiscard]] Compiled<Typed> compile(const Node& node);
  /// The same, and what the fast form does not have (F-FORM) by the full evaluator
  /// (engine/feel/general.hpp): it then gives the type that is `wanted` or else plain from the
  /// tree, numbers exact to `scale` decimals, or is absent. FEEL's own nulls count there: `=` with
  /// an absent field is false.
  [[nodiscard]] Compiled<Typed> compile_any(const Node& node, std::optional<FastType> wanted,
                                            int scale = general_scale);
  /// By the full evaluator whatever the form.
  [[nodiscard]] Compiled<Typed> compile_general(const Node& node, std::optional<FastType> type,
                                                int scale = general_scale);
  /// A decision of a model over values by these names, with its result as `type`.
  [[nodiscard]] Compiled<Typed> compile_outside(
      const std::vector<std::string>& names,
      std::function<feel::Value(std::vector<feel::Value>, Run&)> outside, FastType type,
      int scale = general_scale);
  /// A cell of a decision table against its input; true, false or absent.
  [[nodiscard]] Compiled<Typed> cell(const Node& tests, Typed input);
  /// The same value at another scale of number.
  [[nodiscard]] Typed at_scale(Typed value, int scale);

  [[nodiscard]] Typed number(std::int64_t mantissa, int scale, FastType type = FastType::number);
  [[nodiscard]] Typed text(std::string_view text);
  /// The code of a choice as text.
  [[nodiscard]] Typed choice(Typed index, const std::vector<std::string_view>& codes);
  Typed emit(FastType type, Op op, Typed a, Typed b = {}, Typed c = {}, std::int32_t immediate = 0,
             int scale = 0);
  /// Two registers for a table: the value and the number of the row.
  [[nodiscard]] Operand table_registers();
  void add(const Instruction& instruction) { program_.code.push_back(instruction); }

 private:
  using Value = Compiled<Typed>;
  static std::unexpected<CompileError> error(const Node& at, std::string_view code, std::string zh,
                                             std::string en);
  static std::unexpected<CompileError> mismatch(const Node& at, Typed a, Typed b);
  static std::unexpected<CompileError> unsupported(const Node& at);

  Value name(const Node& node);
  Value literal(const Node& node);
  Value temporal(const Node& at, std::string_view text);
  Value arithmetic(const Node& node);
  Value compare(const Node& node, Op op, Typed a, Typed b, bool negate);
  Value comparison(const Node& node);
  Value logic(const Node& node);
  Value between(const Node& node, Typed value, const Node& low, const Node& high, bool low_in,
                bool high_in);
  Value conditional(const Node& node);
  Value membership(const Node& node);
  Value test(const Node& node, Typed input);
  Value in_list(const Node& at, Typed value, const Node& list);
  Value call(const Node& node);
  Value fold(const Node& node, Op op);
  Value text_test(const Node& node, Op op);
  Value path(const Node& node);
  Value expect(const Node& node, FastType type);
  /// The list that a node is or names; nullptr where it is none.
  const Node* list_of(const Node& node);
  bool align(Typed& a, Typed& b);
  Operand reg();

  Program& program_;
  Names names_;
  int depth_ = 0;
};

}  // namespace tradein::feel
