#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/claim/kind.hpp"
#include "engine/feel/fast_compiler.hpp"
#include "engine/policy/pack.hpp"

namespace tradein {

/// What a condition looks at, for the explanation and for telling which paper is missing.
struct Reads {
  std::vector<std::uint16_t> slots;       ///< fields and facts
  std::vector<std::uint16_t> tables;      ///< places in `tables`
  std::vector<std::uint16_t> parameters;  ///< places in pack.parameters
  std::vector<std::uint16_t> decisions;   ///< places in `decisions`
  bool subsidy = false;
};

/// A decision of a model: a name of the pack's FEEL.
struct CompiledDecision {
  std::string name;
  feel::Typed value;
  Reads reads;
};

struct CompiledTable {
  feel::Typed value;
  feel::Operand row;  ///< the number of the row that was hit, -1 for none
  Reads reads;
};

struct CompiledCheck {
  std::optional<feel::Typed> when;
  feel::Typed require;
  std::optional<feel::Typed> attempts_left;  ///< a number
  Missing missing = Missing::review;
  Reads reads;
};

struct CompiledAmount {
  std::optional<feel::Typed> base, rate, fixed, cap;  ///< numbers
  Reads reads;
};

struct CompiledLimit {
  std::optional<feel::Typed> when;
  std::vector<std::uint16_t> per;  ///< slots
  feel::Typed most;                ///< a number: claims, or yuan for a total
  Reads reads;
};

/// A pack of one stretch of days (engine/policy/layers.hpp) in its fast form. Pure data: one run a
/// claim fills registers; register 0 is the subsidy, written between the two halves of the code.
struct CompiledPack {
  Pack pack;
  const Kind* kind = nullptr;
  feel::Program program;
  std::size_t amount_ends =
      0;  ///< instructions [0, amount_ends) give tables and amount, the rest checks and limits
  std::vector<CompiledDecision> decisions;
  std::vector<CompiledTable> tables;
  std::vector<CompiledCheck> checks;
  std::optional<CompiledAmount> amount;
  std::vector<CompiledLimit> limits;
  feel::Program applies;  ///< on its own: it is asked before a programme is chosen
  std::optional<feel::Typed> applies_value;
  std::uint16_t choosing = 0;  ///< the slot of the date that chooses
  std::optional<std::uint16_t> paid_before;
};

inline constexpr feel::Operand subsidy_register = feel::register_place;

/// Compiles against the claim kind: unknown and personal names, wrong types, what is unguarded,
/// values out of their bounds, and tables that overlap, have gaps or rows that no claim can hit,
/// each with a counterexample. In a model: inputs that are no names of the pack or of another type,
/// decisions without a type, names and texts in it that are no FEEL, each with its place there.
struct Compilation {
  CompiledPack pack;
  std::vector<Problem> problems;
};
[[nodiscard]] Compilation compile_pack(const Pack& pack, const Kind& kind);

}  // namespace tradein
