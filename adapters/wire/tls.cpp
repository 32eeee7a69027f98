#include "adapters/wire/tls.hpp"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstring>

#include "engine/base/assert.hpp"

namespace tradein::wire {
namespace {

std::string last_trouble() {
  const unsigned long code = ERR_peek_last_error();
  const char* const reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string text = reason != nullptr ? reason : code == 0 ? "connection lost" : "unknown";
  ERR_clear_error();
  return text;
}

std::unexpected<Error> bad_file(const std::string& path) {
  const std::string why = last_trouble();
  return std::unexpected(Error{
      "E-TLS-FILES",
      path,
      {"证书、私钥或吊销列表无法使用：" + why,
       "this certificate, key or revocation list cannot be used: " + why},
      {"检查 serve.yaml 中的文件名；开发用的一套由 `tradein serve init` 生成",
       "check the file names in serve.yaml; `tradein serve init` makes a set for development"}});
}

/// The subject's CN, where it has just one and that is plain ASCII.
std::string name_of(const X509* certificate) {
  const X509_NAME* const subject = X509_get_subject_name(certificate);
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return "";
  const ASN1_STRING* const text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
  std::string name{reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                   static_cast<std::size_t>(ASN1_STRING_length(text))};
  for (const char c : name)
    if (c < ' ' || c > '~') return "";
  return name;
}

std::string serial_of(const X509* certificate) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(certificate);
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  const unsigned char* const bytes = ASN1_STRING_get0_data(serial);
  for (int i = 0; i < ASN1_STRING_length(serial); ++i)
    (out += digits[bytes[i] >> 4U]) += digits[bytes[i] & 15U];
  return out;
}

/// OpenSSL's own verification, then ours: the handshake itself fails for who may not come in.
int verify(X509_STORE_CTX* store, void* context) {
  if (X509_verify_cert(store) != 1) return 0;
  const auto& admits = static_cast<const TlsContext*>(context)->admits();
  const X509* const leaf = X509_STORE_CTX_get0_cert(store);
  if (leaf != nullptr && admits(name_of(leaf), serial_of(leaf))) return 1;
  X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
  return 0;
}

bool set_up(SSL_CTX* context) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                   SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_read_ahead(context, 1);  // one system call a record, not two
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set1_groups_list(context, "X25519:P-256") == 1 &&
         SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_max_early_data(context, 0) == 1;
}

Result<void> load(SSL_CTX* context, const TlsFiles& files) {
  if (SSL_CTX_load_verify_file(context, files.authority.c_str()) != 1)
    return bad_file(files.authority);
  if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
    return bad_file(files.certificate);
  if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return bad_file(files.key);
  if (files.revocations.empty()) return {};
  X509_STORE* const store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* const lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr ||
      X509_load_crl_file(lookup, files.revocations.c_str(), X509_FILETYPE_PEM) < 1 ||
      X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK) != 1)
    return bad_file(files.revocations);
  return {};
}

}  // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::server(const TlsFiles& files, Admits admits) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> out{new TlsContext{SSL_CTX_new(TLS_server_method())}};
  if (out->context_ == nullptr || !set_up(out->context_)) return bad_file("OpenSSL");
  if (const auto loaded = load(out->context_, files); !loaded)
    return std::unexpected(loaded.error());
  out->admits_ = std::move(admits);
  SSL_CTX_set_verify(out->context_, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_verify_depth(out->context_, 1);  // one intermediate authority at most
  SSL_CTX_set_cert_verify_callback(out->context_, verify, out.get());
  return out;
}

Result<std::shared_ptr<TlsContext>> TlsContext::client(const TlsFiles& files) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> out{new TlsContext{SSL_CTX_new(TLS_client_method())}};
  if (out->context_ == nullptr || !set_up(out->context_)) return bad_file("OpenSSL");
  if (const auto loaded = load(out->context_, files); !loaded)
    return std::unexpected(loaded.error());
  SSL_CTX_set_verify(out->context_, SSL_VERIFY_PEER, nullptr);
  return out;
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

std::unique_ptr<TlsStream> TlsStream::accept(std::shared_ptr<TlsContext> context, int socket) {
  SSL* const ssl = SSL_new(context->get());
  TRADEIN_ASSERT(ssl != nullptr && SSL_set_fd(ssl, socket) == 1);
  SSL_set_accept_state(ssl);
  return std::unique_ptr<TlsStream>{new TlsStream{std::move(context), ssl}};
}

std::unique_ptr<TlsStream> TlsStream::connect(std::shared_ptr<TlsContext> context, int socket,
                                              const std::string& host) {
  SSL* const ssl = SSL_new(context->get());
  TRADEIN_ASSERT(ssl != nullptr && SSL_set_fd(ssl, socket) == 1);
  SSL_set_connect_state(ssl);
  in6_addr address{};
  const bool numeric = inet_pton(AF_INET, host.c_str(), &address) == 1 ||
                       inet_pton(AF_INET6, host.c_str(), &address) == 1;
  if (numeric) {
    TRADEIN_ASSERT(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1);
  } else {
    TRADEIN_ASSERT(SSL_set1_host(ssl, host.c_str()) == 1 &&
                   SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                            const_cast<char*>(host.c_str())) == 1);
  }
  return std::unique_ptr<TlsStream>{new TlsStream{std::move(context), ssl}};
}

TlsStream::~TlsStream() { SSL_free(ssl_); }

TlsStream::Step TlsStream::step_of(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_NONE:
      return Step::done;
    case SSL_ERROR_WANT_READ:
      return Step::want_read;
    case SSL_ERROR_WANT_WRITE:
      return Step::want_write;
    case SSL_ERROR_ZERO_RETURN:
      return Step::closed;
    default:
      trouble_ = last_trouble();
      return Step::failed;
  }
}

TlsStream::Step TlsStream::handshake() {
  ERR_clear_error();
  const Step step = step_of(SSL_do_handshake(ssl_));
  if (step != Step::done) return step;
  X509* const peer = SSL_get0_peer_certificate(ssl_);
  if (peer == nullptr) return Step::failed;
  peer_name_ = name_of(peer);
  peer_serial_ = serial_of(peer);
  return step;
}

TlsStream::Moved TlsStream::read(std::span<char> room) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(ssl_, room.data(), room.size(), &bytes);
  return {step_of(result), bytes};
}

TlsStream::Moved TlsStream::write(std::string_view text) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_write_ex(ssl_, text.data(), text.size(), &bytes);
  return {step_of(result), bytes};
}

TlsStream::Step TlsStream::end_output() {
  ERR_clear_error();
  const int result = SSL_shutdown(ssl_);
  return result >= 0 ? Step::done : step_of(result);
}

bool TlsStream::is_good_for(const TlsContext& context) const {
  X509* const leaf = SSL_get0_peer_certificate(ssl_);
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> store{X509_STORE_CTX_new(),
                                                                              X509_STORE_CTX_free};
  const bool good = leaf != nullptr && store != nullptr &&
                    X509_STORE_CTX_init(store.get(), SSL_CTX_get_cert_store(context.get()), leaf,
                                        SSL_get_peer_cert_chain(ssl_)) == 1 &&
                    X509_STORE_CTX_set_default(store.get(), "ssl_client") == 1 &&
                    X509_verify_cert(store.get()) == 1 &&
                    context.admits()(peer_name_, peer_serial_);
  ERR_clear_error();
  return good;
}

}  // namespace tradein::wire
