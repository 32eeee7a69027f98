#include "tools/tradein/audit_pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>

#include "engine/log/batch_entry.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/claim_entry.hpp"
#include "engine/log/withdrawal_entry.hpp"
#include "tools/tradein/pinned_rules.hpp"

namespace tradein::tool {
namespace {

using store::Cell;

constexpr std::size_t block_entries = 4'096;

Cell count(std::uint64_t number) { return Cell{static_cast<std::int64_t>(number)}; }

/// Milliseconds since 1970 as a time of day in +08:00.
std::string local_time(std::int64_t at_ms) {
  constexpr std::int64_t east_minutes = 8 * 60;
  return to_iso(DateTime::from_minutes(at_ms / 60'000 + east_minutes));
}

std::string column_of(std::string_view name, FieldType type) {
  return std::string{name} + (type == FieldType::money ? "_fen" : "");
}

class PackWriter {
 public:
  PackWriter(Store& store, LogReader& packs, store::AuditFile& out)
      : store_{store}, rules_{packs}, out_{out} {}

  Result<void> packs();
  Result<void> checkpoints();
  Result<void> entries(const std::function<void(std::uint64_t, std::uint64_t)>& progress);
  Result<void> about(const std::string& vkey);

 private:
  struct Batch {
    BatchEntry begin;
    std::optional<BatchEndEntry> end;
  };
  Result<void> know(const Kind& kind);
  Result<void> column(const std::string& name, const Text& label, bool new_column);
  Result<void> entry(std::uint64_t number, std::string_view bytes);
  Result<void> claim(std::uint64_t number, std::string_view bytes);
  Result<void> withdrawal(std::string_view bytes);
  void facts(std::string_view text, std::string_view prefix);
  void set(std::string_view name, Cell cell);
  std::string_view keep(std::string text) { return texts_.emplace_back(std::move(text)); }
  Result<void> batches();

  Store& store_;
  PinnedRules rules_;
  store::AuditFile& out_;
  std::set<std::string> known_;
  std::map<std::string, std::size_t> places_;
  std::vector<Cell> cells_;
  std::deque<std::string> texts_;  ///< that the cells of one row point to
  std::map<std::uint64_t, Batch> batches_;
  ClaimEntry claim_;
};

/// Packs as they are; the books among them say which fields there can be.
Result<void> PackWriter::packs() {
  std::vector<std::string> books;
  std::int64_t id = 0;
  Result<void> put;
  auto read = store_.each_pack([&](std::string_view sha256, std::string_view bytes) {
    const std::array cells{Cell{++id}, Cell::bytes(sha256), Cell::bytes(bytes)};
    put = out_.put("pack", cells);
    if (bytes.starts_with("{\"kinds\":")) books.push_back(hex(sha256));
    return put.has_value();
  });
  if (!put) return put;
  if (!read) return read;
  for (const std::string& book : books) {
    const auto pinned = rules_.book(book);
    if (!pinned) return std::unexpected(pinned.error());
    for (const auto& kind : (*pinned)->kinds.all())
      if (auto done = know(*kind); !done) return done;
  }
  auto places = out_.columns("claim");
  if (!places) return std::unexpected(places.error());
  places_ = std::move(*places);
  return {};
}

Result<void> PackWriter::know(const Kind& kind) {
  for (const Field& field : kind.fields) {
    if (field.name == "claim_id" || field.name == "kind" || field.name == "region") continue;
    const bool personal = field.privacy != Privacy::none;
    if (personal && !field.key) continue;  // it is not in the log
    const std::string name = personal ? "who_" + field.name : column_of(field.name, field.type);
    const Text label = field.type == FieldType::money
                           ? Text{field.label.zh + "（分）", field.label.en + ", fen"}
                           : field.label;
    if (auto done = column(name, label, true); !done) return done;
  }
  for (const Fact& fact : kind.facts)
    if (auto done = column(fact.name, fact.label, true); !done) return done;
  return {};
}

Result<void> PackWriter::column(const std::string& name, const Text& label, bool new_column) {
  if (!known_.insert(name).second) return {};
  if (new_column)
    if (auto done = out_.column("claim", name); !done) return done;
  if (name == "who_consumer_id" || name == "who_dwelling_id") return {};  // audit.sql has them
  const std::array cells{Cell{std::string_view{"claim"}}, Cell{std::string_view{name}},
                         Cell{std::string_view{label.zh}}, Cell{std::string_view{label.en}}};
  return out_.put("dictionary", cells);
}

Result<void> PackWriter::checkpoints() {
  Result<void> put;
  auto read =
      store_.each_commit(-1, [&](std::int64_t size, std::string_view root, std::string_view note) {
        const std::array cells{Cell{size}, Cell::bytes(root), Cell{note}};
        put = out_.put("checkpoint", cells);
        return put.has_value();
      });
  return put ? read : put;
}

void PackWriter::set(std::string_view name, Cell cell) {
  auto found = places_.find(std::string{name});
  if (found == places_.end()) found = places_.find(std::string{name} + "_fen");
  if (found != places_.end()) cells_[found->second] = cell;
}

/// Each member of the object becomes the column of its name.
void PackWriter::facts(std::string_view text, std::string_view prefix) {
  CanonicalReader json{text};
  std::string scratch;
  std::string_view key;
  json.enter_object();
  while (json.next_key(key)) {
    const std::string name = std::string{prefix} + std::string{key};
    switch (json.kind()) {
      case CanonicalReader::Kind::string:
        scratch.clear();
        set(name, Cell{keep(std::string{json.string(scratch)})});
        break;
      case CanonicalReader::Kind::integer:
        set(name, Cell{json.integer()});
        break;
      case CanonicalReader::Kind::boolean:
        set(name, Cell{std::int64_t{json.boolean() ? 1 : 0}});
        break;
      default:
        set(name, Cell{keep(std::string{json.skip()})});
    }
  }
}

Result<void> PackWriter::claim(std::uint64_t number, std::string_view bytes) {
  if (const auto read = read_claim_entry(bytes, claim_); !read)
    return std::unexpected(read.error());
  cells_.assign(places_.size(), {});
  texts_.clear();
  const auto text = [](std::string_view value) { return value.empty() ? Cell{} : Cell{value}; };
  set("entry", count(number));
  set("batch", count(claim_.header.batch));
  set("file_row", count(claim_.header.row));
  set("retailer", Cell{claim_.header.retailer});
  set("claim_id", Cell{claim_.header.claim_id});
  if (claim_.header.corrects) set("corrects", count(*claim_.header.corrects));
  set("latest", Cell{std::int64_t{1}});
  set("kind", Cell{claim_.kind});
  set("region", Cell{claim_.region});
  set("programme", text(claim_.programme));
  set("rules", text(claim_.rules));
  set("outcome", Cell{claim_.outcome});
  set("amount_fen", Cell{claim_.amount.fen()});
  std::string reasons, counted;
  std::int64_t position = 0;
  for (const auto& finding : claim_.findings) {
    reasons += (reasons.empty() ? "" : " ") + std::string{finding.rule};
    const std::array cells{count(number), Cell{position++}, Cell{finding.rule},
                           Cell{finding.outcome}, text(finding.detail)};
    if (auto put = out_.put("finding", cells); !put) return put;
  }
  for (const std::int64_t one : claim_.counted)
    counted += (counted.empty() ? "" : " ") + std::to_string(one);
  set("reasons", Cell{keep(reasons)});
  set("counted_before", Cell{keep(counted)});
  facts(claim_.claim_text, "");
  facts(claim_.who_text, "who_");
  return out_.put("claim", cells_);
}

Result<void> PackWriter::withdrawal(std::string_view bytes) {
  const auto read = read_withdrawal_entry(bytes);
  if (!read) return std::unexpected(read.error());
  const std::string day = to_iso(read->on), received = local_time(read->at_ms);
  const std::array cells{count(read->number),
                         count(read->claim),
                         Cell{name(read->ground)},
                         Cell{std::string_view{day}},
                         Cell{std::string_view{read->retailer}},
                         Cell{read->amount_fen},
                         Cell{std::string_view{received}}};
  return out_.put("withdrawal", cells);
}

Result<void> PackWriter::entry(std::uint64_t number, std::string_view bytes) {
  const std::array cells{count(number), Cell{bytes}};
  if (auto put = out_.put("entry", cells); !put) return put;
  const std::string_view kind = entry_kind(bytes);
  if (kind == "claim") return claim(number, bytes);
  if (kind == "batch") {
    auto begin = read_batch_entry(bytes);
    if (!begin) return std::unexpected(begin.error());
    batches_[number].begin = std::move(*begin);
  } else if (kind == "batch-end") {
    auto end = read_batch_end_entry(bytes);
    if (!end) return std::unexpected(end.error());
    batches_[end->batch].end = std::move(*end);
  } else if (kind == "withdrawal") {
    return withdrawal(bytes);
  }
  return {};  // what other kinds say stands in `entry`
}

Result<void> PackWriter::batches() {
  for (const auto& [number, batch] : batches_) {
    const std::string received = local_time(batch.begin.at_ms), as_of = to_iso(batch.begin.as_of);
    std::vector<Cell> cells{
        count(number), Cell{std::string_view{received}}, Cell{std::string_view{as_of}},
        Cell{std::string_view{batch.begin.retailer}}, Cell{std::string_view{batch.begin.book}}};
    if (const auto& end = batch.end)
      cells.insert(cells.end(), {count(end->number), Cell{std::string_view{end->file_sha256}},
                                 count(end->rows), count(end->approved), count(end->rejected),
                                 count(end->review), count(end->returned), count(end->invalid),
                                 count(end->repeated), Cell{end->amount_fen}});
    cells.resize(15);
    if (auto put = out_.put("batch", cells); !put) return put;
  }
  return out_.run(
      "UPDATE claim SET latest = 0 WHERE entry IN (SELECT corrects FROM claim WHERE corrects IS "
      "NOT NULL)");
}

Result<void> PackWriter::entries(
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  const auto size = store_.size();
  if (!size) return std::unexpected(size.error());
  EntryBlock block;
  for (std::uint64_t at = 0; at < *size; at = block.next_number()) {
    if (auto read = store_.read(at, block_entries, block); !read) return read;
    for (std::size_t i = 0; i < block.size(); ++i)
      if (auto done = entry(at + i, block[i]); !done) return done;
    if (progress) progress(block.next_number(), *size);
  }
  return batches();
}

Result<void> PackWriter::about(const std::string& vkey) {
  const auto commit = store_.last_commit();
  if (!commit) return std::unexpected(commit.error());
  const std::string received =
      batches_.empty() ? "" : local_time(batches_.rbegin()->second.begin.at_ms);
  const std::vector<std::pair<std::string_view, std::string>> lines{
      {"form", "tradein-audit-pack 1"},          {"made by", "tradein " TRADEIN_VERSION},
      {"entries", std::to_string(commit->size)}, {"root", hex(as_text(commit->root))},
      {"last batch received", received},         {"vkey", vkey}};
  for (const auto& [name, value] : lines) {
    const std::array cells{Cell{name}, Cell{std::string_view{value}}};
    if (auto put = out_.put("about", cells); !put) return put;
  }
  return {};
}

}  // namespace

Result<void> fill_audit_pack(Store& store, LogReader& packs, const std::string& vkey,
                             store::AuditFile& out,
                             const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  PackWriter writer{store, packs, out};
  if (auto done = writer.packs(); !done) return done;
  if (auto done = writer.checkpoints(); !done) return done;
  if (auto done = writer.entries(progress); !done) return done;
  if (auto done = writer.about(vkey); !done) return done;
  return store.sync();  // what an auditor is given, the disk has
}

}  // namespace tradein::tool
