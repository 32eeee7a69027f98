#include "adapters/wire/certificates.hpp"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>

namespace tradein::wire {
namespace {

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const noexcept {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Memory = std::unique_ptr<BIO, Free<BIO_free>>;

constexpr long day_seconds = 24L * 60 * 60;

struct Pair {
  Key key;
  Certificate certificate;
};

struct Extension {
  int nid;
  const char* value;
};

Error cannot(const std::string& place, const std::string& zh, const std::string& en) {
  return {"E-CERTIFICATE",
          place,
          {zh, en},
          {"检查目录的权限和剩余空间", "check the folder's rights and its free space"}};
}

bool set_serial(X509* certificate) {
  unsigned char bytes[16] = {};
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7FU) | 0x40U);  // positive, full length
  const std::unique_ptr<BIGNUM, Free<BN_free>> number{BN_bin2bn(bytes, sizeof bytes, nullptr)};
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_extensions(X509* certificate, X509* issuer, const std::vector<Extension>& extensions) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const auto& [nid, value] : extensions) {
    const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> made{
        X509V3_EXT_conf_nid(nullptr, &context, nid, value)};
    if (!made || X509_add_ext(certificate, made.get(), -1) != 1) return false;
  }
  return true;
}

/// A key and its certificate, signed by `issuer`, or by itself where there is none.
bool make_pair(const std::string& name, long days, const Pair* issuer,
               const std::vector<Extension>& extensions, Pair& out) {
  out.key.reset(EVP_EC_gen("P-256"));
  out.certificate.reset(X509_new());
  X509* const certificate = out.certificate.get();
  if (!out.key || certificate == nullptr || X509_set_version(certificate, X509_VERSION_3) != 1 ||
      !set_serial(certificate) || X509_set_pubkey(certificate, out.key.get()) != 1)
    return false;
  // Clocks of two machines differ a little.
  if (X509_gmtime_adj(X509_getm_notBefore(certificate), -300) == nullptr ||
      X509_gmtime_adj(X509_getm_notAfter(certificate), days * day_seconds) == nullptr)
    return false;
  X509_NAME* const subject = X509_get_subject_name(certificate);
  if (X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<int>(name.size()), -1, 0) != 1)
    return false;
  X509* const by = issuer == nullptr ? certificate : issuer->certificate.get();
  EVP_PKEY* const signer = issuer == nullptr ? out.key.get() : issuer->key.get();
  return X509_set_issuer_name(certificate, X509_get_subject_name(by)) == 1 &&
         add_extensions(certificate, by, extensions) &&
         X509_sign(certificate, signer, EVP_sha256()) > 0;
}

Result<void> write_file(const std::string& path, int mode, std::string_view text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (fd < 0 && errno == EEXIST)
    return std::unexpected(
        Error{"E-FILE-EXISTS",
              path,
              {"文件已存在，不会覆盖", "the file is there already and is not written over"},
              {"换一个文件夹，或先移走旧文件",
               "choose another folder, or move the old files away first"}});
  if (fd < 0) return std::unexpected(cannot(path, "无法写入", "it cannot be written"));
  const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = ::close(fd) == 0;
  if (!whole || !closed) return std::unexpected(cannot(path, "无法写入", "it cannot be written"));
  return {};
}

std::string_view text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<void> write_pair(const Pair& pair, const std::string& path) {
  const Memory key{BIO_new(BIO_s_mem())}, certificate{BIO_new(BIO_s_mem())};
  if (!key || !certificate ||
      PEM_write_bio_PKCS8PrivateKey(key.get(), pair.key.get(), nullptr, nullptr, 0, nullptr,
                                    nullptr) != 1 ||
      PEM_write_bio_X509(certificate.get(), pair.certificate.get()) != 1)
    return std::unexpected(cannot(path, "无法生成证书", "the certificate cannot be made"));
  if (auto done = write_file(path + ".key", 0600, text_of(key.get())); !done) return done;
  return write_file(path + ".pem", 0644, text_of(certificate.get()));
}

std::vector<Extension> leaf_extensions(const char* use, const char* names) {
  std::vector<Extension> out{{NID_basic_constraints, "critical,CA:FALSE"},
                             {NID_key_usage, "critical,digitalSignature"},
                             {NID_ext_key_usage, use},
                             {NID_subject_key_identifier, "hash"},
                             {NID_authority_key_identifier, "keyid:always"}};
  if (names != nullptr) out.push_back({NID_subject_alt_name, names});
  return out;
}

}  // namespace

Result<void> make_development_set(const std::string& folder,
                                  const std::vector<std::string>& retailers) {
  constexpr long authority_days = 3'650, leaf_days = 398;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) return std::unexpected(cannot(folder, "无法创建目录", "it cannot be made"));
  const auto not_made = [&] {
    return std::unexpected(cannot(folder, "无法生成证书", "the certificates cannot be made"));
  };
  Pair authority;
  if (!make_pair("tradein development authority", authority_days, nullptr,
                 {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                  {NID_key_usage, "critical,keyCertSign,cRLSign"},
                  {NID_subject_key_identifier, "hash"}},
                 authority))
    return not_made();
  if (auto done = write_pair(authority, folder + "/ca"); !done) return done;
  Pair pair;
  if (!make_pair("localhost", leaf_days, &authority,
                 leaf_extensions("serverAuth", "DNS:localhost,IP:127.0.0.1,IP:::1"), pair))
    return not_made();
  if (auto done = write_pair(pair, folder + "/server"); !done) return done;
  for (const std::string& retailer : retailers) {
    Pair own;
    if (!make_pair(retailer, leaf_days, &authority, leaf_extensions("clientAuth", nullptr), own))
      return not_made();
    if (auto done = write_pair(own, folder + "/" + retailer); !done) return done;
  }
  return {};
}

}  // namespace tradein::wire
