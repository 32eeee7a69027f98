#include "adapters/crypto/sha256.hpp"

#include <openssl/evp.h>

#include "engine/base/assert.hpp"

namespace tradein::crypto {

// The library can refuse SHA-256 only where the installation is broken or memory is gone; there is
// nothing to answer then, so each return code is asserted.
struct Sha256::State {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() {
    TRADEIN_ASSERT(algorithm != nullptr && context != nullptr);
    TRADEIN_ASSERT(EVP_DigestInit_ex2(context, algorithm, nullptr) == 1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    EVP_MD_CTX_free(context);
    EVP_MD_free(algorithm);
  }
};

Sha256::Sha256() : state_{std::make_unique<State>()} {}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::begin() noexcept {
  // With no algorithm named, the kept one is started again: no look-up, no allocation.
  TRADEIN_ASSERT(EVP_DigestInit_ex2(state_->context, nullptr, nullptr) == 1);
}

void Sha256::add(std::string_view bytes) noexcept {
  TRADEIN_ASSERT(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

Hash256 Sha256::end() noexcept {
  Hash256 value;
  unsigned size = 0;
  TRADEIN_ASSERT(EVP_DigestFinal_ex(state_->context, value.data(), &size) == 1);
  TRADEIN_ASSERT(size == value.size());
  return value;
}

Hash256 Sha256::hash(std::string_view head, std::string_view tail) noexcept {
  begin();
  if (!head.empty()) add(head);
  add(tail);
  return end();
}

}  // namespace tradein::crypto
