#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

struct ssl_ctx_st;
struct ssl_st;

/// TLS 1.3 over sockets that do not block: X25519 and P-256; no tickets, early data, compression or
/// renegotiation; a certificate on either side.
namespace tradein::wire {

/// PEM files.
struct TlsFiles {
  std::string certificate, key, authority;
  std::string revocations;  ///< a certificate revocation list, where there is one
};

/// The certificates of one side, read once. Shared by the connections that began under them.
class TlsContext {
 public:
  /// May this certificate (its subject's one CN, its serial number in hex) come in? Asked in the
  /// handshake, of a certificate that the authority stands for.
  using Admits = std::function<bool(const std::string& name, const std::string& serial)>;

  /// E-TLS-FILES where a file is missing or two do not belong together.
  static Result<std::shared_ptr<TlsContext>> server(const TlsFiles& files, Admits admits);
  static Result<std::shared_ptr<TlsContext>> client(const TlsFiles& files);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  [[nodiscard]] ssl_ctx_st* get() const noexcept { return context_; }
  [[nodiscard]] const Admits& admits() const noexcept { return admits_; }

 private:
  explicit TlsContext(ssl_ctx_st* context) : context_{context} {}
  ssl_ctx_st* context_;
  Admits admits_;
};

/// One connection on a socket that stays the caller's.
class TlsStream {
 public:
  enum class Step : unsigned char { done, want_read, want_write, closed, failed };
  struct Moved {
    Step step = Step::done;
    std::size_t bytes = 0;
  };

  static std::unique_ptr<TlsStream> accept(std::shared_ptr<TlsContext> context, int socket);
  /// `host` is the name or address that the peer's certificate must have.
  static std::unique_ptr<TlsStream> connect(std::shared_ptr<TlsContext> context, int socket,
                                            const std::string& host);
  ~TlsStream();
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  Step handshake();
  /// `closed`: the peer sends no more; answers can still be written.
  Moved read(std::span<char> room);
  Moved write(std::string_view bytes);
  /// Tells the peer that nothing more is sent.
  Step end_output();
  /// Of the peer's certificate after the handshake.
  [[nodiscard]] const std::string& peer_name() const noexcept { return peer_name_; }
  [[nodiscard]] const std::string& peer_serial() const noexcept { return peer_serial_; }
  /// Would the peer's certificate be let in under this context, too?
  [[nodiscard]] bool is_good_for(const TlsContext& context) const;
  /// Why the last step failed, for the log.
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

 private:
  TlsStream(std::shared_ptr<TlsContext> context, ssl_st* ssl)
      : context_{std::move(context)}, ssl_{ssl} {}
  Step step_of(int result);

  std::shared_ptr<TlsContext> context_;
  ssl_st* ssl_;
  std::string peer_name_, peer_serial_, trouble_;
};

}  // namespace tradein::wire
