#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "engine/base/decimal.hpp"
#include "engine/base/json.hpp"
#include "engine/base/limits.hpp"
#include "engine/claim/kind.hpp"

namespace tradein {
namespace {

template <class T>
using Names = std::initializer_list<std::pair<std::string_view, T>>;

constexpr std::int64_t wide = 1'000'000'000'000'000;

/// Reads one schema; the first mistake is thrown nowhere but kept, and everything after it is
/// skipped.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_{file} {}

  Result<Kind> read(const Node& schema, const Node& common) {
    kind_.name = word(schema, "x-kind");
    kind_.label = label(schema);
    if (const Node* synonyms = schema.find("x-synonyms")) kind_.synonyms = words(*synonyms);
    add_fields(common);
    check_reference(schema);
    add_fields(schema);
    require(common);
    require(schema);
    for (const Node* root : {&common, &schema}) {
      add_facts(*root);
      add_sums(*root);
    }
    kind_.claim_id = need_slot(schema, "claim_id");
    kind_.kind = need_slot(schema, "kind");
    kind_.consumer_id = need_slot(schema, "consumer_id");
    kind_.consumer_id_type = need_slot(schema, "consumer_id_type");
    if (kind_.slot_count() > limits::fields_max)
      fail(schema, "字段太多", "there are too many fields");
    if (error_) return std::unexpected(std::move(*error_));
    return std::move(kind_);
  }

 private:
  void fail(const Node& node, std::string zh, std::string en) {
    if (error_) return;
    error_ = Error{"E-SCHEMA",
                   fmt::format("{}:{}:{}", file_, node.line, node.column),
                   {std::move(zh), std::move(en)},
                   {"按 schemas/claims 里已有的种类改写", "follow the kinds in schemas/claims"}};
  }

  std::string word(const Node& parent, std::string_view key) {
    const Node* node = parent.find(key);
    if (node != nullptr && node->is_scalar() && !node->scalar.empty()) return node->scalar;
    fail(node != nullptr ? *node : parent, fmt::format("缺少 `{}`", key),
         fmt::format("`{}` is missing", key));
    return {};
  }

  std::vector<std::string> words(const Node& list) {
    std::vector<std::string> all;
    if (!list.is_list()) fail(list, "这里要写一个列表", "a list is expected here");
    all.reserve(list.items.size());
    for (const Node& item : list.items) all.push_back(item.scalar);
    return all;
  }

  Text label(const Node& node) {
    const Node* label = node.find("x-label");
    if (label == nullptr) {
      fail(node, "缺少 `x-label`", "`x-label` is missing");
      return {};
    }
    return {word(*label, "zh"), word(*label, "en")};
  }

  template <class T>
  T one_of(const Node& parent, std::string_view key, Names<T> names, std::optional<T> otherwise) {
    const Node* node = parent.find(key);
    if (node == nullptr) {
      if (!otherwise)
        fail(parent, fmt::format("缺少 `{}`", key), fmt::format("`{}` is missing", key));
      return otherwise.value_or(names.begin()->second);
    }
    for (const auto& [name, value] : names)
      if (name == node->scalar) return value;
    fail(*node, fmt::format("`{}` 不认识 `{}`", key, node->scalar),
         fmt::format("`{}` does not know `{}`", key, node->scalar));
    return names.begin()->second;
  }

  bool flag(const Node& parent, std::string_view key, bool otherwise) {
    return one_of<bool>(parent, key, {{"true", true}, {"false", false}}, otherwise);
  }

  /// A whole number, or a decimal where `scale` says how many places.
  std::int64_t number(const Node& parent, std::string_view key, int scale, std::int64_t otherwise) {
    const Node* node = parent.find(key);
    if (node == nullptr) return otherwise;
    const auto decimal = Decimal::parse(node->scalar);
    const auto scaled = decimal ? decimal->to_scaled(scale) : std::nullopt;
    if (scaled) return *scaled;
    fail(*node, fmt::format("`{}` 不是合适的数", key),
         fmt::format("`{}` is no suitable number", key));
    return otherwise;
  }

  void check_reference(const Node& schema) {
    const Node* all = schema.find("allOf");
    bool refers = false;
    if (all != nullptr)
      for (const Node& item : all->items)
        if (const Node* target = item.find("$ref")) refers |= target->scalar == "common.json";
    if (!refers)
      fail(schema, "`allOf` 里要引用 common.json", "`allOf` has to refer to common.json");
  }

  void add_fields(const Node& schema) {
    const Node* properties = schema.find("properties");
    if (properties == nullptr || !properties->is_map()) {
      fail(schema, "缺少 `properties`", "`properties` is missing");
      return;
    }
    for (const auto& [name, node] : properties->members) add_field(name, node);
  }

