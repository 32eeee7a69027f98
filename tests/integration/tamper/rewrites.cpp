#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <random>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "tests/integration/tamper/harness.hpp"
#include "tools/tradein/signing.hpp"

/// Somebody who knows the product rewrites the log and makes every hash, tile and row anew, so that
/// all of it fits together. What is missing is the signing key.
namespace tradein::tamper {
namespace {

namespace fs = std::filesystem;
using Random = std::mt19937_64;
using Entries = std::vector<std::string>;

std::size_t any(Random& random, std::size_t below) { return random() % below; }

/// The entry's own number is made its place again.
void number(std::string& entry, std::size_t place) {
  const std::size_t at = entry.find(",\"n\":");
  if (at == std::string::npos) return;
  const std::size_t begin = at + 5;
  const std::size_t end = entry.find_first_not_of("0123456789", begin);
  entry.replace(begin, end - begin, std::to_string(place));
}

/// Another digit somewhere in the facts, so that the text stays canonical.
void change_a_digit(std::string& entry, Random& random) {
  std::vector<std::size_t> digits;
  const std::size_t facts = std::min(entry.find("\"claim\":"), entry.size());
  for (std::size_t i = facts; i < std::min(entry.find(",\"n\":"), entry.size()); ++i)
    if (entry[i] >= '2' && entry[i] <= '8') digits.push_back(i);
  if (digits.empty()) return;
  char& digit = entry[digits[any(random, digits.size())]];
  digit = digit == '8' ? '7' : static_cast<char>(digit + 1);
}

struct Deed {
  const char* name;
  void (*change)(Entries&, Random&);
};

const std::array deeds{
    Deed{"edit",
         [](Entries& log, Random& random) {
           Entries before = log;
           while (log == before) change_a_digit(log[any(random, log.size())], random);
         }},
    Deed{"delete",
         [](Entries& log, Random& random) {
           log.erase(log.begin() + static_cast<std::ptrdiff_t>(any(random, log.size())));
         }},
    Deed{"insert",
         [](Entries& log, Random& random) {
           std::string entry = log[any(random, log.size())];
           change_a_digit(entry, random);
           log.insert(log.begin() + static_cast<std::ptrdiff_t>(any(random, log.size())), entry);
         }},
    Deed{"swap",
         [](Entries& log, Random& random) {
           const std::size_t one = any(random, log.size() - 1);
           std::swap(log[one], log[one + 1 + any(random, log.size() - one - 1)]);
         }},
    Deed{"duplicate",
         [](Entries& log, Random& random) {
           const std::size_t one = any(random, log.size());
           const std::string entry = log[one];
           log.insert(log.begin() + static_cast<std::ptrdiff_t>(one), entry);
         }},
    Deed{"truncate",
         [](Entries& log, Random& random) {
           log.resize(log.size() - 1 - any(random, log.size() - 1));
         }},
    Deed{"splice",
         [](Entries& log, Random& random) {
           const std::size_t from = any(random, log.size() - 2);
           const std::size_t to = any(random, log.size() - 2);
           const std::size_t count = 1 + any(random, log.size() - 1 - std::max(from, to));
           const Entries part(log.begin() + static_cast<std::ptrdiff_t>(from),
                              log.begin() + static_cast<std::ptrdiff_t>(from + count));
           std::ranges::copy(part, log.begin() + static_cast<std::ptrdiff_t>(to));
         }},
};

/// What becomes of the signed notes: all that one can do without the key.
enum class Notes : std::uint8_t { kept, none, signed_by_another, another_key_under_its_name };

struct Forger {
  LogKey genuine, own;
  Sign sign;
  explicit Forger(const LogKey& key) : genuine{key} {
    crypto::Sha256 hash;
    const crypto::Ed25519Secret secret{1, 2, 3};
    own = log_key(hash, key.name, crypto::ed25519_public(secret).value());
    sign = [secret](std::string_view text) { return crypto::ed25519_sign(secret, text); };
  }
  [[nodiscard]] std::string note(const Checkpoint& checkpoint, Notes how,
                                 const std::string& old) const {
    if (how == Notes::kept) return old;
    if (how == Notes::none) return {};
    return signed_checkpoint(checkpoint, how == Notes::signed_by_another ? own : genuine, sign)
        .value();
  }
};

std::string blob(std::string_view bytes) { return "x'" + hex(bytes) + "'"; }

std::string sql_text(std::string_view text) {
  std::string out{"'"};
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

/// The rows of the tile table as schemas/store.sql has them.
void put_tiles(MerkleTree& tree, std::map<std::uint64_t, std::string>& rows) {
  for (const Tile& tile : tree.take_changed_tiles())
    for (std::size_t first = 0; first < tile.hashes.size(); first += 64) {
      std::string& row = rows[std::uint64_t{7U - tile.level} << 56 | (tile.index * 4 + first / 64)];
      row.clear();
      for (std::size_t i = first; i < std::min(first + 64, tile.hashes.size()); ++i)
        row += as_text(tile.hashes[i]);
    }
}

/// SQL that makes the store hold `log`, in commits of the old sizes as far as it reaches.
std::string sql_of(const Entries& log, const std::vector<Commit>& commits, const Forger& forger,
                   Notes notes) {
  crypto::Sha256 hash;
  MerkleTree tree{hash};
  std::map<std::uint64_t, std::string> tiles;
  std::string sql = "DELETE FROM entry; DELETE FROM tile; DELETE FROM checkpoint;";
  std::size_t next = 0;
  for (std::size_t i = 0; i < log.size(); ++i) {
    sql += fmt::format("INSERT INTO entry VALUES ({}, {});", i, sql_text(log[i]));
    tree.append(leaf_hash(hash, log[i]));
    const bool old_size = next < commits.size() && commits[next].size == i + 1;
    if (!old_size && i + 1 != log.size()) continue;
    put_tiles(tree, tiles);
    const Commit& old = commits[std::min(next, commits.size() - 1)];
    const Checkpoint checkpoint{.origin = forger.genuine.name, .size = i + 1, .root = tree.root()};
    sql += fmt::format("INSERT INTO checkpoint VALUES ({}, {}, {});", i + 1,
                       blob(as_text(checkpoint.root)),
                       sql_text(forger.note(checkpoint, notes, old.note)));
    if (old_size) ++next;
  }
  for (const auto& [place, hashes] : tiles)
    sql += fmt::format("INSERT INTO tile (place, hashes) VALUES ({}, {});", place, blob(hashes));
  return sql;
}

}  // namespace

std::uint64_t rewrite_histories(const Options& options) {
  const fs::path folder = fs::path{options.work} / "rewrites";
  fs::create_directories(folder);
  const std::string path = (folder / "claims.db").string();
  Entries honest;
  std::vector<Commit> commits;
  {
    const auto store = store::open_store(options.store, {.mode = store::Mode::read}).value();
    static_cast<void>(store->each_row([&](std::int64_t, std::string_view bytes) {
      honest.emplace_back(bytes);
      return true;
    }));
    static_cast<void>(store->each_commit(
        -1, [&](std::int64_t size, std::string_view root, std::string_view note) {
          Commit& commit = commits.emplace_back();
          commit.size = static_cast<std::uint64_t>(size);
          std::ranges::copy(root, reinterpret_cast<char*>(commit.root.data()));
          commit.note = note;
          return true;
        }));
  }
  const tool::Trust trust = trust_of(options.store);
  const Forger forger{trust.keys[0]};
  Random random{20'240'801};
  std::uint64_t unseen = 0;
  std::map<std::string, std::uint64_t> seen_at;
  for (std::uint64_t i = 0; i < options.count; ++i) {
    const Deed& deed = deeds[i % deeds.size()];
    const auto notes = static_cast<Notes>(i / deeds.size() % 4);
    Entries log = honest;
    deed.change(log, random);
    for (std::size_t place = 0; place < log.size(); ++place) number(log[place], place);
    if (log == honest) continue;  // a duplicate beside its twin, say
    for (const char* ending : {"-wal", "-shm"}) fs::remove(path + ending);
    fs::copy_file(options.store, path, fs::copy_options::overwrite_existing);
    behind_its_back(path, sql_of(log, commits, forger, notes));
    const Verdict verdict =
        verdict_of(store::open_store(path, {.mode = store::Mode::read}), path, trust);
    if (verdict.seen && !verdict.place.empty()) {
      ++seen_at[verdict.place.substr(0, verdict.place.find(' '))];
      continue;
    }
    ++unseen;
    fmt::print("UNSEEN: {} {}, notes {}\n", i, deed.name, static_cast<int>(notes));
  }
  std::string where;
  for (const auto& [kind, count] : seen_at) where += fmt::format(" {} by {}", count, kind);
  fmt::print("rewrites: {} of {} unseen;{}\n", unseen, options.count, where);
  return unseen;
}

}  // namespace tradein::tamper
