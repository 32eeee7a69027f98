#include "engine/base/siphash.hpp"

#include <bit>
#include <cstring>

namespace tradein {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;
  void round() noexcept {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  [[nodiscard]] std::uint64_t sum() const noexcept { return v0 ^ v1 ^ v2 ^ v3; }
};

std::uint64_t load(const char* bytes, std::size_t count) noexcept {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, count);
  return word;  // little-endian hosts only; CMake refuses others
}

}  // namespace

static_assert(std::endian::native == std::endian::little);

Digest128 siphash128(const SipKey& key, std::string_view bytes) noexcept {
  State s{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d ^ 0xee,
          key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
  const char* at = bytes.data();
  const std::size_t whole = bytes.size() / 8;
  for (std::size_t i = 0; i < whole; ++i, at += 8) {
    const std::uint64_t word = load(at, 8);
    s.v3 ^= word;
    s.round();
    s.round();
    s.v0 ^= word;
  }
  const std::uint64_t last = (std::uint64_t{bytes.size()} << 56) |
                             (bytes.size() % 8 == 0 ? 0 : load(at, bytes.size() % 8));
  s.v3 ^= last;
  s.round();
  s.round();
  s.v0 ^= last;
  s.v2 ^= 0xee;
  for (int i = 0; i < 4; ++i) s.round();
  Digest128 digest;
  digest.low = s.sum();
  s.v1 ^= 0xdd;
  for (int i = 0; i < 4; ++i) s.round();
  digest.high = s.sum();
  return digest;
}

}  // namespace tradein
