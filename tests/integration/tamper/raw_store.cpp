#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "adapters/store/sqlite_store.hpp"
#include "engine/log/batch_entry.hpp"
#include "engine/log/newest_time.hpp"
#include "tests/integration/tamper/harness.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tamper {
namespace {

struct Database {
  sqlite3* raw = nullptr;
  Database(const std::string& path, int flags) {
    if (sqlite3_open_v2(path.c_str(), &raw, flags, nullptr) != SQLITE_OK) {
      sqlite3_close(raw);
      raw = nullptr;
    } else {
      sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(raw); }
};

/// Appends every cell of every row, with its type and length.
bool dump_rows(sqlite3* database, const char* sql, std::string& out) {
  sqlite3_stmt* rows = nullptr;
  if (sqlite3_prepare_v2(database, sql, -1, &rows, nullptr) != SQLITE_OK) return false;
  int code = SQLITE_OK;
  while ((code = sqlite3_step(rows)) == SQLITE_ROW) {
    for (int i = 0; i < sqlite3_column_count(rows); ++i) {
      const auto* const cell = static_cast<const char*>(sqlite3_column_blob(rows, i));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(rows, i));
      out += static_cast<char>('0' + sqlite3_column_type(rows, i));
      out += std::to_string(size) + ":";
      if (cell != nullptr) out.append(cell, size);
    }
    out += '\n';
  }
  sqlite3_finalize(rows);
  return code == SQLITE_DONE;
}

void run(sqlite3* database, const std::string& sql) {
  if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error{std::string{sqlite3_errmsg(database)} + " in " + sql};
}

}  // namespace

std::string canonical_dump(const std::string& path) {
  const Database database{path, SQLITE_OPEN_READONLY};
  std::string out;
  if (database.raw == nullptr) return out;
  for (const char* sql : {"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name",
                          "SELECT seq, bytes FROM entry NOT INDEXED ORDER BY seq",
                          "SELECT place, hashes FROM tile NOT INDEXED ORDER BY place",
                          "SELECT size, root, note FROM checkpoint NOT INDEXED ORDER BY size",
                          "SELECT id, sha256, bytes FROM pack NOT INDEXED ORDER BY id",
                          "SELECT sha256 FROM pack ORDER BY sha256",
                          "SELECT * FROM pragma_user_version, pragma_application_id"})
    if (!dump_rows(database.raw, sql, out)) return {};
  return out;
}

void behind_its_back(const std::string& path, const std::string& sql) {
  const Database database{path, SQLITE_OPEN_READWRITE};
  run(database.raw, "BEGIN");
  std::string drops, triggers;
  sqlite3_stmt* rows = nullptr;
  sqlite3_prepare_v2(database.raw, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'", -1,
                     &rows, nullptr);
  while (sqlite3_step(rows) == SQLITE_ROW) {
    drops += "DROP TRIGGER " +
             std::string{reinterpret_cast<const char*>(sqlite3_column_text(rows, 0))} + ";";
    triggers += std::string{reinterpret_cast<const char*>(sqlite3_column_text(rows, 1))} + ";";
  }
  sqlite3_finalize(rows);
  run(database.raw, drops);
  run(database.raw, sql);
  run(database.raw, triggers);
  run(database.raw, "COMMIT");
}

/// Four in five flips leave every signature as it was, and a signature is a third of the work: what
/// was asked before is answered from memory.
static bool remembered_verify(const PublicKey& key, std::string_view message,
                              const Signature& signature) noexcept {
  thread_local std::map<std::string, bool> answers;
  std::string question{message};
  question.append(reinterpret_cast<const char*>(signature.data()), signature.size());
  question.append(reinterpret_cast<const char*>(key.data()), key.size());
  const auto [answer, fresh] = answers.try_emplace(std::move(question), false);
  if (fresh) answer->second = crypto::ed25519_verify(key, message, signature);
  return answer->second;
}

tool::Trust trust_of(const std::string& store) {
  crypto::Sha256 hash;
  tool::Trust trust;
  trust.own_keys = tool::log_keys_of(crypto::read_store_keys(store).value(), hash);
  trust.keys.push_back(trust.own_keys->now);
  trust.holds = remembered_verify;
  return trust;
}

Verdict verdict_of(Result<std::unique_ptr<Store>> opened, const std::string& path,
                   const tool::Trust& trust) {
  if (!opened) return {true, opened.error().place};
  const auto checked = tool::check_store(**opened, path, trust);
  if (!checked) return {true, checked.error().place};
  if (!checked->report.flaws.empty()) return {true, checked->report.flaws.front().place};
  if (checked->rollback) return {true, checked->rollback->place};
  return {};
}

std::unique_ptr<Store> append_batch(const std::string& path, std::uint64_t claims) {
  crypto::Sha256 hash;
  auto store = store::open_store(path, {.mode = store::Mode::write}).value();
  const auto keys = crypto::read_store_keys(path).value();
  const auto anchor = store::AnchorFile::open(tool::anchor_path_of(path, keys.origin)).value();
  auto log = open_signed_log(*store, hash,
                             {tool::log_key_of(keys, hash), tool::signer_of(keys),
                              crypto::ed25519_verify, anchor.get()})
                 .value();
  EntryBlock block;
  block.clear(log.size());
  BatchEntry batch;
  batch.number = log.size();
  batch.at_ms = newest_time(*store).value();
  batch.as_of = Date::from_days(20'000);
  batch.retailer = "91370100MA00000000";
  write_batch_entry(batch, block.bytes);
  block.close_entry();
  for (std::uint64_t i = 0; i < claims; ++i) {
    CanonicalWriter json{block.bytes};
    json.begin_object();
    json.member("amount", std::int64_t{100});
    json.member("batch", batch.number);
    json.member("claim_id", "T" + std::to_string(block.next_number()));
    json.member("k", "claim");
    json.member("n", block.next_number());
    json.member("outcome", "approved");
    json.member("retailer", std::string_view{batch.retailer});
    json.end_object();
    block.close_entry();
  }
  BatchEndEntry end;
  end.number = block.next_number();
  end.batch = batch.number;
  end.rows = end.approved = claims;
  end.amount_fen = static_cast<std::int64_t>(claims) * 100;
  write_batch_end_entry(end, block.bytes);
  block.close_entry();
  static_cast<void>(log.append(block).value());
  return store;
}

}  // namespace tradein::tamper
