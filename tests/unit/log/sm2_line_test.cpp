#include "engine/log/sm2_line.hpp"

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/crypto/sm2.hpp"
#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// A log that signs with both.
struct Log {
  crypto::Sha256 hash;
  crypto::Ed25519Secret secret{9};
  crypto::Sm2Secret sm2_secret = crypto::new_sm2_secret().value();
  LogKey key = log_key(hash, "example.org/log", crypto::ed25519_public(secret).value());
  Sm2Key second = sm2_key(hash, "example.org/log", public_bytes());

  [[nodiscard]] std::string public_bytes() const {
    const auto bytes = crypto::sm2_public(sm2_secret).value();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  [[nodiscard]] std::string note() const {
    const Checkpoint checkpoint{"example.org/log", 3, {7}};
    const auto first = signed_checkpoint(
        checkpoint, key, [&](std::string_view text) { return crypto::ed25519_sign(secret, text); });
    return with_sm2_line(
               *first,
               {second, [&](std::string_view text) { return crypto::sm2_sign(sm2_secret, text); }})
        .value();
  }
  [[nodiscard]] std::optional<Text> flaw(const std::string& text) const {
    return sm2_flaw(parse_note(text).value(), {&second, 1}, crypto::sm2_verify);
  }
};

}  // namespace

TEST_CASE("sm2 line: stands beside the log's own, and each holds", "[log][sm2]") {
  const Log log;
  const std::string note = log.note();
  const Note parsed = parse_note(note).value();
  REQUIRE(parsed.signatures.size() == 2);
  CHECK_FALSE(signature_flaw(parsed, {&log.key, 1}, crypto::ed25519_verify));
  CHECK_FALSE(log.flaw(note));
}

TEST_CASE("sm2 line: one that is missing, twice or of another text is a flaw", "[log][sm2]") {
  const Log log;
  const std::string note = log.note();
  const std::size_t line = note.rfind('\n', note.size() - 2) + 1;
  CHECK(log.flaw(note.substr(0, line)));
  CHECK(log.flaw(note + note.substr(line)));
  std::string other = note;
  other[other.find("\n3\n") + 1] = '4';
  CHECK(log.flaw(other));
}

TEST_CASE("sm2 vkey: is read back, and its own id guards it", "[log][sm2]") {
  Log log;
  const std::string both = vkey_text(log.key) + "\n" + vkey_text(log.second) + "\n";
  const auto keys = parse_sm2_vkeys(log.hash, both);
  REQUIRE(keys.has_value());
  REQUIRE(keys->size() == 1);
  CHECK(keys->front() == log.second);
  CHECK(parse_vkeys(log.hash, both).value() == std::vector{log.key});
  CHECK(parse_sm2_vkeys(log.hash, vkey_text(log.key))->empty());
  CHECK(parse_vkeys(log.hash, vkey_text(log.second)).error().code == "E-KEY-VKEY");
  std::string wrong = vkey_text(log.second);
  char& digit = wrong[wrong.find('+') + 1];
  digit = digit == '0' ? '1' : '0';
  CHECK(parse_sm2_vkeys(log.hash, wrong).error().code == "E-KEY-VKEY");
}
