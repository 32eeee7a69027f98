#include "adapters/crypto/random.hpp"

#include <openssl/rand.h>

namespace tradein::crypto {

Result<void> random_bytes(std::span<std::uint8_t> out) {
  if (RAND_priv_bytes(out.data(), static_cast<int>(out.size())) == 1) return {};
  return std::unexpected(
      Error{.code = "E-CRYPTO-RANDOM",
            .place = "",
            .what = {"系统随机数发生器不可用", "the system gives no random bytes"},
            .fix = {"检查系统随机源后重试", "check the system's random source, then try again"},
            .trouble = Trouble::store});
}

}  // namespace tradein::crypto
