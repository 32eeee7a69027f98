#include "adapters/crypto/sealer.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <vector>

#include "adapters/crypto/random.hpp"
#include "engine/base/assert.hpp"

namespace tradein::crypto {
namespace {

constexpr std::size_t random_a_text = Sealer::key_bytes + 2 * Sealer::nonce_bytes;

unsigned char* bytes_of(char* text) { return reinterpret_cast<unsigned char*>(text); }
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

/// nonce || ciphertext || tag at `out`. A null key keeps the context's. The library can refuse only
/// where the installation is broken, so each return code is asserted.
void encrypt(EVP_CIPHER_CTX* context, const unsigned char* key, const unsigned char* nonce,
             std::string_view bound, std::string_view text, unsigned char* out) {
  int size = 0;
  TRADEIN_ASSERT(EVP_EncryptInit_ex2(context, nullptr, key, nonce, nullptr) == 1);
  TRADEIN_ASSERT(EVP_EncryptUpdate(context, nullptr, &size, bytes_of(bound),
                                   static_cast<int>(bound.size())) == 1);
  std::copy_n(nonce, Sealer::nonce_bytes, out);
  out += Sealer::nonce_bytes;
  TRADEIN_ASSERT(
      EVP_EncryptUpdate(context, out, &size, bytes_of(text), static_cast<int>(text.size())) == 1);
  TRADEIN_ASSERT(static_cast<std::size_t>(size) == text.size());
  TRADEIN_ASSERT(EVP_EncryptFinal_ex(context, out + text.size(), &size) == 1);
  TRADEIN_ASSERT(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Sealer::tag_bytes,
                                     out + text.size()) == 1);
}

/// The reverse; false where it does not hold. A null key keeps the context's.
bool decrypt(EVP_CIPHER_CTX* context, const unsigned char* key, std::string_view bound,
             std::string_view sealed, unsigned char* out) {
  const std::size_t count = sealed.size() - Sealer::nonce_bytes - Sealer::tag_bytes;
  const std::string_view text = sealed.substr(Sealer::nonce_bytes, count);
  std::array<unsigned char, Sealer::tag_bytes> tag{};
  std::copy_n(bytes_of(sealed) + sealed.size() - tag.size(), tag.size(), tag.begin());
  int size = 0;
  const bool holds =
      EVP_DecryptInit_ex2(context, nullptr, key, bytes_of(sealed), nullptr) == 1 &&
      EVP_DecryptUpdate(context, nullptr, &size, bytes_of(bound), static_cast<int>(bound.size())) ==
          1 &&
      EVP_DecryptUpdate(context, out, &size, bytes_of(text), static_cast<int>(text.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Sealer::tag_bytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context, out + count, &size) == 1;
  if (!holds) ERR_clear_error();
  return holds;
}

}  // namespace

struct Sealer::State {
  EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  Context wrap{EVP_CIPHER_CTX_new()}, text{EVP_CIPHER_CTX_new()}, unwrap{EVP_CIPHER_CTX_new()};
  std::vector<std::uint8_t> random;
  std::size_t random_used = 0;

  explicit State(const DeploymentKey& key) {
    TRADEIN_ASSERT(cipher != nullptr && wrap != nullptr && text != nullptr && unwrap != nullptr);
    TRADEIN_ASSERT(EVP_EncryptInit_ex2(wrap.get(), cipher, key.key.data(), nullptr, nullptr) == 1);
    TRADEIN_ASSERT(EVP_EncryptInit_ex2(text.get(), cipher, nullptr, nullptr, nullptr) == 1);
    TRADEIN_ASSERT(EVP_DecryptInit_ex2(unwrap.get(), cipher, key.key.data(), nullptr, nullptr) ==
                   1);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    OPENSSL_cleanse(random.data(), random.size());
    EVP_CIPHER_free(cipher);
  }

  /// Random bytes are fetched for many texts at once: one text's cost 0.5 us alone. The generator
  /// has been seeded when the keys were made or read; that it fails later is asserted.
  std::uint8_t* take_random(std::size_t count = random_a_text) {
    if (random_used + count > random.size()) {
      random.resize(256 * random_a_text);
      TRADEIN_ASSERT(random_bytes(random).has_value());
      random_used = 0;
    }
    random_used += count;
    return random.data() + random_used - count;
  }
};

Sealer::Sealer(const DeploymentKey& key) : state_{std::make_unique<State>(key)} {}
Sealer::~Sealer() = default;
Sealer::Sealer(Sealer&&) noexcept = default;
Sealer& Sealer::operator=(Sealer&&) noexcept = default;

void Sealer::seal(std::string_view text, const Owner& owner, std::string& out) {
  std::uint8_t* const key = state_->take_random();
  const std::uint8_t* const nonces = key + key_bytes;
  const std::size_t at = out.size();
  out.resize(at + text.size() + overhead_bytes);
  unsigned char* const place = bytes_of(out.data() + at);
  encrypt(state_->wrap.get(), nullptr, nonces, owner.subject,
          {reinterpret_cast<const char*>(key), key_bytes}, place);
  encrypt(state_->text.get(), key, nonces + nonce_bytes, owner.record, text, place + wrapped_bytes);
  OPENSSL_cleanse(key, key_bytes);
}

std::optional<std::string> Sealer::open(std::string_view sealed, const Owner& owner) {
  if (sealed.size() < overhead_bytes) return std::nullopt;
  const Context context{EVP_CIPHER_CTX_new()};
  TRADEIN_ASSERT(context != nullptr);
  TRADEIN_ASSERT(EVP_DecryptInit_ex2(context.get(), state_->cipher, nullptr, nullptr, nullptr) ==
                 1);
  std::array<std::uint8_t, key_bytes> key{};
  const bool unwrapped = decrypt(state_->unwrap.get(), nullptr, owner.subject,
                                 sealed.substr(0, wrapped_bytes), key.data());
  std::string text(sealed.size() - overhead_bytes, '\0');
  const bool opened = unwrapped && decrypt(context.get(), key.data(), owner.record,
                                           sealed.substr(wrapped_bytes), bytes_of(text.data()));
  OPENSSL_cleanse(key.data(), key.size());
  if (!opened) return std::nullopt;
  return text;
}

bool Sealer::take_over(Sealer& from, std::string_view subject, std::span<char> sealed) {
  if (sealed.size() < overhead_bytes) return false;
  std::array<std::uint8_t, key_bytes> key{};
  const bool unwrapped = decrypt(from.state_->unwrap.get(), nullptr, subject,
                                 {sealed.data(), wrapped_bytes}, key.data());
  if (unwrapped)
    encrypt(state_->wrap.get(), nullptr, state_->take_random(nonce_bytes), subject,
            {reinterpret_cast<const char*>(key.data()), key.size()}, bytes_of(sealed.data()));
  OPENSSL_cleanse(key.data(), key.size());
  return unwrapped;
}

}  // namespace tradein::crypto
