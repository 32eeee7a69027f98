#include "adapters/crypto/ed25519.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

#include "adapters/crypto/random.hpp"

namespace tradein::crypto {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

Error refused() {
  ERR_clear_error();
  return {.code = "E-CRYPTO",
          .place = "",
          .what = {"密码库拒绝了 Ed25519 运算", "the crypto library refused an Ed25519 operation"},
          .fix = {"检查 OpenSSL 的安装", "check the OpenSSL installation"},
          .trouble = Trouble::store};
}

Key secret_key(const Ed25519Secret& secret) {
  return Key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size())};
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Result<Ed25519Secret> new_ed25519_secret() {
  Ed25519Secret secret;
  if (auto filled = random_bytes(secret); !filled) return std::unexpected(filled.error());
  return secret;
}

Result<Ed25519Public> ed25519_public(const Ed25519Secret& secret) {
  const Key key = secret_key(secret);
  Ed25519Public out;
  std::size_t size = out.size();
  if (!key || EVP_PKEY_get_raw_public_key(key.get(), out.data(), &size) != 1 || size != out.size())
    return std::unexpected(refused());
  return out;
}

Result<Ed25519Signature> ed25519_sign(const Ed25519Secret& secret, std::string_view message) {
  const Key key = secret_key(secret);
  const Context context{EVP_MD_CTX_new()};
  Ed25519Signature out;
  std::size_t size = out.size();
  if (!key || !context ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), out.data(), &size, bytes_of(message), message.size()) != 1 ||
      size != out.size())
    return std::unexpected(refused());
  return out;
}

bool ed25519_verify(const Ed25519Public& key_bytes, std::string_view message,
                    const Ed25519Signature& signature) noexcept {
  const Key key{
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_bytes.data(), key_bytes.size())};
  const Context context{EVP_MD_CTX_new()};
  const bool holds =
      key && context &&
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(message),
                       message.size()) == 1;
  if (!holds) ERR_clear_error();
  return holds;
}

}  // namespace tradein::crypto
