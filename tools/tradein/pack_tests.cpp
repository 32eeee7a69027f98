#include "tools/tradein/pack_tests.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/batch/batch_file.hpp"
#include "adapters/rulefiles/tree_file.hpp"
#include "engine/base/json.hpp"
#include "engine/decision/history_table.hpp"
#include "tools/tradein/block_stream.hpp"
#include "tools/tradein/claim_desk.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/exit_codes.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

/// Gives every row to a list.
class ListSink final : public AnswerSink {
 public:
  Result<void> begin(const std::string&, const FileLayout&) override { return {}; }
  bool wants(bool, bool, Outcome) const override { return true; }
  Result<void> row(const RowAnswer&) override { return {}; }
  Result<void> end(const FileAnswer&) override { return {}; }
};

std::vector<fs::path> test_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator at{folder, failed}, end; !failed && at != end;
       at.increment(failed))
    if (at->path().filename().string().ends_with(".test.yaml")) files.push_back(at->path());
  std::ranges::sort(files);
  return files;
}

/// The base with the changes; null takes a member away.
Node changed(const Node& base, const Node& changes) {
  Node claim = base;
  for (const auto& [key, value] : changes.members) {
    const auto found = std::ranges::find(claim.members, key, &std::pair<std::string, Node>::first);
    const bool away = value.kind == Node::Kind::null ||
                      (value.is_scalar() && !value.quoted &&
                       (value.scalar == "null" || value.scalar == "~" || value.scalar.empty()));
    if (away && found != claim.members.end())
      claim.members.erase(found);
    else if (!away && found != claim.members.end())
      found->second = value;
    else if (!away)
      claim.members.emplace_back(key, value);
  }
  return claim;
}

void set_missing(Node& claim, const Node& changes, std::string_view key, std::string text) {
  if (changes.find(key) != nullptr) return;
  const auto found = std::ranges::find(claim.members, key, &std::pair<std::string, Node>::first);
  if (found == claim.members.end() && key != "claim_id") return;  // the kind has no such field
  if (found != claim.members.end()) claim.members.erase(found);
  put(claim, key, text_node(text));
}

