#include "engine/log/checkpoint.hpp"

#include "adapters/crypto/ed25519.hpp"
#include "adapters/crypto/sha256.hpp"
#include "engine/log/base64.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;
using namespace std::string_literals;

namespace {

struct Office {
  crypto::Sha256 hash;
  crypto::Ed25519Secret secret{};
  LogKey key;

  explicit Office(std::uint8_t seed, std::string name = "example.org/log") {
    secret.fill(seed);
    key = log_key(hash, std::move(name), crypto::ed25519_public(secret).value());
  }
  [[nodiscard]] std::string note(const Checkpoint& checkpoint) const {
    return signed_checkpoint(
               checkpoint, key,
               [&](std::string_view text) { return crypto::ed25519_sign(secret, text); })
        .value();
  }
};

Checkpoint some_checkpoint() {
  Checkpoint out{.origin = "example.org/log", .size = 4'194'304, .root = {}};
  out.root.fill(7);
  return out;
}

std::optional<Text> flaw_of(const std::string& note, const std::vector<LogKey>& keys) {
  const auto parsed = parse_note(note);
  if (!parsed) return parsed.error().what;
  return signature_flaw(*parsed, keys, crypto::ed25519_verify);
}

}  // namespace

TEST_CASE("base64: RFC 4648's examples, and only those texts", "[log][base64]") {
  const auto [bytes, text] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xfb\xff\xfe", "+//+"},
  }));
  CHECK(to_base64(bytes) == text);
  CHECK(from_base64(text) == bytes);
}

TEST_CASE("base64: another text of the same bytes is refused", "[log][base64]") {
  for (const char* text :
       {"Zh==", "Zm9=", "Zg=", "Zg", "Z===", "====", "Zm9v\n", "Zm-v", "Zg==Zg=="}) {
    CAPTURE(text);
    CHECK_FALSE(from_base64(text).has_value());
  }
}

TEST_CASE("vkey: the published example of the Go note package", "[log][checkpoint]") {
  crypto::Sha256 hash;
  const std::string line = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  const auto keys = parse_vkeys(hash, "# a key\n\n" + line + "\r\n");
  REQUIRE(keys.has_value());
  REQUIRE(keys->size() == 1);
  CHECK((*keys)[0].name == "PeterNeumann");
  CHECK(vkey_text((*keys)[0]) == line);

  const std::string signature = *from_base64(
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6Ry"
      "yBwJnAM=");
  Note note{.checkpoint = {},
            .text =
                "If you think cryptography is the answer to your problem,\n"
                "then you don't know what your problem is.\n",
            .signatures = {
                {.name = "PeterNeumann", .id = (*keys)[0].id, .signature = signature.substr(4)}}};
  CHECK(signature.substr(0, 4) == from_hex("c74f20a3"));
  CHECK_FALSE(signature_flaw(note, *keys, crypto::ed25519_verify).has_value());
  note.text[0] = 'i';
  CHECK(signature_flaw(note, *keys, crypto::ed25519_verify).has_value());
}

TEST_CASE("vkey: what is no key line is E-KEY-VKEY", "[log][checkpoint]") {
  crypto::Sha256 hash;
  for (const char* text : {"", "\n# nothing\n", "name", "name+c74f20a3", "name+c74f20a3+AAAA",
                           "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
                           "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                           "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"}) {
    CAPTURE(text);
    CHECK(parse_vkeys(hash, text).error().code == "E-KEY-VKEY");
  }
}

TEST_CASE("checkpoint: the note is three lines, a gap and a signature", "[log][checkpoint]") {
  const Office office{1};
  const std::string note = office.note(some_checkpoint());
  CHECK(
      note.starts_with("example.org/log\n4194304\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n\n"
                       "\u2014 example.org/log "));
  CHECK(note.back() == '\n');
  const auto parsed = parse_note(note);
  REQUIRE(parsed.has_value());
  CHECK(parsed->checkpoint == some_checkpoint());
  CHECK_FALSE(flaw_of(note, {office.key}).has_value());
  // The same checkpoint has the same note: it can be signed again after a crash.
  CHECK(office.note(some_checkpoint()) == note);
}

TEST_CASE("checkpoint: other signatures are passed over, a wrong one of ours is not",
          "[log][checkpoint]") {
  const Office office{1};
  const Office other{2, "witness.example"};
  const std::string note = office.note(some_checkpoint());
  const std::string both = note + "\u2014 witness.example " + to_base64("abcd\x04more"s) + "\n";
  CHECK_FALSE(flaw_of(both, {office.key}).has_value());
  CHECK(flaw_of(note, {other.key}).has_value());
  CHECK(flaw_of(note, {}).has_value());
  std::string wrong_line{reinterpret_cast<const char*>(other.key.id.data()), 4};
  wrong_line.append(64, 'x');
  CHECK(flaw_of(note + "\u2014 witness.example " + to_base64(wrong_line) + "\n",
                {office.key, other.key})
            .has_value());
}

TEST_CASE("checkpoint: any changed byte is seen", "[log][checkpoint]") {
  const Office office{1};
  const std::string note = office.note(some_checkpoint());
  for (std::size_t i = 0; i < note.size(); ++i) {
    for (const int bit : {0, 1, 5, 7}) {
      std::string bad = note;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      CAPTURE(i, bit);
      REQUIRE(flaw_of(bad, {office.key}).has_value());
    }
    REQUIRE(flaw_of(note.substr(0, i), {office.key}).has_value());
  }
}

TEST_CASE("checkpoint: what has not its form is E-NOTE-FORM", "[log][checkpoint]") {
  const std::string root = std::string(43, 'A') + "=";
  const std::string signature = "\u2014 o AAAAAAAA\n";
  const std::vector<std::string> bad{
      "",
      "text\n",
      "o\n1\n" + root + "\n",
      "o\n1\n" + root + "\n\n",
      "o\n01\n" + root + "\n\n" + signature,
      "o\n-1\n" + root + "\n\n" + signature,
      "o\n1\nAAAA\n\n" + signature,
      "\n1\n" + root + "\n\n" + signature,
      "o\x01\n1\n" + root + "\n\n" + signature,
      "o\n1\n" + root + "\n\n\u2014 o AAAAAAAA",
      "o\n1\n" + root + "\n\n- o AAAAAAAA\n",
      "o\n1\n" + root + "\n\n\u2014 o AAAA\n",
  };
  for (const std::string& note : bad) {
    CAPTURE(note);
    const auto parsed = parse_note(note);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == "E-NOTE-FORM");
  }
  CHECK(parse_note("o\n1\n" + root + "\nextension\n\n" + signature).has_value());
}

TEST_CASE("note_flaw: a note is of its row, of this log, and signed", "[log][checkpoint]") {
  const Office office{1};
  const Office other{2, "other.example"};
  const Checkpoint checkpoint = some_checkpoint();
  Commit commit{.size = checkpoint.size, .root = checkpoint.root, .note = office.note(checkpoint)};
  const std::vector<LogKey> keys{office.key};
  CHECK_FALSE(note_flaw(commit, keys, crypto::ed25519_verify).has_value());
  Commit bad = commit;
  ++bad.size;
  CHECK(note_flaw(bad, keys, crypto::ed25519_verify).has_value());
  bad = commit;
  bad.root[0] ^= 1;
  CHECK(note_flaw(bad, keys, crypto::ed25519_verify).has_value());
  bad = commit;
  bad.note = other.note(checkpoint);
  CHECK(note_flaw(bad, keys, crypto::ed25519_verify).has_value());
  bad.note = "rubbish";
  CHECK(note_flaw(bad, keys, crypto::ed25519_verify).has_value());
}