  void add_field(const std::string& name, const Node& node) {
    Field field;
    field.name = name;
    field.label = label(node);
    if (const Node* headers = node.find("x-headers")) field.headers = words(*headers);
    field.type = one_of<FieldType>(node, "x-type",
                                   {{"text", FieldType::text},
                                    {"term", FieldType::term},
                                    {"choice", FieldType::choice},
                                    {"integer", FieldType::integer},
                                    {"number", FieldType::number},
                                    {"money", FieldType::money},
                                    {"date", FieldType::date},
                                    {"date-time", FieldType::date_time},
                                    {"boolean", FieldType::boolean}},
                                   std::nullopt);
    field.format = format_of(node);
    field.privacy = one_of<Privacy>(node, "x-privacy",
                                    {{"none", Privacy::none},
                                     {"identity", Privacy::identity},
                                     {"name", Privacy::name},
                                     {"phone", Privacy::phone},
                                     {"account", Privacy::account},
                                     {"free-text", Privacy::free_text}},
                                    Privacy::none);
    field.readable = flag(node, "x-readable", field.privacy == Privacy::none);
    if (field.readable && field.privacy != Privacy::none)
      fail(node, "个人信息不能给规则读", "a personal field cannot be readable by rules");
    field.key = flag(node, "x-key", false);
    read_bounds(node, field);
    read_terms(node, field);
    read_standard(node, field);
    add_slot(node, field);
    index_headers(node, field);
    kind_.fields.push_back(std::move(field));
  }

  Format format_of(const Node& node) {
    return one_of<Format>(node, "x-format",
                          {{"none", Format::none},
                           {"identifier", Format::identifier},
                           {"serial", Format::serial},
                           {"consumer-id", Format::consumer_id},
                           {"person-or-firm", Format::person_or_firm},
                           {"uscc", Format::uscc},
                           {"vin", Format::vin},
                           {"gtin-13", Format::gtin},
                           {"imei", Format::imei},
                           {"invoice-number", Format::invoice_number},
                           {"region", Format::region},
                           {"mobile", Format::mobile},
                           {"bank-card", Format::bank_card}},
                          Format::none);
  }

  void read_bounds(const Node& node, Field& field) {
    field.chars_max = static_cast<std::size_t>(
        number(node, "maxLength", 0, static_cast<std::int64_t>(limits::text_bytes_max / 4)));
    if (field.type == FieldType::money) {
      field.scale = 2;
      field.min = number(node, "x-minimum", 2, 0);
      field.max = number(node, "x-maximum", 2, limits::money_fen_max);
      return;
    }
    field.scale = static_cast<int>(number(node, "x-decimals", 0, 0));
    if (field.type == FieldType::number && (field.scale < 1 || field.scale > 6))
      fail(node, "`x-decimals` 要在 1 到 6 之间", "`x-decimals` has to be 1 to 6");
    field.min = number(node, "minimum", field.scale, 0);
    field.max = number(node, "maximum", field.scale, wide);
  }

  void read_terms(const Node& node, Field& field) {
    const Node* terms = node.find("x-terms");
    const bool wanted = field.type == FieldType::choice;
    if (wanted && (terms == nullptr || terms->items.empty()))
      fail(node, "`choice` 要有 `x-terms`", "a `choice` needs `x-terms`");
    if (terms == nullptr) return;
    if (!terms->is_list()) fail(*terms, "这里要写一个列表", "a list is expected here");
    for (const Node& item : terms->items) {
      Term term;
      term.code = word(item, "code");
      term.label = {term.code, term.code};
      if (const Node* zh = item.find("zh")) term.label.zh = zh->scalar;
      if (const Node* en = item.find("en")) term.label.en = en->scalar;
      if (const Node* synonyms = item.find("synonyms")) term.synonyms = words(*synonyms);
      index_term(item, field, term);
      field.terms.push_back(std::move(term));
    }
  }

  void index_term(const Node& node, Field& field, const Term& term) {
    const auto place = static_cast<std::uint16_t>(field.terms.size());
    std::vector<std::string> names{term.code, term.label.zh, term.label.en};
    names.insert(names.end(), term.synonyms.begin(), term.synonyms.end());
    for (const std::string& name : names) {
      // Both as written, for a look-up without a copy, and folded.
      for (const std::string& key : {name, word_key(name)}) {
        const auto [at, fresh] = field.term_index.emplace(key, place);
        if (!fresh && at->second != place)
          fail(node, fmt::format("`{}` 指两个不同的值", name),
               fmt::format("`{}` stands for two values", name));
      }
    }
  }

  void read_standard(const Node& node, Field& field) {
    const Node* standard = node.find("default");
    if (standard == nullptr) return;
    if (field.type == FieldType::choice) {
      const auto found = field.term_index.find(standard->scalar);
      if (found != field.term_index.end()) {
        field.standard = found->second;
        return;
      }
    } else if (field.type == FieldType::boolean) {
      field.standard = flag(node, "default", false) ? 1 : 0;
      return;
    } else if (field.type == FieldType::integer) {
      field.standard = number(node, "default", 0, 0);
      return;
    }
    fail(*standard, "这个字段不能有这样的 `default`", "this field cannot have such a `default`");
  }

