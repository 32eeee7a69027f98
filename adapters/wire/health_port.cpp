#include "adapters/wire/health_port.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>

namespace tradein::wire {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using asio::ip::tcp;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds patience{5};
constexpr std::size_t connections_max = 64;
constexpr std::uint32_t header_bytes_max = 8 * 1024;

std::unexpected<Error> cannot_listen(const std::string& place, const std::string& why) {
  return std::unexpected(
      Error{"E-LISTEN",
            place,
            {"无法监听该地址：" + why, "this address cannot be listened on: " + why},
            {"在 serve.yaml 中换一个本机的 health 地址或端口",
             "choose another `health` on this machine in serve.yaml"},
            Trouble::usage});
}

}  // namespace

struct HealthPort::Core {
  explicit Core(Pages shown) : pages{std::move(shown)}, acceptor{io} {}
  ~Core() {
    io.stop();
    if (thread.joinable()) thread.join();
  }

  http::response<http::string_body> answer(const http::request<http::empty_body>& asked) const {
    http::response<http::string_body> out{http::status::ok, asked.version()};
    out.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
    out.set(http::field::cache_control, "no-store");
    if (asked.method() != http::verb::get && asked.method() != http::verb::head) {
      out.result(http::status::method_not_allowed);
    } else if (asked.target() == "/ready") {
      const bool ready = pages.ready();
      if (!ready) out.result(http::status::service_unavailable);
      out.body() = ready ? "ready\n" : "not ready\n";
    } else if (asked.target() == "/metrics") {
      out.body() = pages.metrics();
    } else {
      out.result(http::status::not_found);
      out.body() = "/ready or /metrics\n";
    }
    out.prepare_payload();
    if (asked.method() == http::verb::head) out.body().clear();
    out.keep_alive(false);
    return out;
  }

  awaitable<void> serve(tcp::socket socket) {
    beast::tcp_stream stream{std::move(socket)};
    stream.expires_after(patience);
    beast::flat_buffer buffer{header_bytes_max};
    http::request_parser<http::empty_body> parser;
    parser.header_limit(header_bytes_max);
    const auto [failed, bytes] = co_await http::async_read(stream, buffer, parser, as_values);
    if (!failed) {
      auto out = answer(parser.get());
      static_cast<void>(co_await http::async_write(stream, out, as_values));
      beast::error_code ignored;
      static_cast<void>(stream.socket().shutdown(tcp::socket::shutdown_send, ignored));
    }
    --connections;
  }

  awaitable<void> accept() {
    asio::steady_timer breath{io};
    for (;;) {
      auto [failed, socket] = co_await acceptor.async_accept(as_values);
      if (failed == asio::error::operation_aborted) co_return;
      if (failed) {  // no descriptor is left
        breath.expires_after(std::chrono::milliseconds{100});
        co_await breath.async_wait(as_values);
        continue;
      }
      if (connections >= connections_max) continue;
      ++connections;
      asio::co_spawn(io, serve(std::move(socket)), [](std::exception_ptr) {});
    }
  }

  Pages pages;
  asio::io_context io{1};
  tcp::acceptor acceptor;
  std::size_t connections = 0;
  std::thread thread;
};

HealthPort::HealthPort(std::unique_ptr<Core> core) : core_{std::move(core)} {}
HealthPort::~HealthPort() = default;

Result<std::unique_ptr<HealthPort>> HealthPort::open(const std::string& address, std::uint16_t port,
                                                     Pages pages) {
  const std::string place = address + ":" + std::to_string(port);
  auto core = std::make_unique<Core>(std::move(pages));
  boost::system::error_code failed;
  const auto ip = asio::ip::make_address(address, failed);
  if (failed) return cannot_listen(place, failed.message());
  if (!ip.is_loopback()) return cannot_listen(place, "no loopback address");
  const tcp::endpoint endpoint{ip, port};
  static_cast<void>(core->acceptor.open(endpoint.protocol(), failed));
  if (!failed)
    static_cast<void>(core->acceptor.set_option(tcp::acceptor::reuse_address{true}, failed));
  if (!failed) static_cast<void>(core->acceptor.bind(endpoint, failed));
  if (!failed)
    static_cast<void>(core->acceptor.listen(asio::socket_base::max_listen_connections, failed));
  if (failed) return cannot_listen(place, failed.message());
  Core& running = *core;
  asio::co_spawn(running.io, running.accept(), [](std::exception_ptr) {});
  running.thread = std::thread{[&running] { running.io.run(); }};
  return std::unique_ptr<HealthPort>{new HealthPort{std::move(core)}};
}

}  // namespace tradein::wire
