#include "tools/tradein/answers.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/plain_words.hpp"
#include "tools/tradein/text_table.hpp"

namespace tradein::tool {
namespace {

void append_integer(std::string& out, std::uint64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  append_json_string(out, text);
}

void append_member(std::string& out, std::string_view key, std::uint64_t number) {
  out += ",\"";
  out += key;
  out += "\":";
  append_integer(out, number);
}

void append_errors(const std::vector<RowError>& errors, Language language, std::string& out) {
  out += ",\"errors\":[";
  const char* comma = "";
  for (const RowError& error : errors) {
    out += comma;
    out += "{\"code\":";
    append_json_string(out, error.name());
    append_member(out, "column", error.column);
    append_member(out, "cell", error.cell);
    append_member(out, "zh", error.what.zh);
    append_member(out, "en", error.what.en);
    append_member(out, "fix", in(error.fix, language));
    out += '}';
    comma = ",";
  }
  out += ']';
}

Text correction_text(const RowAnswer& returned) {
  Text text{"补正后重新申报该行", "correct the row and send it again"};
  if (!returned.attempts_left) return text;
  text.zh += fmt::format("（剩余 {} 次）", *returned.attempts_left);
  text.en += fmt::format(" ({} attempts left)", *returned.attempts_left);
  return text;
}

class NdjsonSink final : public AnswerSink {
 public:
  explicit NdjsonSink(Language language) : language_{language} {}
  Result<void> begin(const std::string&, const FileLayout&) override { return {}; }
  bool wants(bool, bool, Outcome) const override { return true; }
  Result<void> row(const RowAnswer& answered) override {
    append_json(answered, language_, text_);
    if (text_.size() > 64 * 1024) flush();
    return {};
  }
  Result<void> end(const FileAnswer& answered) override {
    append_json(answered, language_, text_);
    flush();
    return {};
  }
  ~NdjsonSink() override { flush(); }

 private:
  void flush() {
    answer(text_);
    text_.clear();
    static_cast<void>(std::fflush(stdout));
  }
  Language language_;
  std::string text_;
};

class TableSink final : public AnswerSink {
 public:
  TableSink(Language language, bool acknowledged)
      : language_{language}, acknowledged_{acknowledged} {}
  Result<void> begin(const std::string&, const FileLayout&) override {
    shown_.clear();
    return {};
  }
  bool wants(bool invalid, bool repeated, Outcome outcome) const override {
    return !repeated && (invalid || outcome == Outcome::returned);
  }
  Result<void> row(const RowAnswer& answered) override {
    if (shown_.size() < shown_max) shown_.push_back(answered);
    return {};
  }
  Result<void> end(const FileAnswer& answered) override;