  void add_slot(const Node& node, const Field& field) {
    const auto slot = static_cast<std::uint16_t>(kind_.fields.size());
    if (!kind_.slot_index.emplace(field.name, slot).second)
      fail(node, fmt::format("字段 `{}` 重复", field.name),
           fmt::format("the field `{}` stands twice", field.name));
  }

  void index_headers(const Node& node, const Field& field) {
    const auto slot = static_cast<std::uint16_t>(kind_.fields.size());
    std::vector<std::string> names{field.name, field.label.zh, field.label.en};
    names.insert(names.end(), field.headers.begin(), field.headers.end());
    for (const std::string& name : names) {
      const auto [at, fresh] = kind_.header_index.emplace(word_key(name), slot);
      if (!fresh && at->second != slot)
        fail(node, fmt::format("表头 `{}` 同时指 `{}`", name, kind_.fields[at->second].name),
             fmt::format("the header `{}` also stands for `{}`", name,
                         kind_.fields[at->second].name));
    }
  }

  void require(const Node& schema) {
    const Node* required = schema.find("required");
    if (required == nullptr) return;
    for (const Node& item : required->items) {
      const auto slot = need_slot(item, item.scalar);
      if (!error_) kind_.fields[slot].required = true;
    }
  }

  std::uint16_t need_slot(const Node& node, std::string_view name) {
    const auto slot = kind_.find(name);
    if (!slot)
      fail(node, fmt::format("没有字段 `{}`", name), fmt::format("there is no field `{}`", name));
    return slot.value_or(0);
  }

  void add_facts(const Node& schema) {
    const Node* facts = schema.find("x-facts");
    if (facts == nullptr) return;
    for (const Node& node : facts->items) {
      Fact fact;
      fact.name = word(node, "name");
      fact.label = label(node);
      const Node* inputs = nullptr;
      for (const auto& [key, rule] : Names<FactRule>{{"equal", FactRule::equal},
                                                     {"contains", FactRule::contains},
                                                     {"age", FactRule::age}}) {
        if (const Node* found = node.find(key)) {
          inputs = found;
          fact.rule = rule;
        }
      }
      if (inputs == nullptr || inputs->items.size() != 2) {
        fail(node, "要写 equal、contains 或 age 和两个字段",
             "equal, contains or age with two fields is expected");
        return;
      }
      fact.first = input(inputs->items[0]);
      fact.second = input(inputs->items[1]);
      check_inputs(node, fact);
      const auto slot = static_cast<std::uint16_t>(kind_.slot_count());
      if (!kind_.slot_index.emplace(fact.name, slot).second)
        fail(node, fmt::format("`{}` 重复", fact.name),
             fmt::format("`{}` stands twice", fact.name));
      kind_.facts.push_back(std::move(fact));
    }
  }

  std::uint16_t input(const Node& node) {
    if (node.scalar == "$retailer") return Fact::retailer;
    return need_slot(node, node.scalar);
  }

  void check_inputs(const Node& node, const Fact& fact) {
    if (error_) return;
    const auto is_text = [&](std::uint16_t slot) {
      if (slot == Fact::retailer) return true;
      return slot < kind_.fields.size() && kind_.fields[slot].type == FieldType::text;
    };
    const bool dated = fact.second != Fact::retailer && fact.second < kind_.fields.size() &&
                       kind_.fields[fact.second].type == FieldType::date;
    if (!is_text(fact.first) || !(fact.rule == FactRule::age ? dated : is_text(fact.second)))
      fail(node, fmt::format("`{}` 的输入类型不对", fact.name),
           fmt::format("the inputs of `{}` are of the wrong type", fact.name));
  }

  void add_sums(const Node& schema) {
    const Node* sums = schema.find("x-sums");
    if (sums == nullptr) return;
    for (const Node& node : sums->items) {
      Sum sum;
      sum.total = need_slot(node, word(node, "total"));
      const Node* parts = node.find("parts");
      if (parts == nullptr) {
        fail(node, "缺少 `parts`", "`parts` is missing");
        return;
      }
      for (const Node& part : parts->items) sum.parts.push_back(need_slot(part, part.scalar));
      kind_.sums.push_back(std::move(sum));
    }
  }

  std::string_view file_;
  Kind kind_;
  std::optional<Error> error_;
};

}  // namespace

Result<Kind> read_kind(const Node& schema, const Node& common, std::string_view file) {
  auto kind = Reader{file}.read(schema, common);
  if (!kind) return kind;
  Node both = map_node();
  put(both, "common", common);
  put(both, "schema", schema);
  kind->document = canonical_json(both);
  return kind;
}

}  // namespace tradein
