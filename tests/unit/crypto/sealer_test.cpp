#include "adapters/crypto/sealer.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace tradein;
using namespace tradein::crypto;

namespace {

DeploymentKey key_of(std::uint8_t byte) {
  DeploymentKey key;
  key.key.fill(byte);
  return key;
}

constexpr Sealer::Owner owner{"subject-of-16-by", "log\nretailer\nK1\n0123456789abcdef"};
const std::string text = R"({"consumer_name":"张三"})";

std::string sealed_by(Sealer& sealer) {
  std::string out;
  sealer.seal(text, owner, out);
  return out;
}

}  // namespace

TEST_CASE("sealer: what was sealed opens with the same key and owner", "[crypto][vault]") {
  Sealer sealer{key_of(1)};
  const std::string sealed = sealed_by(sealer);
  CHECK(sealed.size() == text.size() + Sealer::overhead_bytes);
  CHECK(sealed.find("张三") == std::string::npos);
  CHECK(Sealer{key_of(1)}.open(sealed, owner) == text);
}

TEST_CASE("sealer: texts are appended one behind another, the empty one too", "[crypto][vault]") {
  Sealer sealer{key_of(1)};
  std::string out = "before";
  sealer.seal("", owner, out);
  REQUIRE(out.size() == 6 + Sealer::overhead_bytes);
  CHECK(sealer.open(std::string_view{out}.substr(6), owner) == "");
}

TEST_CASE("sealer: every flipped bit, every cut and every other owner is refused",
          "[crypto][vault]") {
  Sealer sealer{key_of(1)};
  const std::string good = sealed_by(sealer);
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    REQUIRE_FALSE(sealer.open(bad, owner).has_value());
  }
  for (std::size_t size = 0; size < good.size(); ++size)
    REQUIRE_FALSE(sealer.open(std::string_view{good}.substr(0, size), owner).has_value());
  CHECK_FALSE(sealer.open(good, {"subject-of-16-bz", owner.record}).has_value());
  CHECK_FALSE(sealer.open(good, {owner.subject, "log\nretailer\nK2\n"}).has_value());
  CHECK_FALSE(Sealer{key_of(2)}.open(good, owner).has_value());
  CHECK(sealer.open(good, owner) == text);
}

TEST_CASE("sealer: no two records share a key or a nonce", "[crypto][vault]") {
  Sealer sealer{key_of(1)};
  std::set<std::string> nonces, keys;
  for (int i = 0; i < 1000; ++i) {
    const std::string sealed = sealed_by(sealer);
    nonces.insert(sealed.substr(0, Sealer::nonce_bytes));
    nonces.insert(sealed.substr(60, Sealer::nonce_bytes));
    keys.insert(sealed.substr(Sealer::nonce_bytes, Sealer::key_bytes));
  }
  CHECK(nonces.size() == 2000);
  CHECK(keys.size() == 1000);
}

TEST_CASE("sealer: a key that is taken over opens under the new one alone, its text untouched",
          "[crypto][vault]") {
  Sealer old{key_of(1)}, now{key_of(2)};
  const std::string before = sealed_by(old);
  std::string after = before;
  REQUIRE(now.take_over(old, owner.subject, after));
  CHECK(after.substr(Sealer::wrapped_bytes) == before.substr(Sealer::wrapped_bytes));
  CHECK(after.substr(0, Sealer::nonce_bytes) != before.substr(0, Sealer::nonce_bytes));
  CHECK(now.open(after, owner) == text);
  CHECK_FALSE(old.open(after, owner).has_value());
  CHECK_FALSE(now.open(before, owner).has_value());
}

TEST_CASE("sealer: what does not open is not taken over", "[crypto][vault]") {
  Sealer old{key_of(1)}, now{key_of(2)};
  const std::string good = sealed_by(old);
  std::string sealed = good;
  CHECK_FALSE(now.take_over(now, owner.subject, sealed));
  CHECK_FALSE(now.take_over(old, "subject-of-16-bz", sealed));
  CHECK_FALSE(
      now.take_over(old, owner.subject, std::span{sealed}.first(Sealer::overhead_bytes - 1)));
  CHECK(sealed == good);
  for (std::size_t bit = 0; bit < Sealer::wrapped_bytes * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    REQUIRE_FALSE(now.take_over(old, owner.subject, bad));
  }
  CHECK(now.take_over(old, owner.subject, sealed));
}

TEST_CASE("sealer: each take-over has a nonce of its own", "[crypto][vault]") {
  Sealer old{key_of(1)}, now{key_of(2)};
  std::string sealed = sealed_by(old);
  std::set<std::string> nonces;
  for (int i = 0; i < 1500; ++i) {
    REQUIRE(now.take_over(i == 0 ? old : now, owner.subject, sealed));
    nonces.insert(sealed.substr(0, Sealer::nonce_bytes));
  }
  CHECK(nonces.size() == 1500);
}