 private:
  static constexpr std::size_t shown_max = 12;
  [[nodiscard]] bool zh() const { return language_ == Language::zh; }
  Language language_;
  bool acknowledged_;
  std::vector<RowAnswer> shown_;
};

Result<void> TableSink::end(const FileAnswer& answered) {
  std::string out = answered.file + "\n";
  if (answered.refused) {
    const Error& error = *answered.refused;
    out += fmt::format("  {} {}\n  {}{}\n\n", error.code, in(error.what, language_),
                       zh() ? "下一步：" : "next: ", in(error.fix, language_));
    answer(out);
    fmt::print(stderr, "tradein: {} {}: {}\n", error.code, answered.file,
               in(error.what, language_));
    return {};
  }
  out += counts_table(answered, language_);
  TextTable rows{{zh() ? "行" : "row", zh() ? "单元格" : "cell", zh() ? "代码" : "code",
                  zh() ? "说明" : "what", zh() ? "如何修改" : "what to do"}};
  rows.right(0);
  for (const RowAnswer& row : shown_) {
    if (!row.errors.empty())
      rows.row({std::to_string(row.row), row.errors[0].cell, std::string{row.errors[0].name()},
                in(row.errors[0].what, language_), in(row.errors[0].fix, language_)});
    else if (!row.reasons.empty())
      rows.row({std::to_string(row.row), "", row.reasons[0].code,
                in(row.reasons[0].text, language_), in(correction_text(row), language_)});
  }
  if (!shown_.empty()) out += (zh() ? "\n需要修改的行：\n" : "\nrows to mend:\n") + rows.text();
  const std::uint64_t more =
      answered.invalid + answered.returned -
      std::min<std::uint64_t>(shown_.size(), answered.invalid + answered.returned);
  if (more > 0)
    out += zh() ? fmt::format("……另有 {} 行\n", grouped(more))
                : fmt::format("… and {} more\n", grouped(more));
  if (!shown_.empty() && !acknowledged_)
    out += zh() ? "用 --ack DIR 取得回执文件和待修改行的模板。\n"
                : "--ack DIR writes the acknowledgement and a file with just the rows to mend.\n";
  out += notice_lines(answered.notices, language_) + "\n";
  answer(out);
  static_cast<void>(std::fflush(stdout));
  return {};
}

}  // namespace

std::string_view outcome_name(const RowAnswer& answer) noexcept {
  return answer.invalid ? "invalid" : name(answer.outcome);
}

void FileAnswer::count(Outcome outcome, Money granted) {
  switch (outcome) {
    case Outcome::approved:
      ++approved;
      break;
    case Outcome::rejected:
      ++rejected;
      break;
    case Outcome::review:
      ++review;
      break;
    case Outcome::returned:
      ++returned;
      break;
    case Outcome::note:
      break;
  }
  amount = add(amount, granted).value_or(amount);
}

void append_json(const std::vector<Reason>& reasons, std::string& out) {
  out += ",\"reasons\":[";
  const char* comma = "";
  for (const Reason& reason : reasons) {
    out += comma;
    out += "{\"code\":";
    append_json_string(out, reason.code);
    append_member(out, "clause", reason.clause);
    append_member(out, "zh", reason.text.zh);
    append_member(out, "en", reason.text.en);
    out += '}';
    comma = ",";
  }
  out += ']';
}

void append_json(const RowAnswer& answer, Language language, std::string& out) {
  out += "{\"row\":";
  append_integer(out, answer.row);
  append_member(out, "claim_id", answer.claim_id);
  append_member(out, "outcome", outcome_name(answer));
  append_member(out, "amount", to_yuan(answer.amount));
  if (!answer.programme.empty()) append_member(out, "programme", answer.programme);
  if (answer.entry) append_member(out, "entry", *answer.entry);
  if (!answer.rules.empty()) ((out += ",\"rules\":\"sha256:") += answer.rules) += '"';
  append_json(answer.reasons, out);
  if (answer.attempts_left)
    append_member(out, "attempts_left", static_cast<std::uint64_t>(*answer.attempts_left));
  if (answer.invalid) append_errors(answer.errors, language, out);
  if (answer.repeated) out += ",\"repeated\":true";
  out += "}\n";
}

void append_counts(const FileAnswer& answer, std::string& out) {
  append_member(out, "rows", answer.rows);
  append_member(out, "approved", answer.approved);
  append_member(out, "rejected", answer.rejected);
  append_member(out, "review", answer.review);
  append_member(out, "returned", answer.returned);
  append_member(out, "invalid", answer.invalid);
  append_member(out, "repeated", answer.repeated);
  append_member(out, "amount", to_yuan(answer.amount));
}

void append_error_members(const Error& error, Language language, std::string& out) {
  out += "\"code\":";
  append_json_string(out, error.code);
  append_member(out, "zh", error.what.zh);
  append_member(out, "en", error.what.en);
  append_member(out, "fix", in(error.fix, language));
}

std::string counts_table(const FileAnswer& answer, Language language) {
  TextTable table{language == Language::zh
                      ? std::vector<std::string>{"行数", "通过", "不通过", "待人工", "退回补正",
                                                 "无效", "重复", "金额（元）"}
                      : std::vector<std::string>{"rows", "approved", "rejected", "review",
                                                 "returned", "invalid", "repeated", "yuan"}};
  for (std::size_t i = 0; i < 8; ++i) table.right(i);
  table.row({grouped(answer.rows), grouped(answer.approved), grouped(answer.rejected),
             grouped(answer.review), grouped(answer.returned), grouped(answer.invalid),
             grouped(answer.repeated), to_yuan(answer.amount)});
  return table.text();
}

void append_json(const FileAnswer& answer, Language language, std::string& out) {
  out += "{\"file\":";
  append_json_string(out, answer.file);
  append_member(out, "sha256", answer.sha256);
  if (answer.refused) {
    out += ",\"refused\":{";
    append_error_members(*answer.refused, language, out);
    out += "}}\n";
    return;
  }
  append_counts(answer, out);
  out += ",\"notices\":[";
  const char* comma = "";
  for (const Notice& notice : answer.notices) {
    out += comma;
    out += "{\"code\":";
    append_json_string(out, notice.code);
    if (notice.row > 0) append_member(out, "row", notice.row);
    if (!notice.column.empty()) append_member(out, "column", notice.column);
    append_member(out, "zh", notice.what.zh);
    append_member(out, "en", notice.what.en);
    out += '}';
    comma = ",";
  }
  out += "]}\n";
}

std::unique_ptr<AnswerSink> ndjson_sink(Language language) {
  return std::make_unique<NdjsonSink>(language);
}
std::unique_ptr<AnswerSink> table_sink(Language language, bool acknowledged) {
  return std::make_unique<TableSink>(language, acknowledged);
}

}  // namespace tradein::tool
