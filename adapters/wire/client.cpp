#include "adapters/wire/client.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace tradein::wire {
namespace {

using Clock = std::chrono::steady_clock;
using Step = TlsStream::Step;
constexpr std::size_t piece = 16 * 1024;

std::unexpected<Error> cannot_connect(const std::string& place, const std::string& why) {
  return std::unexpected(
      Error{"E-CONNECT",
            place,
            {"无法连接受理服务：" + why, "the service cannot be reached: " + why},
            {"检查地址和端口，以及服务是否在运行",
             "check the address and the port, and that the service runs"}});
}

bool wait_for(int fd, short events, Clock::time_point until) {
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd one{fd, events, 0};
  return left > 0 && ::poll(&one, 1, static_cast<int>(left)) > 0;
}

/// -1 where this address answers nobody.
int connected(const addrinfo& address, Clock::time_point until) {
  const int fd = ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                          address.ai_protocol);
  if (fd < 0) return -1;
  int failed = 0;
  socklen_t size = sizeof failed;
  const bool begun =
      ::connect(fd, address.ai_addr, address.ai_addrlen) == 0 || errno == EINPROGRESS;
  if (begun && wait_for(fd, POLLOUT, until) &&
      ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) == 0 && failed == 0) {
    const int on = 1;
    static_cast<void>(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on));
    return fd;
  }
  ::close(fd);
  errno = failed != 0 ? failed : ETIMEDOUT;
  return -1;
}

}  // namespace

Error refused_by_peer(const std::string& place, const std::string& why) {
  return {"E-TLS",
          place,
          {"TLS 握手被拒：" + why, "the TLS handshake was refused: " + why},
          {"检查证书、私钥和 CA 文件，以及该企业是否在服务的名册上",
           "check certificate, key and CA file, and that the service knows this retailer"}};
}

Result<std::unique_ptr<Client>> Client::connect(const std::string& host, std::uint16_t port,
                                                std::shared_ptr<TlsContext> context,
                                                std::chrono::milliseconds patience) {
  const std::string place = host + ":" + std::to_string(port);
  const auto until = Clock::now() + patience;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int failed = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
      failed != 0)
    return cannot_connect(place, ::gai_strerror(failed));
  int fd = -1;
  for (const addrinfo* at = found; at != nullptr && fd < 0; at = at->ai_next)
    fd = connected(*at, until);
  ::freeaddrinfo(found);
  if (fd < 0) return cannot_connect(place, std::strerror(errno));
  std::unique_ptr<Client> client{new Client{fd}};
  client->tls_ = TlsStream::connect(std::move(context), fd, host);
  for (Step step = client->tls_->handshake(); step != Step::done;
       step = client->tls_->handshake()) {
    if (step == Step::failed || step == Step::closed)
      return std::unexpected(refused_by_peer(place, client->trouble()));
    if (!wait_for(fd, step == Step::want_write ? POLLOUT : POLLIN, until))
      return cannot_connect(place, std::strerror(ETIMEDOUT));
  }
  return client;
}

Client::~Client() {
  tls_.reset();
  ::close(fd_);
}

Client::State Client::move(std::string& received) {
  std::size_t sent = 0;
  while (sent < unsent_.size()) {
    const auto [step, bytes] = tls_->write(std::string_view{unsent_}.substr(sent, piece));
    if (step == Step::failed || step == Step::closed) return State::broken;
    if (step != Step::done) break;
    sent += bytes;
  }
  unsent_.erase(0, sent);
  if (unsent_.empty() && ending_) {
    ending_ = false;
    static_cast<void>(tls_->end_output());
  }
  std::array<char, piece> room{};
  for (;;) {
    const auto [step, bytes] = tls_->read(room);
    if (step == Step::closed) return State::ended;
    if (step == Step::failed) return State::broken;
    if (step != Step::done) return State::open;
    received.append(room.data(), bytes);
  }
}

}  // namespace tradein::wire
