#include "adapters/store/vault.hpp"

#include <sqlite3.h>

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/vault_folder.hpp"

using namespace tradein;
using namespace tradein::store;

namespace {

constexpr Subject zhang{1, 2, 3}, li{4, 5, 6}, nobody{7};

std::string record_of(std::uint64_t entry) {
  return "sealed record of entry " + std::to_string(entry) + "!";
}

VaultGroup group_of(std::uint64_t first, std::uint64_t count, const Subject& subject) {
  VaultGroup group;
  for (std::uint64_t entry = first; entry < first + count; ++entry)
    group.add(entry, subject, record_of(entry));
  return group;
}

}  // namespace

TEST_CASE("vault: records are found by their entry, also by who only reads", "[store][vault]") {
  VaultFolder place;
  CHECK_FALSE(vault_exists(place.store));
  {
    const auto vault = place.create();
    REQUIRE(vault->append(0, group_of(1, 3, zhang)));
    REQUIRE(vault->append(5, group_of(6, 2, li)));
    REQUIRE(vault->append(8, VaultGroup{}));
    CHECK(vault->count(zhang).value() == 3);
  }
  CHECK(vault_exists(place.store));
  const auto vault = place.open(Vault::Mode::read);
  CHECK(vault->owner().origin == "tradein/log-1");
  CHECK(vault->owner().key == KeyId{9});
  for (const std::uint64_t entry : {1U, 2U, 3U, 6U, 7U}) {
    CAPTURE(entry);
    const auto found = vault->find(entry).value();
    REQUIRE(found.has_value());
    CHECK(found->sealed == record_of(entry));
    CHECK(found->subject == (entry < 5 ? zhang : li));
  }
  for (const std::uint64_t entry : {0U, 4U, 5U, 8U, 1000U})
    CHECK_FALSE(vault->find(entry)->has_value());
}

TEST_CASE("vault: records whose commit never came are taken away by the next group",
          "[store][vault]") {
  // The vault commits first: after a crash between the two commits it has records of entries that
  // the log gives to other claims.
  VaultFolder place;
  const auto vault = place.create();
  REQUIRE(vault->append(0, group_of(1, 2, zhang)));
  REQUIRE(vault->append(3, group_of(3, 50, li)));
  REQUIRE(vault->append(3, group_of(4, 1, zhang)));
  CHECK(vault->count(li).value() == 0);
  CHECK(vault->count(zhang).value() == 3);
  CHECK_FALSE(vault->find(3)->has_value());
  // Not in free pages either; the journal has them until an erasure empties it.
  REQUIRE(vault->erase(li, 4));
  CHECK(place.everything().find(record_of(20)) == std::string::npos);
}

TEST_CASE("vault: an erased subject leaves no byte, the others stay", "[store][vault]") {
  // Written through either journal, erased through either.
  const auto written = GENERATE(Vault::Mode::write, Vault::Mode::write_often);
  const auto erased = GENERATE(Vault::Mode::write, Vault::Mode::write_often);
  CAPTURE(written == Vault::Mode::write, erased == Vault::Mode::write);
  VaultFolder place;
  {
    auto vault = place.create(written);
    for (std::uint64_t first = 0; first < 3000; first += 100) {
      VaultGroup group;
      for (std::uint64_t entry = first; entry < first + 100; ++entry)
        group.add(entry, entry % 7 == 0 ? zhang : li, record_of(entry));
      REQUIRE(vault->append(first, group));
    }
    if (written != erased) {
      vault.reset();
      vault = place.open(erased);
    }
    REQUIRE(place.everything().find(record_of(700)) != std::string::npos);
    CHECK(vault->erase(zhang, 3000).value() == 429);
    CHECK(vault->erase(zhang, 3001).value() == 0);
    CHECK(vault->erase(nobody, 3002).value() == 0);
  }
  const std::string left = place.everything();
  for (std::uint64_t entry = 0; entry < 3000; ++entry) {
    CAPTURE(entry);
    REQUIRE((left.find(record_of(entry)) == std::string::npos) == (entry % 7 == 0));
  }
  const auto vault = place.open();
  CHECK_FALSE(vault->find(7)->has_value());
  CHECK(vault->find(8).value()->sealed == record_of(8));
  CHECK(vault->count(zhang).value() == 0);
  CHECK(vault->state_of(zhang).value()->state == PersonalState::erased);
  // A claim that is filed afterwards is new data on a new ground.
  REQUIRE(vault->append(3003, group_of(3003, 1, zhang)));
  CHECK(vault->find(3003).value()->sealed == record_of(3003));
}

