#include "engine/base/siphash.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("siphash128: the published vectors (key 00..0f, message 00, 00 01, …)", "[siphash]") {
  const SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string message;
  CHECK(siphash128(key, message) == Digest128{0xe6a825ba047f81a3, 0x930255c71472f66d});
  message.push_back('\0');
  CHECK(siphash128(key, message) == Digest128{0x44af996bd8c187da, 0x45fc229b11597634});
  for (char c = 1; c < 15; ++c) message.push_back(c);
  CHECK(siphash128(key, message) == Digest128{0x11a8b03399e99354, 0xd9c3cf970fec087e});
}
