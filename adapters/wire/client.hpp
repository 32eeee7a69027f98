#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "adapters/wire/tls.hpp"
#include "engine/base/result.hpp"

namespace tradein::wire {

/// E-TLS: the other side lets this certificate not in, or is not who it should be.
[[nodiscard]] Error refused_by_peer(const std::string& place, const std::string& why);

/// One connection to the service, for a program that waits with poll(2) on fd().
class Client {
 public:
  /// Connects and shakes hands, which may block for `patience`. Errors: E-CONNECT (nobody is
  /// there), E-TLS (the other side is not who it should be).
  static Result<std::unique_ptr<Client>> connect(const std::string& host, std::uint16_t port,
                                                 std::shared_ptr<TlsContext> context,
                                                 std::chrono::milliseconds patience);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes) { unsent_ += bytes; }
  /// After the last bytes that are still to be sent: the service answers all, then closes.
  void end() noexcept { ending_ = true; }

  enum class State : unsigned char { open, ended, broken };
  /// Sends and receives what can be without waiting; appends to `received`.
  State move(std::string& received);
  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool wants_to_write() const noexcept { return !unsent_.empty() || ending_; }
  [[nodiscard]] std::size_t unsent() const noexcept { return unsent_.size(); }
  [[nodiscard]] const std::string& trouble() const noexcept { return tls_->trouble(); }

 private:
  explicit Client(int fd) noexcept : fd_{fd} {}
  int fd_;
  std::unique_ptr<TlsStream> tls_;
  std::string unsent_;
  bool ending_ = false;
};

}  // namespace tradein::wire
