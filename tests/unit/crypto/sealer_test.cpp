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
