#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "adapters/batch/cutter.hpp"
#include "adapters/batch/readers.hpp"
#include "adapters/batch/table_rows.hpp"
#include "engine/base/assert.hpp"
#include "engine/base/limits.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

using Code = RowErrorCode;
namespace od = simdjson::ondemand;
static_assert(Chunk::padding >= simdjson::SIMDJSON_PADDING);

struct Member {
  std::string_view key;
  Cell cell;
};

using Guesses = std::vector<std::pair<std::string, std::int32_t>>;

struct JsonScratch {
  od::parser parser;
  simdjson::dom::parser judge;  ///< tells bad syntax from good JSON that is no flat object
  std::vector<Member> members;
  /// Lines mostly have the same members in the same order: by kind, member i was this key and
  /// field.
  std::unordered_map<const Kind*, Guesses> guesses;
  std::vector<std::string> keys;    ///< of the line before, by place
  std::vector<std::uint64_t> seen;  ///< fields of this line, as bits
};

bool is_number(std::string_view t) noexcept {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < t.size() && t[at] >= '0' && t[at] <= '9') ++at;
    return at - from;
  };
  if (at < t.size() && t[at] == '-') ++at;
  if (at < t.size() && t[at] == '0') {
    ++at;
  } else if (digits() == 0) {
    return false;
  }
  if (at < t.size() && t[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < t.size() && (t[at] == 'e' || t[at] == 'E')) {
    ++at;
    if (at < t.size() && (t[at] == '+' || t[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == t.size();
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() &&
         (text.back() == ' ' || text.back() == '\t' || text.back() == '\r' || text.back() == '\n'))
    text.remove_suffix(1);
  return text;
}

/// Reads the lines of one chunk.
class Lines {
 public:
  Lines(const KindSet& kinds, const IntakeContext& context, Block& block)
      : kinds_{kinds}, context_{context}, block_{block}, scratch_{*block.scratch} {
    if (!scratch_.json) scratch_.json = std::make_shared<JsonScratch>();
    json_ = static_cast<JsonScratch*>(scratch_.json.get());
    json_->guesses.clear();  // kinds of another set may live where these did
  }

  void read(const RowSpan& span, std::uint64_t number);

 private:
  void refuse(Code code, const Text& detail = {}, std::string_view column = {});
  /// Fills members; false where the line was refused.
  bool collect(std::size_t offset, std::string_view raw);
  bool add_member(od::field field);
  std::string_view key_at(const char* key, std::size_t place);
  bool refuse_structure(std::string_view raw, Code otherwise, std::string_view key = {});
  static std::int32_t field_of(const Kind& kind, Guesses& guesses, std::size_t place,
                               std::string_view key);
  void read_members(const Kind& kind, std::size_t fields);
  const Member* member(std::string_view key) const;
  void close(const Kind* kind, std::span<Slot> slots);

  const KindSet& kinds_;
  const IntakeContext& context_;
  Block& block_;
  Block::Scratch& scratch_;
  JsonScratch* json_;
  std::uint64_t number_ = 0;
  std::string_view raw_;
  bool unended_ = false;
};

void Lines::refuse(Code code, const Text& detail, std::string_view column) {
  BatchRow& row = block_.rows.emplace_back();
  row.number = number_;
  row.raw = raw_;
  row.first_error = static_cast<std::uint32_t>(block_.errors.size());
  row.error_count = 1;
  if (unended_ && code == Code::json_syntax) code = Code::row_torn;
  block_.errors.push_back(make_row_error(code, column, {}, detail));
}

void Lines::read(const RowSpan& span, std::uint64_t number) {
  number_ = number;
  raw_ = {block_.bytes.data() + span.offset, span.length};
  unended_ = span.fault == RowFault::unended;
  if (span.fault == RowFault::too_long) {
    raw_ = {};
    const std::string limit = std::to_string(limits::line_bytes_max / 1024);
    refuse(Code::row_too_long, {limit, limit});
    return;
  }
  if (raw_.find_first_not_of(" \t\r") == std::string_view::npos) {
    block_.notices.push_back({"N-BLANK", number, "", {"空行已跳过", "blank rows are skipped"}});
    return;
  }
  if (std::memchr(raw_.data(), 0, raw_.size()) != nullptr) {
    refuse(Code::row_nul);
    return;
  }
  if (!collect(span.offset, raw_)) return;
  const Member* said = member("kind");
  const Kind* kind = nullptr;
  if (said != nullptr && said->cell.kind == CellKind::text) kind = kinds_.find(said->cell.text);
  if (kind != nullptr) {
    scratch_.findings.clear();
    read_members(*kind, kind->fields.size());
    return;
  }
  // The fields that all kinds share can be judged even so.
  const Kind& any = *kinds_.all().front();
  const Field& kind_field = any.fields[any.kind];
  scratch_.findings.clear();
  const bool missing = said == nullptr || said->cell.text.empty();
  const Text shown_kind = missing ? Text{} : shown_text(said->cell.text);
  const Code code = missing                             ? Code::field_missing
                    : said->cell.kind == CellKind::text ? Code::kind_unknown
                                                        : Code::json_type;
  scratch_.findings.errors.push_back(
      make_row_error(code, kind_field.name, kind_field.label, shown_kind));
  read_members(any, common_field_count(kinds_));
}

bool Lines::refuse_structure(std::string_view raw, Code otherwise, std::string_view key) {
  const std::size_t bad = first_bad_utf8(raw);
  if (bad != std::string_view::npos) {
    const std::string place = std::to_string(bad + 1);
    refuse(Code::encoding, {place, place});
    return false;
  }
  simdjson::dom::element element;
  const bool good =
      json_->judge.parse(raw.data(), raw.size(), true).get(element) == simdjson::SUCCESS;
  if (!good) {
    refuse(Code::json_syntax);
    return false;
  }
  const Text detail = shown_text(key);
  refuse(otherwise, detail, otherwise == Code::json_not_object ? std::string_view{} : key);
  return false;
}

bool Lines::collect(std::size_t offset, std::string_view raw) {
  json_->members.clear();
  const auto view =
      simdjson::padded_string_view(raw.data(), raw.size(), block_.bytes.size() - offset);
  od::document document;
  if (json_->parser.iterate(view).get(document) != simdjson::SUCCESS)
    return refuse_structure(raw, Code::json_syntax);
  od::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS)
    return refuse_structure(raw, Code::json_not_object);
  for (auto result : object) {
    od::field field;
    if (std::move(result).get(field) != simdjson::SUCCESS)
      return refuse_structure(raw, Code::json_syntax);
    if (!add_member(std::move(field))) {
      const auto key = json_->members.empty() ? std::string_view{} : json_->members.back().key;
      return refuse_structure(raw, Code::json_nested, key);
    }
  }
  const char* after = nullptr;  // at the end there is no place any more
  if (document.current_location().get(after) == simdjson::SUCCESS)
    return refuse_structure(raw, Code::json_syntax);
  return true;
}

/// The key that begins at `key`, mostly the one of the same place in the line before.
std::string_view Lines::key_at(const char* key, std::size_t place) {
  auto& keys = json_->keys;
  const auto rest = static_cast<std::size_t>(block_.bytes.data() + block_.bytes.size() - key);
  if (place < keys.size() && keys[place].size() < rest && key[keys[place].size()] == '"' &&
      std::memcmp(key, keys[place].data(), keys[place].size()) == 0)
    return {key, keys[place].size()};
  const void* const stop = std::memchr(key, '"', rest);
  TRADEIN_ASSERT(stop != nullptr);  // the parser has seen the key's end
  const std::string_view found{key, static_cast<std::size_t>(static_cast<const char*>(stop) - key)};
  if (place >= keys.size()) keys.resize(place + 1);
  if (found.find('\\') == std::string_view::npos) keys[place] = found;
  return found;
}

/// False for a value that is not a scalar, or no JSON; refuse_structure tells which.
bool Lines::add_member(od::field field) {
  Member& made = json_->members.emplace_back();
  made.key = key_at(field.key().raw(), json_->members.size() - 1);
  if (made.key.find('\\') != std::string_view::npos) {
    std::string_view plain;
    if (field.unescaped_key().get(plain) != simdjson::SUCCESS) return false;
    made.key = block_.arena.copy(plain);
  }
  od::value value = field.value();
  const std::string_view token = trimmed(value.raw_json_token());
  if (token.empty()) return false;
  switch (token[0]) {
    case '"':
      if (token.size() >= 2 && token.back() == '"' &&
          std::memchr(token.data(), '\\', token.size()) == nullptr) {
        made.cell = {token.substr(1, token.size() - 2), CellKind::text};
        return true;
      } else {
        std::string_view plain;
        if (value.get_string().get(plain) != simdjson::SUCCESS) return false;
        made.cell = {block_.arena.copy(plain), CellKind::text};
        return true;
      }
    case 't':
    case 'f':
      made.cell = {token, CellKind::json_boolean};
      return token == "true" || token == "false";
    case 'n':
      made.cell = {};
      return token == "null";
    default:
      made.cell = {token, CellKind::json_number};
      return is_number(token);
  }
}

const Member* Lines::member(std::string_view key) const {
  const auto& members = json_->members;
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  return found == members.end() ? nullptr : &*found;
}

std::int32_t Lines::field_of(const Kind& kind, Guesses& guesses, std::size_t place,
                             std::string_view key) {
  if (place < guesses.size() && guesses[place].first == key) return guesses[place].second;
  if (place >= guesses.size()) guesses.resize(place + 1);
  const auto slot = kind.find(key);
  const std::int32_t field = slot && !kind.is_fact(*slot) ? *slot : -1;
  guesses[place] = {std::string{key}, field};
  return field;
}

void Lines::read_members(const Kind& kind, std::size_t fields) {
  RowFindings& findings = scratch_.findings;
  const std::span<Slot> slots = block_.arena.slots(kind.slot_count());
  Guesses& guesses = json_->guesses[&kind];
  auto& seen = json_->seen;
  seen.assign(kind.fields.size() / 64 + 1, 0);
  const bool known_kind = fields == kind.fields.size();
  for (std::size_t i = 0; i < json_->members.size(); ++i) {
    const Member& at = json_->members[i];
    const std::int32_t field = field_of(kind, guesses, i, at.key);
    bool twice = false;
    if (field >= 0) {
      const auto index = static_cast<std::size_t>(field);
      twice = ((seen[index / 64] >> (index % 64)) & 1U) != 0;
      seen[index / 64] |= std::uint64_t{1} << (index % 64);
    } else {
      for (std::size_t j = 0; j < i; ++j) twice |= json_->members[j].key == at.key;
    }
    if (twice) {
      const Text key = shown_text(at.key);
      findings.errors.push_back(make_row_error(Code::json_twice, at.key, {}, key));
      continue;
    }
    if (field < 0) {
      if (known_kind) note_link(at.cell.text, shown_text(at.key).en, findings);
      if (known_kind && at.key != "retailer" && !at.cell.text.empty() &&
          first_time(block_, kind.name, at.key)) {
        const Text key = shown_text(at.key);
        findings.notices.push_back({"N-COLUMN",
                                    0,
                                    key.en,
                                    {fmt::format("不认识的字段 `{}` 已忽略", key.zh),
                                     fmt::format("the unknown field `{}` is ignored", key.en)}});
      }
      continue;
    }
    const auto index = static_cast<std::size_t>(field);
    if (index >= fields) continue;
    if (index == kind.kind) {
      if (known_kind) slots[index] = Slot::of_text(kind.name);
      continue;
    }
    read_value(kind.fields[index], at.cell, context_, block_.arena, slots[index], findings);
  }
  finish_claim(kind, slots, context_, block_.arena, findings);
  if (findings.errors.empty() && !kind.sums.empty()) check_sums(kind, slots, findings);
  close(known_kind ? &kind : nullptr, slots);
}

void Lines::close(const Kind* kind, std::span<Slot> slots) {
  BatchRow& row = block_.rows.emplace_back();
  row.number = number_;
  row.raw = raw_;
  row.kind = kind;
  row.slots = slots.data();
  if (kind != nullptr && slots[kind->claim_id].present()) {
    row.claim_id = slots[kind->claim_id].text();
  } else if (const Member* id = member("claim_id"); id != nullptr) {
    row.claim_id = claim_id_text(id->cell.text, block_.arena);
  }
  RowFindings& findings = scratch_.findings;
  if (findings.errors.empty() && findings.notices.empty()) return;
  row.first_error = static_cast<std::uint32_t>(block_.errors.size());
  row.error_count = static_cast<std::uint32_t>(findings.errors.size());
  for (RowError& error : findings.errors) block_.errors.push_back(std::move(error));
  for (Notice& notice : findings.notices) {
    notice.row = number_;
    block_.notices.push_back(std::move(notice));
  }
}

class NdjsonReader : public BatchReader {
 public:
  explicit NdjsonReader(Opening& opening)
      : kinds_{opening.kinds},
        context_{opening.context},
        cutter_{std::move(opening.source), std::move(opening.ahead), Cutter::Rows::lines, ',', 1} {
    layout_.form = FileForm::ndjson;
    layout_.encoding = opening.encoding.encoding;
    layout_.byte_order_mark = opening.encoding.marks > 0;
    add_name_notice(opening.name, FileForm::ndjson, notices_);
  }
  Result<bool> next(Chunk& chunk) override { return cutter_.next(chunk); }
  void parse(Chunk& chunk, Block& block) const override {
    parse_ndjson(kinds_, context_, chunk, block);
  }

 private:
  const KindSet& kinds_;
  const IntakeContext& context_;
  Cutter cutter_;
};

}  // namespace

void parse_ndjson(const KindSet& kinds, const IntakeContext& context, Chunk& chunk, Block& block) {
  block.clear();
  block.bytes.swap(chunk.bytes);
  block.sequence = chunk.sequence;
  Lines lines{kinds, context, block};
  std::uint64_t number = chunk.first_row;
  for (const RowSpan& span : chunk.rows) lines.read(span, number++);
}

Result<std::unique_ptr<BatchReader>> open_ndjson(Opening opening) {
  return std::make_unique<NdjsonReader>(opening);
}

}  // namespace tradein
