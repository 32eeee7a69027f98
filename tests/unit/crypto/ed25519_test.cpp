#include "adapters/crypto/ed25519.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;
using namespace tradein::crypto;

TEST_CASE("ed25519: the first and third example of RFC 8032", "[crypto][ed25519]") {
  const auto secret = array_from_hex<Ed25519Secret>(
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  REQUIRE(ed25519_public(secret).has_value());
  CHECK(hex(*ed25519_public(secret)) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(hex(ed25519_sign(secret, "").value()) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b");

  const auto third = array_from_hex<Ed25519Secret>(
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  CHECK(hex(ed25519_sign(third, from_hex("af82")).value()) ==
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a");
}

TEST_CASE("ed25519: a signature holds for its message and key alone", "[crypto][ed25519]") {
  const Ed25519Secret secret = new_ed25519_secret().value();
  const Ed25519Public key = ed25519_public(secret).value();
  const Ed25519Signature signature = ed25519_sign(secret, "entry 7").value();
  CHECK(ed25519_verify(key, "entry 7", signature));
  CHECK_FALSE(ed25519_verify(key, "entry 8", signature));
  const Ed25519Public other = ed25519_public(new_ed25519_secret().value()).value();
  CHECK_FALSE(ed25519_verify(other, "entry 7", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Ed25519Signature bad = signature;
    bad[i] ^= 1;
    CAPTURE(i);
    CHECK_FALSE(ed25519_verify(key, "entry 7", bad));
  }
  CHECK_FALSE(ed25519_verify(Ed25519Public{0x02}, "entry 7", signature));  // no point of the curve
}
