#include "tools/tradein/service_lines.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "engine/base/json.hpp"
#include "tools/tradein/answers.hpp"

namespace tradein::tool {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t claim_ids_max = 1'000;
constexpr std::array<std::string_view, 7> known_ops{
    "status", "receipt", "resume", "withdraw", "batch-begin", "batch-end", "close"};

std::optional<std::string> text_of(const dom::object& object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return std::nullopt;
  return std::string{text};
}

dom::parser& parser() {
  thread_local dom::parser own;
  return own;
}

std::optional<dom::object> object_of(std::string_view line) {
  dom::object object;
  if (parser().parse(line.data(), line.size(), true).get(object) != simdjson::SUCCESS)
    return std::nullopt;
  return object;
}

}  // namespace

std::optional<OpLine> read_op(std::string_view line) {
  if (line.find("\"op\"") == std::string_view::npos) return std::nullopt;
  const auto object = object_of(line);
  if (!object) return std::nullopt;
  const auto op = text_of(*object, "op");
  if (!op) return std::nullopt;
  OpLine out;
  out.op = *op;
  out.claim_id = text_of(*object, "claim_id").value_or("");
  out.total = text_of(*object, "total");
  out.as = text_of(*object, "as").value_or("");
  out.on = text_of(*object, "on").value_or("");
  std::uint64_t count = 0;
  if ((*object)["count"].get(count) == simdjson::SUCCESS) out.count = count;
  dom::array ids;
  if ((*object)["claim_ids"].get(ids) == simdjson::SUCCESS) {
    for (const dom::element id : ids) {
      std::string_view text;
      if (id.get(text) == simdjson::SUCCESS && out.claim_ids.size() < claim_ids_max)
        out.claim_ids.emplace_back(text);
    }
  }
  return out;
}

std::string claim_id_of(std::string_view line) {
  const auto object = object_of(line);
  return object ? text_of(*object, "claim_id").value_or("") : "";
}

void append_refusal(const Refusal& refusal, const Error& error, Language language,
                    std::string& out) {
  fmt::format_to(std::back_inserter(out), "{{\"row\":{}", refusal.row);
  if (!refusal.op.empty()) {
    out += ",\"op\":";
    append_json_string(out, refusal.op);
  }
  out += ",\"claim_id\":";
  append_json_string(out, refusal.claim_id);
  out += ",\"error\":{";
  append_error_members(error, language, out);
  if (refusal.retry_after)
    fmt::format_to(std::back_inserter(out), ",\"retry_after\":{}", *refusal.retry_after);
  out += "}}\n";
}

Error busy_error() {
  return {"E-BUSY",
          "",
          {"服务繁忙，本行未受理", "the service is busy, this line was not taken"},
          {"按 retry_after 的秒数等待后，用同一申领号重发",
           "wait for retry_after seconds, then send it again under the same claim id"}};
}

Error store_full_error() {
  return {"E-STORE-FULL",
          "",
          {"存储空间已满，本行未受理", "the store's disk is full, this line was not taken"},
          {"稍后用同一申领号重发；有空间后服务会自行恢复",
           "send it again later under the same claim id; the service goes on by itself when there "
           "is room"},
          Trouble::store};
}

Error claim_unknown_error(const std::string& claim_id) {
  return {"E-CLAIM-UNKNOWN",
          claim_id,
          {"本企业没有这个申领号的申领", "you have no claim of this id"},
          {"检查申领号；未答复过的申领请重新发送",
           "check the claim id; a claim that was never answered is to be sent again"}};
}

Error withdraw_form_error(const std::string& claim_id) {
  return {"E-WITHDRAW-FORM",
          claim_id,
          {"as 应为 void（作废）、cancel（取消）或 return（退货），on 应为 2025-01-31 这样的日期",
           "`as` must be void, cancel or return, and `on` a day such as 2025-01-31"},
          {"改正后重发这一行", "mend the line and send it again"}};
}

bool is_known_op(std::string_view op) noexcept {
  return std::ranges::find(known_ops, op) != known_ops.end();
}

Error op_error(const std::string& op) {
  return {"E-OP",
          op,
          {fmt::format("不认识的操作 `{}`", op), fmt::format("unknown op `{}`", op)},
          {fmt::format("可用：{}", fmt::join(known_ops, "、")),
           fmt::format("known are {}", fmt::join(known_ops, ", "))}};
}

}  // namespace tradein::tool
