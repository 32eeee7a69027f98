#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/date.hpp"
#include "engine/base/ground.hpp"
#include "engine/base/money.hpp"
#include "engine/base/outcome.hpp"
#include "engine/base/region.hpp"
#include "engine/base/result.hpp"
#include "engine/base/tree.hpp"
#include "engine/dmn/model.hpp"

/// A rule pack as its author wrote it (rules/README.md has the form), with the place of everything
/// that can be wrong.
namespace tradein {

/// Where in which of the rule files that are read together; lines and columns from 1.
struct Spot {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const Spot&, const Spot&) = default;
};

/// A mistake in a rule file, for people: `file:line:column: code text`.
struct Problem {
  Spot at;
  std::string code;  ///< P-… of the form, F-… of FEEL; stable
  Text text;
};

/// FEEL text and where it stands.
struct Source {
  std::string text;
  Spot at;
  bool quoted = false;  ///< the text begins one column later
};

/// A document's key, and the article where it is known.
struct Clause {
  std::string document;
  std::string article;
};

/// When a row counts. Days are inclusive; absent means the pack's own.
struct Dated {
  std::optional<Date> first, last, published;
};

struct Document {
  std::string key, number;
  Text title;
  std::string date;  ///< as written; for people only
  std::string read;  ///< full or secondary
};

struct ValueRow {
  Source value;
  Clause clause;
  Dated dated;
  bool demo = false;
  Spot at;
};

/// How far a lower layer may set a parameter.
struct OpenBounds {
  std::optional<Source> at_least, at_most;
};

struct Parameter {
  std::string id;
  Text title;
  std::optional<OpenBounds> open;
  std::vector<OpenBounds> outer;  ///< of the layers above, where this layer has bounds of its own
  std::vector<ValueRow> values;
  Spot at;
};

struct TableRow {
  std::vector<Source> when;  ///< a cell an input; "-" is any
  Source value;
  Clause clause;
  Dated dated;
  Spot at;
};

/// What a failing check, limit or missing row does, and how it is told.
struct Consequence {
  Outcome otherwise = Outcome::review;
  Text reason;
  Clause clause;
};

struct Table {
  std::string id;
  Text title;
  std::vector<Source> inputs;
  std::vector<TableRow> rows;
  std::optional<Consequence> no_row;
  Spot at;
};

/// What the absence of a field means to a check that reads it.
enum class Missing : std::uint8_t { returned, rejected, review, pass };

struct Check {
  std::string id;
  Text title;
  std::optional<Source> when;
  Source require;
  std::optional<Source> attempts_left;  ///< a number: how often it can still be tried
  Consequence fails;
  std::optional<Missing> missing;
  Dated dated;
  Spot at;
};

struct Amount {
  std::optional<Source> base, rate, fixed, cap;
  bool to_yuan = false;  ///< rounded to the whole yuan, else to the fen
  Rounding rounding = Rounding::down;
  Clause rounding_clause;
  bool rounding_demo = false;
  Clause clause;
  Spot at;
};

struct Limit {
  std::string id;
  Text title;
  std::optional<Source> when;
  std::vector<Source> per;  ///< field names; personal fields count by their pseudonym
  std::optional<Source> at_most, total_at_most;
  bool cut = false;
  std::string scope;                   ///< empty: this programme alone
  Grounds freed_by = usual_grounds();  ///< withdrawals that give back what was counted
  Consequence fails;
  Dated dated;
  Spot at;
};

struct FundingShare {
  std::string layer, share;
  Clause clause;
};

struct InForce {
  std::string by;  ///< the date field that chooses
  Date first, last, published;
  Clause clause;
  Spot at;
};

/// A DMN model that decides part of a pack. The pack carries its text, so that it can be pinned and
/// decided by again without the file.
struct Model {
  Source file;  ///< as the pack names it, beside the pack
  std::string text;
  std::vector<Source> decisions;                        ///< those that are names in the pack's FEEL
  std::shared_ptr<const dmn::Definitions> definitions;  ///< read from the text by an adapter
  std::uint32_t number = 0;                             ///< of the file, for problems in it
};

struct Pack {
  std::string id;
  Text title;
  std::string kind;
  Region region;
  std::string above;  ///< empty: no layer above
  std::optional<Source> applies;
  std::vector<Document> documents;
  InForce in_force;
  std::optional<Missing> missing;
  std::string schema;  ///< of a pinned pack: the SHA-256 of its claim kind's schema
  std::vector<Parameter> parameters;
  std::vector<Model> models;
  std::vector<Table> tables;
  std::vector<Check> checks;
  std::optional<Amount> amount;
  std::vector<Limit> limits;
  std::vector<FundingShare> funding;
  Spot at;

  [[nodiscard]] const Document* document(std::string_view key) const noexcept;
};

/// Reads the form; all problems of the file at once (empty: the pack is well formed, its FEEL not
/// yet looked at).
struct PackReading {
  Pack pack;
  std::vector<Problem> problems;
};
[[nodiscard]] PackReading read_pack(const Node& tree, std::uint32_t file = 0);

/// The pack in the same form again, so that `read_pack(write_pack(p))` gives p. Packs are pinned as
/// canonical_json of it.
[[nodiscard]] Node write_pack(const Pack& pack);

/// "济商务字〔2025〕5号 第六条": what a finding cites.
[[nodiscard]] std::string cite(const Pack& pack, const Clause& clause);

/// A check's id as the stable code of its reason: one-item -> R-ONE-ITEM.
[[nodiscard]] std::string reason_code(std::string_view id);

}  // namespace tradein
