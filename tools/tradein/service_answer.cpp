#include "tools/tradein/service_answer.hpp"

#include <simdjson.h>

#include "engine/base/yuan_text.hpp"

namespace tradein::tool {
namespace {

namespace dom = simdjson::dom;

std::string text_of(const dom::element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string{text} : std::string{};
}

Text said(const dom::element& object) { return {text_of(object, "zh"), text_of(object, "en")}; }

void read_reasons(const dom::element& object, RowAnswer& out) {
  dom::array list;
  if (object["reasons"].get(list) != simdjson::SUCCESS) return;
  for (const dom::element reason : list)
    out.reasons.push_back({text_of(reason, "code"), text_of(reason, "clause"), said(reason)});
}

std::optional<RowErrorCode> row_error_named(std::string_view name) noexcept {
  for (const RowErrorText& text : row_error_texts())
    if (text.name == name) return text.code;
  return std::nullopt;
}

/// A code of a newer service, which has no number here, is told among the reasons.
void read_errors(const dom::element& object, RowAnswer& out) {
  dom::array list;
  if (object["errors"].get(list) != simdjson::SUCCESS) return;
  for (const dom::element error : list) {
    const std::string name = text_of(error, "code");
    const std::string fix = text_of(error, "fix");
    if (const auto code = row_error_named(name))
      out.errors.push_back(
          {*code, text_of(error, "column"), text_of(error, "cell"), said(error), {fix, fix}});
    else
      out.reasons.push_back({name, "", said(error)});
  }
}

}  // namespace

const RowAnswer& ServiceAnswer::settled() noexcept {
  row.programme = programme;
  row.rules = rules;
  return row;
}

Error strange_answer(std::string_view line) {
  return {"E-ANSWER",
          std::string{line.substr(0, 120)},
          {"服务的答复不合格式", "the service's answer does not have its form"},
          {"检查地址：那里是否为 tradein 受理服务", "check the address: is it a tradein service"}};
}

Result<ServiceAnswer> read_service_answer(std::string_view line) {
  dom::parser parser;
  dom::element object;
  if (parser.parse(line.data(), line.size(), true).get(object) != simdjson::SUCCESS ||
      !object.is_object())
    return std::unexpected(strange_answer(line));
  ServiceAnswer out;
  dom::element error;
  std::int64_t seconds = 0;
  if (object["error"].get(error) == simdjson::SUCCESS &&
      error["retry_after"].get(seconds) == simdjson::SUCCESS)
    out.retry_after = std::chrono::seconds{seconds};
  out.receipt = text_of(object, "receipt");
  out.outcome = text_of(object, "outcome");
  out.programme = text_of(object, "programme");
  out.rules = text_of(object, "rules");
  if (out.rules.starts_with("sha256:")) out.rules.erase(0, 7);
  RowAnswer& row = out.row;
  row.claim_id = text_of(object, "claim_id");
  row.invalid = out.outcome == "invalid";
  if (!out.outcome.empty() && !row.invalid) {
    const auto outcome = outcome_of(out.outcome);
    if (!outcome || *outcome == Outcome::note) return std::unexpected(strange_answer(line));
    row.outcome = *outcome;
  }
  bool repeated = false;
  row.repeated = object["repeated"].get(repeated) == simdjson::SUCCESS && repeated;
  if (const std::string yuan = text_of(object, "amount"); !yuan.empty()) {
    const auto amount = parse_yuan(yuan);
    if (!amount) return std::unexpected(strange_answer(line));
    row.amount = *amount;
  }
  std::uint64_t entry = 0;
  if (object["entry"].get(entry) == simdjson::SUCCESS) row.entry = entry;
  std::int64_t attempts = 0;
  if (object["attempts_left"].get(attempts) == simdjson::SUCCESS) row.attempts_left = attempts;
  read_reasons(object, row);
  read_errors(object, row);
  return out;
}

}  // namespace tradein::tool
