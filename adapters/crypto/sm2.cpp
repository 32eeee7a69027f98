#include "adapters/crypto/sm2.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include <memory>

namespace tradein::crypto {
namespace {

constexpr std::string_view signer_name = "1234567812345678";

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
  void operator()(EC_GROUP* group) const noexcept { EC_GROUP_free(group); }
  void operator()(EC_POINT* point) const noexcept { EC_POINT_free(point); }
  void operator()(BIGNUM* number) const noexcept { BN_clear_free(number); }
  void operator()(OSSL_PARAM_BLD* build) const noexcept { OSSL_PARAM_BLD_free(build); }
  void operator()(OSSL_PARAM* params) const noexcept { OSSL_PARAM_free(params); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Error refused() {
  ERR_clear_error();
  return {.code = "E-CRYPTO",
          .place = "",
          .what = {"密码库拒绝了 SM2 运算", "the crypto library refused an SM2 operation"},
          .fix = {"检查 OpenSSL 的安装", "check the OpenSSL installation"},
          .trouble = Trouble::store};
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// A key of its public point and, where there is one, its secret number.
Owned<EVP_PKEY> make_key(std::string_view point, const BIGNUM* secret) {
  const Owned<OSSL_PARAM_BLD> build{OSSL_PARAM_BLD_new()};
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)};
  if (!build || !context ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1 ||
      (secret != nullptr &&
       OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret) != 1))
    return nullptr;
  const Owned<OSSL_PARAM> params{OSSL_PARAM_BLD_to_param(build.get())};
  EVP_PKEY* key = nullptr;
  const int selection = secret != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
  if (!params || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, params.get()) != 1)
    return nullptr;
  return Owned<EVP_PKEY>{key};
}

/// A digest context whose key has the signer's name: it must be set before the digest begins.
struct Signer {
  Owned<EVP_PKEY_CTX> key;
  Owned<EVP_MD_CTX> digest{EVP_MD_CTX_new()};

  explicit Signer(EVP_PKEY* of) : key{EVP_PKEY_CTX_new(of, nullptr)} {
    if (!key || !digest) return;
    good = EVP_PKEY_CTX_set1_id(key.get(), signer_name.data(),
                                static_cast<int>(signer_name.size())) == 1;
    EVP_MD_CTX_set_pkey_ctx(digest.get(), key.get());
  }
  bool good = false;
};

std::string_view view_of(const Sm2Public& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

}  // namespace

Result<Sm2Secret> new_sm2_secret() {
  const Owned<EVP_PKEY> key{EVP_PKEY_Q_keygen(nullptr, nullptr, "SM2")};
  BIGNUM* raw = nullptr;
  const bool made = key && EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &raw) == 1;
  const Owned<BIGNUM> number{raw};
  Sm2Secret out;
  if (!made || BN_bn2binpad(raw, out.data(), static_cast<int>(out.size())) < 0)
    return std::unexpected(refused());
  return out;
}

Result<Sm2Public> sm2_public(const Sm2Secret& secret) {
  const Owned<EC_GROUP> group{EC_GROUP_new_by_curve_name(NID_sm2)};
  const Owned<BIGNUM> number{BN_bin2bn(secret.data(), static_cast<int>(secret.size()), nullptr)};
  const Owned<EC_POINT> point{group ? EC_POINT_new(group.get()) : nullptr};
  Sm2Public out;
  if (!number || !point || BN_is_zero(number.get()) != 0 ||
      BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0 ||
      EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, out.data(),
                         out.size(), nullptr) != out.size())
    return std::unexpected(refused());
  return out;
}

Result<std::string> sm2_sign(const Sm2Secret& secret, std::string_view message) {
  const auto point = sm2_public(secret);
  if (!point) return std::unexpected(point.error());
  const Owned<BIGNUM> number{BN_bin2bn(secret.data(), static_cast<int>(secret.size()), nullptr)};
  const Owned<EVP_PKEY> key = make_key(view_of(*point), number.get());
  if (!key) return std::unexpected(refused());
  const Signer signer{key.get()};
  std::size_t size = 0;
  std::string out;
  if (!signer.good ||
      EVP_DigestSignInit(signer.digest.get(), nullptr, EVP_sm3(), nullptr, key.get()) != 1 ||
      EVP_DigestSignUpdate(signer.digest.get(), message.data(), message.size()) != 1 ||
      EVP_DigestSignFinal(signer.digest.get(), nullptr, &size) != 1)
    return std::unexpected(refused());
  out.resize(size);
  if (EVP_DigestSignFinal(signer.digest.get(), reinterpret_cast<unsigned char*>(out.data()),
                          &size) != 1)
    return std::unexpected(refused());
  out.resize(size);
  return out;
}

bool sm2_verify(std::string_view key_bytes, std::string_view message,
                std::string_view signature) noexcept {
  const Owned<EVP_PKEY> key = make_key(key_bytes, nullptr);
  bool holds = false;
  if (key) {
    const Signer signer{key.get()};
    holds =
        signer.good &&
        EVP_DigestVerifyInit(signer.digest.get(), nullptr, EVP_sm3(), nullptr, key.get()) == 1 &&
        EVP_DigestVerifyUpdate(signer.digest.get(), message.data(), message.size()) == 1 &&
        EVP_DigestVerifyFinal(signer.digest.get(), bytes_of(signature), signature.size()) == 1;
  }
  if (!holds) ERR_clear_error();
  return holds;
}

}  // namespace tradein::crypto
