#include "engine/log/batch_entry.hpp"

#include "engine/log/canonical.hpp"
#include "engine/log/entry_error.hpp"
#include "engine/log/entry_members.hpp"

namespace tradein {

void write_batch_entry(const BatchEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("as_of", std::string_view{to_iso(entry.as_of)});
  json.member("at", entry.at_ms);
  json.member("book", std::string_view{entry.book});
  json.member("k", "batch");
  json.member("n", entry.number);
  json.member("retailer", std::string_view{entry.retailer});
  json.member("v", std::int64_t{1});
  json.end_object();
}

void write_batch_end_entry(const BatchEndEntry& entry, std::string& out) {
  CanonicalWriter json{out};
  json.begin_object();
  json.member("amount", entry.amount_fen);
  json.member("approved", entry.approved);
  json.member("batch", entry.batch);
  json.member("file", std::string_view{entry.file_sha256});
  json.member("invalid", entry.invalid);
  json.member("k", "batch-end");
  json.member("n", entry.number);
  json.member("rejected", entry.rejected);
  json.member("repeated", entry.repeated);
  json.member("returned", entry.returned);
  json.member("review", entry.review);
  json.member("rows", entry.rows);
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
  const bool read = read_members(bytes, "batch", [&](EntryMember& member) {
    return member.take("as_of", entry.as_of) || member.take("at", entry.at_ms) ||
           member.take("book", entry.book) || member.take("n", entry.number) ||
           member.take("retailer", entry.retailer);
  });
  if (!read) return bad_entry();
  return entry;
}

Result<BatchEndEntry> read_batch_end_entry(std::string_view bytes) {
  BatchEndEntry entry;
  const bool read = read_members(bytes, "batch-end", [&](EntryMember& member) {
    return member.take("amount", entry.amount_fen) || member.take("approved", entry.approved) ||
           member.take("batch", entry.batch) || member.take("file", entry.file_sha256) ||
           member.take("invalid", entry.invalid) || member.take("n", entry.number) ||
           member.take("rejected", entry.rejected) || member.take("repeated", entry.repeated) ||
           member.take("returned", entry.returned) || member.take("review", entry.review) ||
           member.take("rows", entry.rows);
  });
  if (!read) return bad_entry();
  return entry;
}

}  // namespace tradein
