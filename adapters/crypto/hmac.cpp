#include "adapters/crypto/hmac.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <string>

#include "engine/base/assert.hpp"

namespace tradein::crypto {

struct Hmac::State {
  EVP_MAC* algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  EVP_MAC_CTX* context = nullptr;

  explicit State(std::string_view key) {
    TRADEIN_ASSERT(algorithm != nullptr);
    context = EVP_MAC_CTX_new(algorithm);
    TRADEIN_ASSERT(context != nullptr);
    std::string digest = "SHA256";
    const OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    // A null key pointer would mean "keep the key", so an empty key still needs an address.
    const char* bytes = key.empty() ? "" : key.data();
    TRADEIN_ASSERT(EVP_MAC_init(context, reinterpret_cast<const unsigned char*>(bytes), key.size(),
                                params) == 1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(algorithm);
  }
};

Hmac::Hmac(std::string_view key) : state_{std::make_unique<State>(key)} {}
Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

Hash256 Hmac::mac(std::string_view message) noexcept {
  Hash256 value;
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  // Without a key the kept one is started again from its two hashed blocks.
  TRADEIN_ASSERT(EVP_MAC_init(state_->context, nullptr, 0, nullptr) == 1);
  TRADEIN_ASSERT(EVP_MAC_update(state_->context, bytes, message.size()) == 1);
  TRADEIN_ASSERT(EVP_MAC_final(state_->context, value.data(), &size, value.size()) == 1);
  TRADEIN_ASSERT(size == value.size());
  return value;
}

Pseudonym Hmac::pseudonym(std::string_view message) noexcept {
  const Hash256 whole = mac(message);
  Pseudonym half;
  std::copy_n(whole.begin(), half.size(), half.begin());
  return half;
}

}  // namespace tradein::crypto
