#include "adapters/crypto/sm2.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;
using namespace tradein::crypto;

namespace {

std::string_view view_of(const Sm2Public& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

TEST_CASE("sm2: what was signed holds, and nothing else does", "[crypto][sm2]") {
  const Sm2Secret secret = new_sm2_secret().value();
  const Sm2Public key = sm2_public(secret).value();
  const std::string message = "log\n3\nroot\n";
  const std::string signature = sm2_sign(secret, message).value();
  CHECK(sm2_verify(view_of(key), message, signature));
  CHECK(sm2_sign(secret, message).value() != signature);
  CHECK_FALSE(sm2_verify(view_of(key), message + "x", signature));
  CHECK_FALSE(
      sm2_verify(view_of(sm2_public(new_sm2_secret().value()).value()), message, signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string bad = signature;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    CAPTURE(bit);
    REQUIRE_FALSE(sm2_verify(view_of(key), message, bad));
  }
  for (std::size_t size = 0; size < signature.size(); ++size)
    REQUIRE_FALSE(sm2_verify(view_of(key), message, std::string_view{signature}.substr(0, size)));
}

// The key pair of the worked example in GB/T 32918.5, annex A.
TEST_CASE("sm2: the standard's secret has the standard's point", "[crypto][sm2]") {
  const auto secret =
      array_from_hex<Sm2Secret>("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
  const std::string point =
      "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
      "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
  CHECK(hex(sm2_public(secret).value()) == point);
  // Its signature of "message digest" under the default name.
  const std::string r = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
  const std::string s = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
  const std::string der = from_hex("3046022100" + r + "022100" + s);
  CHECK(sm2_verify(from_hex(point), "message digest", der));
  CHECK_FALSE(sm2_verify(from_hex(point), "message digests", der));
}

TEST_CASE("sm2: what is no key is refused", "[crypto][sm2]") {
  CHECK_FALSE(sm2_public(Sm2Secret{}).has_value());
  Sm2Secret large;
  large.fill(0xff);
  CHECK_FALSE(sm2_public(large).has_value());
  CHECK_FALSE(sm2_verify("", "x", "y"));
  CHECK_FALSE(sm2_verify(std::string(65, '\4'), "x", "y"));
}
