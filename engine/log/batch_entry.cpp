#include "engine/log/batch_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"

namespace tradein {
namespace {

std::int64_t integer(std::uint64_t number) { return static_cast<std::int64_t>(number); }

}  // namespace

void write_batch_entry(const BatchEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("as_of", std::string_view{to_iso(entry.as_of)});
  json.member("at", entry.at_ms);
  json.member("book", std::string_view{entry.book});
  json.member("k", "batch");
  json.member("n", integer(entry.number));
  json.member("retailer", std::string_view{entry.retailer});
  json.member("v", std::int64_t{1});
  json.end_object();
}

void write_batch_end_entry(const BatchEndEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("amount", entry.amount_fen);
  json.member("approved", integer(entry.approved));
  json.member("batch", integer(entry.batch));
  json.member("file", std::string_view{entry.file_sha256});
  json.member("invalid", integer(entry.invalid));
  json.member("k", "batch-end");
  json.member("n", integer(entry.number));
  json.member("rejected", integer(entry.rejected));
  json.member("repeated", integer(entry.repeated));
  json.member("returned", integer(entry.returned));
  json.member("review", integer(entry.review));
  json.member("rows", integer(entry.rows));
  json.member("v", std::int64_t{1});
  json.end_object();
}

std::string_view entry_kind(std::string_view bytes) noexcept {
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "k") {
      const std::string_view kind =
          json.kind() == CanonicalReader::Kind::string ? json.string(scratch) : std::string_view{};
      return scratch.empty() ? kind : std::string_view{};  // a kind has no escapes
    }
    json.skip();
  }
  return {};
}

Result<BatchEntry> read_batch_entry(std::string_view bytes) {
  BatchEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool batch = false;
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "as_of") {
      const auto day = parse_iso_date(json.string(scratch));
      if (!day) return bad_entry();
      entry.as_of = *day;
    } else if (key == "at")
      entry.at_ms = json.integer();
    else if (key == "book")
      entry.book = json.string(scratch);
    else if (key == "k")
      batch = json.string(scratch) == "batch";
    else if (key == "n")
      entry.number = static_cast<std::uint64_t>(json.integer());
    else if (key == "retailer")
      entry.retailer = json.string(scratch);
    else
      json.skip();
  }
  if (!json.finish() || !batch) return bad_entry();
  return entry;
}

Result<BatchEndEntry> read_batch_end_entry(std::string_view bytes) {
  BatchEndEntry entry;
  CanonicalReader json{bytes};
  std::string scratch;
  std::string_view key;
  bool end = false;
  const auto count = [&] { return static_cast<std::uint64_t>(json.integer()); };
  json.enter_object();
  while (json.next_key(key)) {
    if (key == "amount")
      entry.amount_fen = json.integer();
    else if (key == "approved")
      entry.approved = count();
    else if (key == "batch")
      entry.batch = count();
    else if (key == "file")
      entry.file_sha256 = json.string(scratch);
    else if (key == "invalid")
      entry.invalid = count();
    else if (key == "k")
      end = json.string(scratch) == "batch-end";
    else if (key == "n")
      entry.number = count();
    else if (key == "rejected")
      entry.rejected = count();
    else if (key == "repeated")
      entry.repeated = count();
    else if (key == "returned")
      entry.returned = count();
    else if (key == "review")
      entry.review = count();
    else if (key == "rows")
      entry.rows = count();
    else
      json.skip();
  }
  if (!json.finish() || !end) return bad_entry();
  return entry;
}

}  // namespace tradein