/// Earlier claims are claims of their own: another id, invoice and device than the one that is
/// judged.
Node earlier(const Node& base, const Node& changes, std::size_t n) {
  Node claim = changed(base, changes);
  set_missing(claim, changes, "claim_id", fmt::format("earlier-{}", n));
  set_missing(claim, changes, "invoice_no", fmt::format("2537{:016}", 7'000 + n));
  const std::string serial = fmt::format("EARLIER{:06}", n);
  const Node* remark = claim.find("invoice_remark");
  const Node* own = base.find("serial_no");
  if (remark != nullptr && own != nullptr && changes.find("invoice_remark") == nullptr &&
      changes.find("serial_no") == nullptr) {
    std::string text = remark->scalar;
    if (const std::size_t at = text.find(own->scalar); at != std::string::npos)
      text.replace(at, own->scalar.size(), serial);
    set_missing(claim, changes, "invoice_remark", text);
  }
  set_missing(claim, changes, "serial_no", serial);
  return claim;
}

struct TestFile {
  std::string name;
  const Rules* rules = nullptr;
  std::string retailer;
  Node base;
};

Result<RowAnswer> decide_last(const TestFile& file, const std::string& lines, const Rules& rules) {
  const IntakeContext context{file.retailer, rules.as_of};
  auto reader = open_batch(bytes_in_memory(lines), "test.ndjson", rules.kinds, context);
  if (!reader) return std::unexpected(reader.error());
  PlainHistoryMemory memory{{.segment_bits = 8}};
  HistoryTable history{memory, {.segment_bits = 8}};
  ListSink sink;
  ClaimDesk desk{{&rules, file.retailer, SipKey{}, &history, 0, 0, false}};
  desk.begin_file((*reader)->layout());
  AnswerGroup group;
  const auto streamed =
      for_each_block(**reader, {"test", rules.book.get(), SipKey{}}, [&](PreparedBlock& block) {
        desk.take(block, sink, group);
        return true;
      });
  if (!streamed) return std::unexpected(streamed.error());
  for (std::size_t i = 0; i + 1 < group.answers.size(); ++i) {
    const RowAnswer& before = group.answers[i].answer;
    // A claim that waits for a person holds its limits too.
    if (before.invalid ||
        (before.outcome != Outcome::approved && before.outcome != Outcome::review))
      return std::unexpected(Error{
          "E-TEST",
          "",
          {fmt::format("第 {} 件先前申领未占用限额", i + 1),
           fmt::format("earlier claim {} holds nothing: {}", i + 1,
                       before.reasons.empty() ? outcome_name(before) : before.reasons[0].code)},
          {}});
  }
  if (group.answers.empty())
    return std::unexpected(Error{"E-TEST", "", {"没有申领", "there is no claim"}, {}});
  return group.answers.back().answer;
}

std::string member(const Node& node, std::string_view key) {
  const Node* found = node.find(key);
  return found == nullptr ? "" : found->scalar;
}

/// What came instead of the expected; empty where it fits.
std::string mismatch(const Node& expect, const RowAnswer& answer) {
  std::string came{outcome_name(answer)};
  if (!answer.invalid && answer.outcome == Outcome::approved) came += " " + to_yuan(answer.amount);
  for (const Reason& reason : answer.reasons) came += " " + reason.code;
  for (const RowError& error : answer.errors)
    came += fmt::format(" {} ({})", error.name(), error.column);
  if (member(expect, "outcome") != outcome_name(answer)) return came;
  if (const std::string amount = member(expect, "amount");
      !amount.empty() && amount != to_yuan(answer.amount))
    return came;
  if (const std::string attempts = member(expect, "attempts_left"); !attempts.empty()) {
    if (answer.attempts_left) came += fmt::format(", attempts left {}", *answer.attempts_left);
    if (!answer.attempts_left || attempts != std::to_string(*answer.attempts_left)) return came;
  }
  const std::string reason = member(expect, "reason");
  const bool said =
      reason.empty() ||
      std::ranges::any_of(answer.reasons, [&](const Reason& one) { return one.code == reason; }) ||
      std::ranges::any_of(answer.errors, [&](const RowError& one) { return one.name() == reason; });
  return said ? "" : came;
}

/// Books by as-of day, made once.
class Books {
 public:
  explicit Books(RuleOptions options, Language language)
      : options_{std::move(options)}, language_{language} {}
  Result<const Rules*> at(const std::string& as_of) {
    auto& rules = made_[as_of];
    if (rules == nullptr) {
      options_.as_of = as_of;
      auto loaded = load_rules(options_, language_);
      if (!loaded) return std::unexpected(loaded.error());
      rules = std::move(*loaded);
    }
    return rules.get();
  }

 private:
  RuleOptions options_;
  Language language_;
  std::map<std::string, std::unique_ptr<Rules>> made_;
};

struct Count {
  std::size_t passed = 0, failed = 0;
};

Result<std::string> run_one(const TestFile& file, const Node& test, Books& books) {
  const auto rules = books.at(member(test, "as_of"));
  if (!rules) return std::unexpected(rules.error());
  const Node* expect = test.find("expect");
  const Node* claim = test.find("claim");
  if (expect == nullptr) return std::string{"there is no `expect`"};
  std::string lines;
  std::size_t n = 0;
  if (const Node* history = test.find("history"); history != nullptr)
    for (const Node& changes : history->items)
      lines += canonical_json(earlier(file.base, changes, ++n)) + "\n";
  Node judged = changed(file.base, claim == nullptr ? map_node() : *claim);
  set_missing(judged, claim == nullptr ? map_node() : *claim, "claim_id", "judged");
  lines += canonical_json(judged) + "\n";
  const auto answer = decide_last(file, lines, **rules);
  if (!answer && answer.error().code == "E-TEST") return answer.error().what.en;
  if (!answer) return std::unexpected(answer.error());
  return mismatch(*expect, *answer);
}

Result<void> run_file(const fs::path& path, Books& books, Count& count) {
  const auto tree = read_tree(path);
  if (!tree) return std::unexpected(tree.error());
  TestFile file{path.string(), nullptr, member(*tree, "retailer"),
                tree->find("base") == nullptr ? map_node() : *tree->find("base")};
  const Node* tests = tree->find("tests");
  if (tests == nullptr || !tests->is_list())
    return std::unexpected(Error{"E-TEST",
                                 path.string(),
                                 {"缺少 tests", "there are no `tests`"},
                                 {"见 rules/README.md", "see rules/README.md"}});
  for (const Node& test : tests->items) {
    const auto came = run_one(file, test, books);
    if (!came) return std::unexpected(came.error());
    if (came->empty()) {
      ++count.passed;
      continue;
    }
    ++count.failed;
    const Node* expect = test.find("expect");
    answer(fmt::format("FAIL {}:{}: {}: expected {} {} {}, came {}\n", file.name, test.line,
                       member(test, "what"), expect ? member(*expect, "outcome") : "",
                       expect ? member(*expect, "amount") : "",
                       expect ? member(*expect, "reason") : "", *came));
  }
  return {};
}

}  // namespace

int run_pack_tests(const RuleOptions& options, Language language, bool json) {
  const auto files = test_files(rules_folder(options));
  if (files.empty())
    return report({"E-TEST",
                   rules_folder(options).string(),
                   {"没有规则包测试（*.test.yaml）", "there are no tests (*.test.yaml)"},
                   {"见 rules/README.md", "see rules/README.md"}},
                  language);
  Books books{options, language};
  Count count;
  for (const fs::path& path : files)
    if (const auto ran = run_file(path, books, count); !ran) return report(ran.error(), language);
  answer(json ? fmt::format("{{\"passed\":{},\"failed\":{}}}\n", count.passed, count.failed)
              : fmt::format("{} passed, {} failed\n", count.passed, count.failed));
  return count.failed == 0 ? Exit::done : Exit::does_not_hold;
}

}  // namespace tradein::tool
