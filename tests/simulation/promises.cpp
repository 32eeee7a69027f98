#include "tests/simulation/promises.hpp"

#include <fmt/format.h>

#include "engine/base/money.hpp"

namespace tradein::simulation {
namespace {

/// What stays the same when an answer is given again.
std::string answer_itself(std::string_view text) {
  std::string out{text.substr(text.find(",\"claim_id\""))};
  constexpr std::string_view mark = ",\"repeated\":true";
  if (const auto at = out.find(mark); at != std::string::npos) out.erase(at, mark.size());
  return out;
}

}  // namespace

void Promises::sends(const std::string& retailer, const ClaimLine& line) {
  lines_.try_emplace({retailer, line.text}, line);
}

std::vector<std::pair<std::string, std::string>> Promises::sent() const {
  std::set<std::pair<std::string, std::string>> all;
  for (const auto& [key, line] : lines_) all.emplace(key.first, line.claim_id);
  return {all.begin(), all.end()};
}

void Promises::taken(const wire::SessionLines& lines) {
  if (lines.ended) return;
  Session& session = sessions_[lines.session];
  session.retailer = lines.retailer;
  std::uint64_t row = lines.run.first_row;
  for (const wire::LineSpan& span : lines.run.lines) {
    std::string text{lines.run.bytes.data() + span.offset, span.length};
    if (text.ends_with('\r')) text.pop_back();
    if (!text.empty() || span.too_long) session.asked.push_back({row, std::move(text)});
    ++row;
  }
}

void Promises::given(const std::vector<wire::SessionAnswers>& answers) {
  group_first_ = log_.entries().size();
  log_.look();
  for (const wire::SessionAnswers& each : answers) {
    Session& session = sessions_[each.session];
    std::size_t lines = 0;
    for (std::string_view rest = each.text; !rest.empty(); ++lines) {
      const auto end = rest.find('\n');
      require(end != std::string_view::npos, "an answer without its end: {}", rest);
      require(session.next < session.asked.size(), "an answer that nobody asked for: {}", rest);
      line(session.retailer, session.asked[session.next++], rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
    require(lines == each.lines, "{} lines have {} answers", each.lines, lines);
  }
}

void Promises::line(const std::string& retailer, const Asked& asked, std::string_view answer) {
  const auto object = JsonLine::read(answer);
  require(object.has_value(), "no JSON: {}", answer);
  require(object->number("row") == asked.row, "the answer to row {} is {}", asked.row, answer);
  if (object->is_refused_for_now()) {
    require(object->retry_after().value_or(0) > 0, "refused for ever: {}", answer);
    ++refused_;
    return;
  }
  if (object->has("op"))
    op(retailer, asked, *object);
  else
    claim(retailer, asked, *object, answer);
}

void Promises::claim(const std::string& retailer, const Asked& asked, const JsonLine& answer,
                     std::string_view text) {
  const auto known = lines_.find({retailer, asked.text});
  if (answer.text("outcome") != "invalid") {
    require(known != lines_.end(), "no claim, but decided: {}", text);
    decided(retailer, known->second, answer, text);
    return;
  }
  require(!answer.has("entry"), "invalid, but logged: {}", text);
  if (text.find("E-KEY-CONFLICT") == std::string_view::npos)
    require(known == lines_.end(), "a good claim is invalid: {}", text);
  else
    conflict(retailer, known->second);
}

const LogWatch::Entry& Promises::entry_of(const JsonLine& answer) {
  require(answer.number("entry").has_value(), "an answer without its entry");
  const std::uint64_t entry = *answer.number("entry");
  require(entry < log_.entries().size(), "entry {} is answered, {} are on disk", entry,
          log_.entries().size());
  const auto& notes = disk_.anchor_written();
  require(disk_.anchor_synced() > 0, "entry {} is answered before any anchor", entry);
  const auto note = parse_note(notes[disk_.anchor_synced() - 1]);
  require(note && note->checkpoint.size > entry, "entry {} is answered, but not anchored", entry);
  return log_.entries()[entry];
}

void Promises::same_content(std::uint64_t entry, const std::string& retailer,
                            const ClaimLine& line) {
  const std::string& digest = log_.entries()[entry].content;
  const auto [at, fresh] = digests_.try_emplace({retailer, line.claim_id, line.content}, digest);
  require(at->second == digest, "entry {} holds other content than claim {}", entry, line.claim_id);
  if (!fresh) return;
  for (const auto& [content, other] : digests_)
    require(content == at->first || other != digest || std::get<1>(content) != line.claim_id ||
                std::get<0>(content) != retailer,
            "two contents of claim {} have one digest", line.claim_id);
}

void Promises::decided(const std::string& retailer, const ClaimLine& line, const JsonLine& answer,
                       std::string_view text) {
  const LogWatch::Entry& logged = entry_of(answer);
  const auto number = static_cast<std::uint64_t>(&logged - log_.entries().data());
  require(logged.kind == "claim" && logged.retailer == retailer && logged.claim_id == line.claim_id,
          "entry {} is not claim {} of {}", number, line.claim_id, retailer);
  require(logged.outcome == answer.text("outcome") &&
              to_yuan(Money::from_fen(logged.amount_fen)) == answer.text("amount"),
          "entry {} says otherwise: {}", number, text);
  same_content(number, retailer, line);
  const bool again = answer.has("repeated");
  if (again)
    ++repeated_;
  else
    require(fresh_.insert(number).second, "entry {} is answered as new twice", number);
  const auto [at, first] =
      answers_.try_emplace({retailer, line.claim_id, line.content}, answer_itself(text));
  require(at->second == answer_itself(text), "another answer than before\n  first {}\n  now   {}",
          at->second, text);
}

void Promises::conflict(const std::string& retailer, const ClaimLine& line) {
  ++conflicts_;
  const auto& entries = log_.of_claim(retailer, line.claim_id);
  require(!entries.empty(), "claim {} of {} conflicts with nothing", line.claim_id, retailer);
  require(log_.entries()[entries.back()].outcome != "returned",
          "a correction of claim {} of {} is taken for a conflict", line.claim_id, retailer);
  const auto digest = digests_.find({retailer, line.claim_id, line.content});
  if (digest == digests_.end()) return;
  for (const std::uint64_t entry : entries)
    require(log_.entries()[entry].content != digest->second,
            "claim {} of {} conflicts with itself, entry {}", line.claim_id, retailer, entry);
}

}  // namespace tradein::simulation
