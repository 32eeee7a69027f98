#include "adapters/crypto/sha256.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;

TEST_CASE("sha256: the examples of FIPS 180", "[crypto][sha256]") {
  crypto::Sha256 sha;
  CHECK(hex(sha.hash("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha.hash("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(sha.hash(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("sha256: two parts and many pieces give the hash of the whole", "[crypto][sha256]") {
  crypto::Sha256 sha;
  const std::string text(300, 'x');
  const Hash256 whole = sha.hash(text);
  for (const std::size_t cut : {0U, 1U, 63U, 64U, 65U, 300U}) {
    CAPTURE(cut);
    CHECK(sha.hash(text.substr(0, cut), text.substr(cut)) == whole);
  }
  sha.begin();
  for (const char c : text) sha.add({&c, 1});
  CHECK(sha.end() == whole);
}