TEST_CASE("vault: who reads it does not keep the writer from it", "[store][vault]") {
  VaultFolder place;
  place.create(Vault::Mode::write_often)->append(0, group_of(1, 3, zhang)).value();
  const auto reader = place.open(Vault::Mode::read);
  CHECK(reader->count(zhang).value() == 3);
  // The journal cannot be changed now, and need not be.
  const auto writer = place.open(Vault::Mode::write);
  REQUIRE(writer->append(5, group_of(6, 2, li)));
  CHECK(reader->count(li).value() == 2);
  CHECK(writer->erase(zhang, 9).value() == 3);
  CHECK(place.everything().find(record_of(2)) == std::string::npos);
  CHECK(reader->count(zhang).value() == 0);
}

TEST_CASE("vault: a commit that a crash cut short is undone by the next who opens it",
          "[store][vault]") {
  const auto mode = GENERATE(Vault::Mode::read, Vault::Mode::write, Vault::Mode::write_often);
  VaultFolder place, crashed;
  place.create()->append(0, group_of(1, 300, zhang)).value();
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open(vault_path(place.store).c_str(), &raw) == SQLITE_OK);
  // More than its memory holds, so that pages are written before the commit.
  REQUIRE(
      sqlite3_exec(raw,
                   "PRAGMA journal_mode = PERSIST; PRAGMA cache_size = 1; BEGIN; UPDATE record "
                   "SET sealed = randomblob(1000000); CREATE TABLE other (x); INSERT INTO other "
                   "VALUES (randomblob(1000000))",
                   nullptr, nullptr, nullptr) == SQLITE_OK);
  std::filesystem::copy(place.folder.path(), crashed.folder.path(),
                        std::filesystem::copy_options::recursive);
  sqlite3_close(raw);
  REQUIRE(crashed.everything().size() > 1'000'000);
  CHECK(crashed.open(mode)->find(200).value()->sealed == record_of(200));
}

TEST_CASE("vault: a subject's state is the last that was said", "[store][vault]") {
  VaultFolder place;
  const auto vault = place.create();
  CHECK_FALSE(vault->state_of(zhang)->has_value());
  REQUIRE(vault->set_state(zhang, {PersonalState::restricted, 5}));
  CHECK(vault->state_of(zhang).value()->state == PersonalState::restricted);
  CHECK(vault->state_of(zhang).value()->entry == 5);
  REQUIRE(vault->set_state(zhang, {PersonalState::active, 9}));
  CHECK(vault->state_of(zhang).value()->state == PersonalState::active);
  CHECK_FALSE(vault->state_of(li)->has_value());
}

TEST_CASE("vault: a file that is none is refused and not changed", "[store][vault]") {
  VaultFolder place;
  CHECK_FALSE(Vault::open(place.store, Vault::Mode::read).has_value());
  std::ofstream{vault_path(place.store)} << std::string(4096, 'x');
  CHECK_FALSE(Vault::open(place.store, Vault::Mode::write).has_value());
  CHECK(place.everything() == std::string(4096, 'x'));
  std::ofstream{vault_path(place.store)} << "";
  CHECK(Vault::open(place.store, Vault::Mode::read).error().code == "E-VAULT-FORM");
}

TEST_CASE("vault: states have names that are stored", "[store][vault]") {
  CHECK(name(PersonalState::active) == "active");
  CHECK(name(PersonalState::restricted) == "restricted");
  CHECK(name(PersonalState::erased) == "erased");
}
