#include "adapters/crypto/hmac.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;

TEST_CASE("hmac: the examples of RFC 4231", "[crypto][hmac]") {
  crypto::Hmac first{std::string(20, '\x0b')};
  CHECK(hex(first.mac("Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  crypto::Hmac second{"Jefe"};
  CHECK(hex(second.mac("what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  crypto::Hmac long_key{std::string(131, '\xaa')};
  CHECK(hex(long_key.mac("Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("hmac: a kept key gives the same answer again", "[crypto][hmac]") {
  crypto::Hmac hmac{"Jefe"};
  const Hash256 first = hmac.mac("one");
  CHECK(hmac.mac("two") != first);
  CHECK(hmac.mac("one") == first);
  CHECK(crypto::Hmac{"Jefe"}.mac("one") == first);
  CHECK(crypto::Hmac{""}.mac("one") != first);
}

TEST_CASE("hmac: a pseudonym is its first 16 bytes", "[crypto][hmac]") {
  crypto::Hmac hmac{"Jefe"};
  CHECK(hex(hmac.pseudonym("what do ya want for nothing?")) == "5bdcc146bf60754e6a042426089575c7");
}
