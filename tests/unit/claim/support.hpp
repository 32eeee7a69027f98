#pragma once
// Small kinds for the tests of engine/claim, written as nodes so that no file is read.
#include <string>
#include <string_view>
#include <vector>

#include "adapters/rulefiles/tree_file.hpp"
#include "engine/claim/read_value.hpp"
#include "tests/support/catch.hpp"

namespace tradein::test {

inline Node tree(const std::string& yaml) {
  auto read = parse_tree(yaml, "test.json");
  if (!read) throw std::runtime_error{read.error().place + " " + read.error().what.en};
  return std::move(*read);
}

/// What every kind needs, and no more.
inline const std::string small_common = R"({
  "required": ["claim_id", "kind"],
  "properties": {
    "claim_id": {"x-label": {"zh": "编号", "en": "claim"}, "x-type": "text", "maxLength": 64},
    "kind": {"x-label": {"zh": "种类", "en": "kind"}, "x-type": "term"},
    "consumer_id": {"x-label": {"zh": "证件号", "en": "id"}, "x-type": "text",
      "x-format": "consumer-id", "x-privacy": "identity"},
    "consumer_id_type": {"x-label": {"zh": "证件类型", "en": "id type"}, "x-type": "choice",
      "default": "resident-id", "x-terms": [{"code": "resident-id", "zh": "身份证"},
        {"code": "passport", "zh": "护照"}, {"code": "foreign-resident"}, {"code": "uscc"}]},
    "consumer_name": {"x-label": {"zh": "姓名", "en": "name"}, "x-type": "text",
      "x-privacy": "name"}
  }})";

/// A made-up kind around the given members of `properties` and other members of the schema.
inline Result<Kind> kind_with(const std::string& properties, const std::string& more = "") {
  const Node schema = tree(
      R"({"x-kind": "made-up", "x-label": {"zh": "试验", "en": "trial"},
          "allOf": [{"$ref": "common.json"}], "properties": {)" +
      properties + "}" + (more.empty() ? "" : ", " + more) + "}");
  return read_kind(schema, tree(small_common), "made-up.json");
}

/// One field "it" of the given members.
inline Field field_with(const std::string& members) {
  auto kind = kind_with(R"("it": {"x-label": {"zh": "该项", "en": "it"}, )" + members + "}");
  if (!kind) throw std::runtime_error{kind.error().what.en};
  return kind->fields.at(*kind->find("it"));
}

/// Reads one value and tells the slot or the code.
struct Reader {
  Arena arena;
  IntakeContext context{"91350100M000100Y43", Date::from_ymd(2025, 12, 31)};
  RowFindings findings;

  Slot slot(const Field& field, Cell cell) {
    findings.clear();
    Slot made;
    read_value(field, cell, context, arena, made, findings);
    return made;
  }
  std::string code(const Field& field, std::string_view text, CellKind kind = CellKind::text) {
    const Slot made = slot(field, {text, kind});
    if (findings.errors.empty()) return made.present() ? "good" : "absent";
    CHECK_FALSE(made.present());
    CHECK(findings.errors.size() == 1);
    CHECK(findings.errors[0].column == field.name);
    return std::string{findings.errors[0].name()};
  }
  std::int64_t number(const Field& field, std::string_view text, CellKind kind = CellKind::text) {
    const Slot made = slot(field, {text, kind});
    CAPTURE(text);
    REQUIRE(findings.errors.empty());
    REQUIRE(made.present());
    return made.number();
  }
  std::string text(const Field& field, std::string_view value, CellKind kind = CellKind::text) {
    const Slot made = slot(field, {value, kind});
    CAPTURE(value);
    REQUIRE(findings.errors.empty());
    REQUIRE(made.present());
    return std::string{made.text()};
  }
};

}  // namespace tradein::test
