#include "engine/log/anchor_check.hpp"

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;

namespace {

const crypto::Ed25519Secret secret{7};

/// A store with signed checkpoints of 10, 20 and 30 entries, whose notes somebody kept.
struct Kept {
  TemporaryFolder folder;
  crypto::Sha256 hash;
  LogKey key = log_key(hash, "log.example/a", crypto::ed25519_public(secret).value());
  std::unique_ptr<Store> store =
      store::open_store(folder.file("a.db"), {.mode = store::Mode::write_or_create}).value();
  std::vector<std::string> notes;

  Kept() {
    auto log = LogWriter::open(*store, hash).value();
    for (int i = 0; i < 3; ++i) {
      const Commit commit = log.append(claim_entries(log.size(), 10)).value();
      notes.push_back(note(commit.size, commit.root));
      REQUIRE(store->put_note(commit.size, notes.back()).has_value());
    }
  }
  std::string note(std::uint64_t size, const Hash256& root) const {
    const auto sign = [](std::string_view text) { return crypto::ed25519_sign(secret, text); };
    return signed_checkpoint({"log.example/a", size, root}, key, sign).value();
  }
  std::vector<Flaw> flaws() {
    return anchor_flaws(*store, hash, notes, {&key, 1}, crypto::ed25519_verify).value();
  }
};

}  // namespace

TEST_CASE("anchor_flaws: a store has all checkpoints that were kept of it", "[store][anchor]") {
  Kept kept;
  CHECK(kept.flaws().empty());
  std::swap(kept.notes[0], kept.notes[2]);  // in any order
  CHECK(kept.flaws().empty());
  kept.notes.push_back(kept.note(31, {}));  // more entries than there are: check_anchor's matter
  kept.notes.push_back("cut short\n");
  CHECK(kept.flaws().empty());
}

TEST_CASE("anchor_flaws: names the entries between the last good and the first bad one",
          "[store][anchor]") {
  Kept kept;
  kept.notes[1] = kept.note(20, Hash256{1});
  const auto flaws = kept.flaws();
  REQUIRE(flaws.size() == 1);
  CHECK(flaws[0].code == "V-ANCHOR");
  CHECK(flaws[0].place == "checkpoint 20");
  CHECK(flaws[0].entry == 10);
  CHECK(flaws[0].last_entry == 19);
}

TEST_CASE("anchor_flaws: a checkpoint that the store does not have is missing there",
          "[store][anchor]") {
  Kept kept;
  kept.notes.push_back(kept.note(15, tree_root(kept.hash, *kept.store, 15).value()));
  const auto flaws = kept.flaws();
  REQUIRE(flaws.size() == 1);
  CHECK(flaws[0].place == "checkpoint 15");
}

TEST_CASE("anchor_flaws: a line of the log's key that does not hold is a flaw", "[store][anchor]") {
  Kept kept;
  std::string& note = kept.notes[0];
  char& middle = note[note.size() - 30];
  middle = middle == 'A' ? 'B' : 'A';
  const auto flaws = kept.flaws();
  REQUIRE(flaws.size() == 1);
  CHECK(flaws[0].place == "anchor 10");
}
