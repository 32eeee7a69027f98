#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/base/tree.hpp"

namespace tradein {

/// What a field holds. Slots keep text, term as text; choice as the index of its term; integer,
/// number (scaled by 10^scale), money (fen), date (days since 1970), date_time (minutes since 1970)
/// and boolean (0, 1) as a number.
enum class FieldType : std::uint8_t {
  text,
  term,
  choice,
  integer,
  number,
  money,
  date,
  date_time,
  boolean
};

/// The shape that a text must have; check digits included.
enum class Format : std::uint8_t {
  none,            ///< any printable text
  identifier,      ///< letters, digits, hyphens: certificate, contract and dwelling numbers
  serial,          ///< one serial number, folded to capitals without spaces
  consumer_id,     ///< as consumer_id_type says
  person_or_firm,  ///< a resident id, a USCC or a travel document
  uscc,
  vin,
  gtin,
  imei,
  invoice_number,
  region,
  mobile,
  bank_card,
};

/// Why a value is personal. Personal fields are for the vault and for keyed pseudonyms, never for
/// rules, log, output.
enum class Privacy : std::uint8_t { none, identity, name, phone, account, free_text };

/// A word that a field knows: the official spelling (term) or the code (choice), with what else is
/// read as it.
struct Term {
  std::string code;
  Text label;
  std::vector<std::string> synonyms;
};

/// Finds by string_view without building a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>{}(text);
  }
};
using TextIndex = std::unordered_map<std::string, std::uint16_t, TextHash, std::equal_to<>>;

struct Field {
  std::string name;
  Text label;
  std::vector<std::string> headers;  ///< Chinese header and synonyms as the schema writes them
  FieldType type = FieldType::text;
  Format format = Format::none;
  Privacy privacy = Privacy::none;
  bool readable = true;   ///< a rule may read it; never true of a personal field
  bool key = false;       ///< must be unique or counted across claims
  bool required = false;  ///< without it the row is no claim
  int scale = 0;          ///< decimals of a number; 2 for money
  std::int64_t min = 0;   ///< of integer, number (scaled) and money
  std::int64_t max = 0;
  std::size_t chars_max = 0;             ///< of text
  std::vector<Term> terms;               ///< of choice (closed) and term (open)
  TextIndex term_index;                  ///< folded code, labels and synonyms -> place in `terms`
  std::optional<std::int64_t> standard;  ///< taken when absent (schema: `default`)
};

enum class FactRule : std::uint8_t {
  equal,     ///< boolean: both inputs have the same text
  contains,  ///< boolean: the first names the second, case and spaces apart
  age        ///< integer: whole years from a resident id's birthday (first) to a date (second)
};

/// A value that intake derives from fields, personal ones too, so that rules and log need not see
/// them. Absent when one of its inputs is absent.
struct Fact {
  static constexpr std::uint16_t retailer = 0xFFFF;  ///< the input that is the batch's retailer
  std::string name;
  Text label;
  FactRule rule = FactRule::equal;
  std::uint16_t first = 0;  ///< slots
  std::uint16_t second = 0;
  [[nodiscard]] FieldType type() const noexcept {
    return rule == FactRule::age ? FieldType::integer : FieldType::boolean;
  }
};

/// The amounts that must add up in an honest file; a file where they do not is announced, not
/// judged.
struct Sum {
  std::uint16_t total = 0;
  std::vector<std::uint16_t> parts;
};

/// A claim kind: what its schema declares, laid out as slots. Slot i is fields[i]; facts follow the
/// fields.
struct Kind {
  std::string name;
  Text label;
  std::vector<std::string> synonyms;
  std::vector<Field> fields;
  std::vector<Fact> facts;
  std::vector<Sum> sums;
  std::string
      document;  ///< canonical JSON of the schemas it was read from: {"common":…,"schema":…}
  TextIndex slot_index;    ///< name -> slot, fields and facts
  TextIndex header_index;  ///< folded name, label or synonym -> field
  // Slots that intake itself must know.
  std::uint16_t claim_id = 0;
  std::uint16_t kind = 0;
  std::uint16_t consumer_id = 0;
  std::uint16_t consumer_id_type = 0;

  [[nodiscard]] std::size_t slot_count() const noexcept { return fields.size() + facts.size(); }
  /// The slot of a field or fact.
  [[nodiscard]] std::optional<std::uint16_t> find(std::string_view name) const noexcept;
  [[nodiscard]] bool is_fact(std::uint16_t slot) const noexcept { return slot >= fields.size(); }
};

/// Reads `schemas/claims/<kind>.json` and the `common.json` that its allOf refers to; `file` is for
/// error places. Errors: E-SCHEMA with file:line:column.
[[nodiscard]] Result<Kind> read_kind(const Node& schema, const Node& common, std::string_view file);

/// All kinds of an installation, by name; the order is the order of names, so that it is the same
/// everywhere.
class KindSet {
 public:
  /// Errors: E-SCHEMA when a name or synonym is taken.
  [[nodiscard]] Result<void> add(Kind kind);
  /// By name, label or synonym, folded; nullptr for a kind that is not known.
  [[nodiscard]] const Kind* find(std::string_view name) const noexcept;
  [[nodiscard]] const std::vector<std::unique_ptr<const Kind>>& all() const noexcept {
    return kinds_;
  }

 private:
  std::vector<std::unique_ptr<const Kind>> kinds_;
  std::unordered_map<std::string, const Kind*, TextHash, std::equal_to<>> by_name_;
};

/// Lower case, no spaces, brackets and punctuation of headers and words folded away: how headers,
/// kinds, choices and terms are compared.
[[nodiscard]] std::string word_key(std::string_view text);

}  // namespace tradein
