#include "engine/log/witness.hpp"

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/tiles.hpp"

using namespace tradein;

namespace {

struct Person {
  crypto::Ed25519Secret secret;
  [[nodiscard]] PublicKey key() const { return crypto::ed25519_public(secret).value(); }
  [[nodiscard]] Sign sign() const {
    return [s = secret](std::string_view text) { return crypto::ed25519_sign(s, text); };
  }
};

/// A log whose tree is kept, its checkpoints signed.
struct Office {
  crypto::Sha256 hash;
  Person person{{1}};
  MerkleTree tree{hash};
  MemoryTiles tiles;
  std::vector<Checkpoint> checkpoints{{"log.example/a", 0, {}}};

  explicit Office(std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      tree.append(leaf_hash(hash, std::to_string(i)));
      checkpoints.push_back({"log.example/a", i + 1, tree.root()});
    }
    tiles.put(tree.take_changed_tiles());
  }
  std::string note(std::size_t size) {
    return signed_checkpoint(checkpoints[size], log_key(hash, "log.example/a", person.key()),
                             person.sign())
        .value();
  }
  std::vector<Hash256> proof(std::uint64_t older, std::uint64_t newer) {
    return consistency_proof(hash, tiles, older, newer).value();
  }
};

}  // namespace

TEST_CASE("witness: its line holds, and the log's own still does", "[log][witness]") {
  Office office{7};
  const Person auditor{{2}};
  const WitnessKey key = witness_key(office.hash, "audit.example/w", auditor.key());
  const auto text = cosigned(office.note(7), key, 1'730'000'000, auditor.sign()).value();
  const Note note = parse_note(text).value();
  REQUIRE(note.signatures.size() == 2);
  CHECK(note.signatures[1].signature.size() == 72);
  const Cosignature found = cosignature_of(note, key, crypto::ed25519_verify);
  CHECK(found.holds);
  CHECK(found.time == 1'730'000'000);
  const LogKey log = log_key(office.hash, "log.example/a", office.person.key());
  CHECK_FALSE(signature_flaw(note, {&log, 1}, crypto::ed25519_verify).has_value());
  SECTION("another time") {
    Note other = note;
    other.signatures[1].signature[7] ^= 1;
    CHECK_FALSE(cosignature_of(other, key, crypto::ed25519_verify).holds);
  }
  SECTION("another checkpoint") {
    Note other = note;
    other.text[0] = 'm';
    CHECK_FALSE(cosignature_of(other, key, crypto::ed25519_verify).holds);
  }
}

TEST_CASE("witness: a vkey line reads back, another does not", "[log][witness]") {
  crypto::Sha256 hash;
  const WitnessKey key = witness_key(hash, "audit.example/w", Person{{2}}.key());
  const std::string line = vkey_text(key);
  CHECK(parse_witness_vkeys(hash, "# the audit office\n" + line + "\n").value() ==
        std::vector{key});
  CHECK(parse_witness_vkeys(hash, "").error().code == "E-KEY-VKEY");
  std::string other = line;
  other[other.find('+') + 1] ^= 1;
  CHECK_FALSE(parse_witness_vkeys(hash, other).has_value());
  // A log's key is none of a witness, and the other way round.
  CHECK_FALSE(parse_witness_vkeys(hash, vkey_text(log_key(hash, "a", Person{{1}}.key()))));
  CHECK_FALSE(parse_vkeys(hash, line).has_value());
}

TEST_CASE("witness: as many as required must have signed", "[log][witness]") {
  Office office{3};
  std::vector<WitnessKey> witnesses;
  std::string text = office.note(3);
  for (std::uint8_t i = 0; i < 3; ++i) {
    const Person person{{static_cast<std::uint8_t>(10 + i)}};
    witnesses.push_back(witness_key(office.hash, "w" + std::to_string(i), person.key()));
    if (i < 2) text = cosigned(text, witnesses.back(), 1'000, person.sign()).value();
  }
  const Note note = parse_note(text).value();
  CHECK_FALSE(quorum_flaw(note, witnesses, 2, crypto::ed25519_verify).has_value());
  CHECK(quorum_flaw(note, witnesses, 3, crypto::ed25519_verify).has_value());
  Note bad = note;
  bad.signatures[1].signature.back() ^= 1;
  CHECK(quorum_flaw(bad, witnesses, 1, crypto::ed25519_verify).has_value());
}

TEST_CASE("witness: signs only what continues what it signed last", "[log][witness]") {
  Office office{300};
  const auto& at = office.checkpoints;
  crypto::Sha256& hash = office.hash;
  CHECK(continues(hash, at[0], at[300], {}).has_value());
  CHECK(continues(hash, at[200], at[200], {}).has_value());
  CHECK(continues(hash, at[200], at[300], office.proof(200, 300)).has_value());
  CHECK(continues(hash, at[200], at[300], office.proof(199, 300)).error().code == "E-WITNESS-FORK");
  CHECK(continues(hash, at[200], at[300], {}).error().code == "E-WITNESS-FORK");
  CHECK(continues(hash, at[300], at[200], {}).error().code == "E-WITNESS-OLDER");
  Checkpoint other = at[300];
  other.origin = "log.example/b";
  CHECK(continues(hash, at[200], other, office.proof(200, 300)).error().code == "E-WITNESS-FORK");
  Checkpoint fork = at[200];
  fork.root[0] ^= 1;
  CHECK(continues(hash, fork, at[300], office.proof(200, 300)).error().code == "E-WITNESS-FORK");
  CHECK(continues(hash, fork, at[200], {}).error().code == "E-WITNESS-FORK");
  // By the log's own entries instead of a proof.
  CHECK(continues(at[200], at[300], at[200].root, at[300].root).has_value());
  CHECK(continues(at[200], at[300], at[199].root, at[300].root).error().code == "E-WITNESS-FORK");
  CHECK(continues(at[200], at[300], at[200].root, at[299].root).error().code == "E-WITNESS-FORK");
}

TEST_CASE("witness: a proof of consistency is a text that reads back", "[log][witness]") {
  Office office{300};
  const Continuation made{200, office.proof(200, 300), office.note(300)};
  const std::string text = continuation_text(made);
  CHECK(text.starts_with("old 200\n"));
  const Continuation read = parse_continuation(text).value();
  CHECK(read.older == 200);
  CHECK(read.proof == made.proof);
  CHECK(read.note == made.note);
  for (const char* bad : {"", "old 200", "old x\n\n", "older 2\n\n", "old 2\nAAAA\n\n"})
    CHECK(parse_continuation(bad).error().code == "E-PROOF-FORM");
}
