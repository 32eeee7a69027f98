#include <sqlite3.h>

#include "adapters/crypto/sealer.hpp"
#include "adapters/store/vault.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/vault_folder.hpp"

using namespace tradein;
using namespace tradein::store;
using crypto::Sealer;

namespace {

constexpr Subject zhang{1, 2, 3}, li{4, 5, 6};
constexpr std::uint64_t entries = 3000, a_group = 100;

std::string_view bytes_of(const Subject& subject) {
  return {reinterpret_cast<const char*>(subject.data()), subject.size()};
}
Subject whose(std::uint64_t entry) { return entry % 7 == 0 ? zhang : li; }
std::string text_of(std::uint64_t entry) { return "what entry " + std::to_string(entry) + " says"; }

/// A vault with records that are sealed under `before`.
struct Sealed : VaultFolder {
  crypto::DeploymentKey before = crypto::new_deployment_key().value();
  crypto::DeploymentKey after = crypto::new_deployment_key().value();
  Sealer old{before}, now{after};
  std::vector<std::string> records;
  std::unique_ptr<Vault> vault;

  explicit Sealed(Vault::Mode mode = Vault::Mode::write) : vault{create(mode, before.id)} {
    for (std::uint64_t first = 0; first < entries; first += a_group) {
      VaultGroup group;
      for (std::uint64_t entry = first; entry < first + a_group; ++entry) {
        std::string& sealed = records.emplace_back();
        old.seal(text_of(entry), {bytes_of(whose(entry)), "record"}, sealed);
        group.add(entry, whose(entry), sealed);
      }
      vault->append(first, group).value();
    }
  }
  void reopen(Vault::Mode mode) {
    vault.reset();
    vault = open(mode);
  }
  Result<std::uint64_t> rewrap() {
    return vault->rewrap({after.id,
                          [&](const Subject& subject, std::span<char> sealed) {
                            return now.take_over(old, bytes_of(subject), sealed);
                          },
                          [](std::uint64_t, std::uint64_t, std::uint64_t) {}});
  }
  /// Whether the entry's record opens with this sealer, to its own text.
  bool opens(Sealer& sealer, std::uint64_t entry, const Vault::Record& record) const {
    return sealer.open(record.sealed, {bytes_of(whose(entry)), "record"}) == text_of(entry);
  }
};

}  // namespace

TEST_CASE("vault: re-wrapped records open under the new key alone, erased ones stay zeros",
          "[store][vault]") {
  // Written through either journal, re-wrapped through either.
  const auto written = GENERATE(Vault::Mode::write, Vault::Mode::write_often);
  const auto rewrapped = GENERATE(Vault::Mode::write, Vault::Mode::write_often);
  CAPTURE(written == Vault::Mode::write, rewrapped == Vault::Mode::write);
  Sealed place{written};
  REQUIRE(place.vault->erase(zhang, entries).value() == 429);
  if (written != rewrapped) place.reopen(rewrapped);
  CHECK(place.rewrap().value() == entries - 429);
  CHECK(place.vault->owner().key == place.after.id);
  const std::string left = place.everything();
  place.reopen(Vault::Mode::read);
  CHECK(place.vault->owner().key == place.after.id);
  CHECK(place.vault->count(zhang).value() == 0);
  CHECK(place.vault->count(Subject{}).value() == 429);
  for (std::uint64_t entry = 0; entry < entries; ++entry) {
    CAPTURE(entry);
    const std::string& before = place.records[entry];
    REQUIRE(left.find(before.substr(0, Sealer::wrapped_bytes)) == std::string::npos);
    const auto record = place.vault->find(entry).value();
    REQUIRE(record.has_value() == (entry % 7 != 0));
    if (!record) continue;
    REQUIRE(record->key == place.after.id);
    REQUIRE(place.opens(place.now, entry, *record));
    REQUIRE_FALSE(place.opens(place.old, entry, *record));
    REQUIRE(record->sealed.substr(Sealer::wrapped_bytes) == before.substr(Sealer::wrapped_bytes));
  }
}

TEST_CASE("vault: erased records are bytes of zero after a re-wrap, too", "[store][vault]") {
  Sealed place;
  REQUIRE(place.vault->erase(zhang, entries));
  REQUIRE(place.vault->erase(li, entries));
  CHECK(place.rewrap().value() == 0);
  place.vault.reset();
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(vault_path(place.store).c_str(), &raw) == SQLITE_OK);
  char* error = nullptr;
  int rows = 0;
  const auto count = [](void* seen, int, char** values, char**) {
    *static_cast<int*>(seen) = std::stoi(values[0]);
    return 0;
  };
  CHECK(sqlite3_exec(raw, "SELECT count(*) FROM record WHERE sealed = zeroblob(length(sealed))",
                     count, &rows, &error) == SQLITE_OK);
  sqlite3_close(raw);
  CHECK(rows == entries / a_group);
}

TEST_CASE("vault: one record that does not open, and nothing is re-wrapped", "[store][vault]") {
  const auto mode = GENERATE(Vault::Mode::write, Vault::Mode::write_often);
  Sealed place{mode};
  VaultGroup group;
  group.add(entries, li, std::string(200, 'x'));
  REQUIRE(place.vault->append(entries, group));
  const auto refused = place.rewrap();
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().code == "E-VAULT-RECORD");
  CHECK(refused.error().trouble == Trouble::integrity);
  CHECK(refused.error().what.en.find("entry 3000 ") != std::string::npos);
  place.reopen(mode);
  CHECK(place.vault->owner().key == place.before.id);
  for (std::uint64_t entry = 0; entry < entries; ++entry) {
    const auto record = place.vault->find(entry).value();
    REQUIRE(record->key == place.before.id);
    REQUIRE(place.opens(place.old, entry, *record));
  }
}

TEST_CASE("vault: who keeps on reading where the journal is a rollback journal is waited for once",
          "[store][vault]") {
  Sealed place;
  VaultGroup large;  // more than a writer holds in memory
  for (std::uint64_t entry = entries; entry < entries + 100; ++entry) {
    std::string sealed;
    place.old.seal(std::string(60'000, 'x'), {bytes_of(li), "record"}, sealed);
    large.add(entry, li, sealed);
  }
  REQUIRE(place.vault->append(entries, large));
  sqlite3* reader = nullptr;
  REQUIRE(sqlite3_open(vault_path(place.store).c_str(), &reader) == SQLITE_OK);
  REQUIRE(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM record", nullptr, nullptr, nullptr) ==
          SQLITE_OK);
  CHECK(place.rewrap().error().code == "E-STORE-LOCKED");
  sqlite3_close(reader);
  place.reopen(Vault::Mode::write);
  CHECK(place.vault->find(8).value()->key == place.before.id);
  CHECK(place.rewrap().value() == entries + 100);
}

TEST_CASE("vault: who reads while it is re-wrapped learns which key a record is under",
          "[store][vault]") {
  Sealed place{Vault::Mode::write_often};
  const auto reader = place.open(Vault::Mode::read);
  CHECK(reader->find(8).value()->key == place.before.id);
  REQUIRE(place.rewrap());
  CHECK(reader->owner().key == place.before.id);
  const auto record = reader->find(8).value();
  CHECK(record->key == place.after.id);
  CHECK(place.opens(place.now, 8, *record));
}
