#include "adapters/wire/server.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <unordered_map>

#include "adapters/wire/connection_counts.hpp"
#include "adapters/wire/session_state.hpp"
#include "engine/base/json.hpp"

namespace tradein::wire {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using Step = TlsStream::Step;
constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

constexpr std::chrono::milliseconds sweep_every{250};
constexpr std::chrono::milliseconds linger{2'000};  // for the peer to take what was sent
constexpr std::size_t read_bytes = 16 * 1024;
constexpr int reads_a_turn = 8;  // then the other connections have their turn
constexpr int evictions_a_turn = 32;

/// A coroutine of ours lets no error out but a lack of memory, which ends the process.
void rethrow(std::exception_ptr failure) {
  if (failure) std::rethrow_exception(failure);
}

Error cannot_listen(const std::string& address, std::uint16_t port, const std::string& why) {
  return {"E-LISTEN",
          address + ":" + std::to_string(port),
          {"无法监听该地址：" + why, "this address cannot be listened on: " + why},
          {"在 serve.yaml 中换一个 listen 地址或端口，或停止占用它的程序",
           "choose another `listen` in serve.yaml, or end the program that has it"},
          Trouble::usage};
}

/// As many connections as the system lets one process have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(setrlimit(RLIMIT_NOFILE, &limit));
}

struct Session {
  Session(std::uint64_t number, tcp::socket connected, const Limits& limits, Time now)
      : id{number},
        socket{std::move(connected)},
        wake{socket.get_executor(), Time::max()},
        state{limits, now} {}
  std::uint64_t id;
  tcp::socket socket;
  asio::steady_timer wake;  ///< cancelled when there is room for input, or nothing more to wait for
  SessionState state;
  std::unique_ptr<TlsStream> tls;
  bool open = true;
  bool writing = false;  ///< a coroutine waits until the socket takes more
  Time linger_until = Time::max();
};
using SessionPtr = std::shared_ptr<Session>;

}  // namespace

class Server::Core {
 public:
  Core(Options options, LineTaker& taker, Tell tell)
      : options_{std::move(options)},
        taker_{taker},
        tell_{std::move(tell)},
        acceptor_{io_},
        signals_{io_},
        sweeper_{io_},
        counts_{options_.limits} {}

  Result<void> open();
  int run();
  void answer(std::vector<SessionAnswers> answers);
  void stop() {
    asio::post(io_, [this] { drain(0); });
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const ServerMetrics& metrics() const noexcept { return metrics_; }

 private:
  Result<std::shared_ptr<TlsContext>> context_of(const ServerSettings& settings) const;
  awaitable<void> accept();
  awaitable<void> watch_signals();
  awaitable<void> sweep();
  awaitable<void> serve(SessionPtr session);
  awaitable<bool> handshake(Session& session);
  awaitable<void> read(SessionPtr session);
  awaitable<void> write_later(SessionPtr session);
  awaitable<void> let_go(Session& session);
  awaitable<void> wait_for(Session& session, Step step);
  void admit(tcp::socket socket);
  void pump(const SessionPtr& session);
  void hand_over(Session& session);
  void flush(const SessionPtr& session);
  void take_answer(SessionAnswers& answer);
  void end_input(Session& session);
  void evict(Session& session);
  void evict(std::uint64_t id);
  void close(Session& session);
  [[nodiscard]] bool is_overdue(const Session& session, Time now) const;
  /// Sessions past a deadline; counts them.
  std::vector<SessionPtr> overdue(Time now);
  void end_overdue(Session& session, Time now);
  void give_memory_back();
  void reload();
  void drain(int signal);
  void stop_when_empty();

  Options options_;
  LineTaker& taker_;
  Tell tell_;
  asio::io_context io_{1};
  tcp::acceptor acceptor_;
  asio::signal_set signals_;
  asio::steady_timer sweeper_;
  std::shared_ptr<TlsContext> tls_;
  ConnectionCounts counts_;
  std::unordered_map<std::uint64_t, SessionPtr> sessions_;
  std::size_t most_ = 0;               ///< sessions since memory was given back
  std::vector<std::uint64_t> paused_;  ///< that read nothing until the queue has room
  std::uint64_t next_id_ = 1;
  std::array<char, read_bytes> scratch_{};
  ServerMetrics metrics_;
  Time drain_until_ = Time::max();
  int ended_by_ = 0;
  std::uint16_t port_ = 0;
};

Result<std::shared_ptr<TlsContext>> Server::Core::context_of(const ServerSettings& settings) const {
  return TlsContext::server(settings.files,
                            [retailers = settings.retailers, revoked = settings.revoked](
                                const std::string& name, const std::string& serial) {
                              return retailers.contains(name) && !revoked.contains(serial);
                            });
}

Result<void> Server::Core::open() {
  raise_descriptor_limit();
  auto context = context_of(options_.settings);
  if (!context) return std::unexpected(context.error());
  tls_ = std::move(*context);
  boost::system::error_code failed;
  const auto refuse = [&] {
    return std::unexpected(cannot_listen(options_.address, options_.port, failed.message()));
  };
  const auto address = asio::ip::make_address(options_.address, failed);
  if (failed) return refuse();
  const tcp::endpoint endpoint{address, options_.port};
  if (acceptor_.open(endpoint.protocol(), failed); failed) return refuse();
  if (acceptor_.set_option(tcp::acceptor::reuse_address{true}, failed); failed) return refuse();
  // What a peer leaves lying in the system's buffers is bounded, too; accepted sockets inherit it.
  constexpr int socket_bytes = 256 * 1024;
  if (acceptor_.set_option(asio::socket_base::send_buffer_size{socket_bytes}, failed); failed)
    return refuse();
  if (acceptor_.set_option(asio::socket_base::receive_buffer_size{socket_bytes}, failed); failed)
    return refuse();
  if (acceptor_.bind(endpoint, failed); failed) return refuse();
  if (acceptor_.listen(asio::socket_base::max_listen_connections, failed); failed) return refuse();
  port_ = acceptor_.local_endpoint(failed).port();
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    if (signals_.add(signal, failed); failed) return refuse();
  return {};
}

int Server::Core::run() {
  asio::co_spawn(io_, accept(), rethrow);
  asio::co_spawn(io_, watch_signals(), rethrow);
  asio::co_spawn(io_, sweep(), rethrow);
  io_.run();
  return ended_by_;
}

awaitable<void> Server::Core::accept() {
  asio::steady_timer breath{io_};
  while (acceptor_.is_open()) {
    auto [failed, socket] = co_await acceptor_.async_accept(as_values);
    if (!failed) {
      admit(std::move(socket));
      continue;
    }
    if (!acceptor_.is_open()) co_return;
    // No descriptor is left: those who wait without a certificate are timed out soon.
    breath.expires_after(std::chrono::milliseconds{20});
    co_await breath.async_wait(as_values);
  }
}

void Server::Core::admit(tcp::socket socket) {
  boost::system::error_code failed;
  ++metrics_.accepted;
  const auto peer = socket.remote_endpoint(failed);
  if (failed) return;
  const std::uint64_t id = next_id_++;
  const auto verdict = counts_.accept(id, peer.address().to_string());
  if (!verdict.admitted) {
    ++metrics_.refused_full;
    return;
  }
  if (verdict.evicted) {
    ++metrics_.evicted_strangers;
    evict(*verdict.evicted);
  }
  static_cast<void>(socket.non_blocking(true, failed));
  static_cast<void>(socket.set_option(tcp::no_delay{true}, failed));
  auto session = std::make_shared<Session>(id, std::move(socket), options_.limits, Clock::now());
  sessions_.emplace(id, session);
  metrics_.connections = sessions_.size();
  asio::co_spawn(io_, serve(std::move(session)), rethrow);
}

awaitable<void> Server::Core::wait_for(Session& session, Step step) {
  co_await session.socket.async_wait(
      step == Step::want_write ? tcp::socket::wait_write : tcp::socket::wait_read, as_values);
}

awaitable<bool> Server::Core::handshake(Session& session) {
  // No memory for TLS before the peer has said something.
  co_await wait_for(session, Step::want_read);
  if (!session.open) co_return false;
  session.tls = TlsStream::accept(tls_, session.socket.native_handle());
  Step step = session.tls->handshake();
  while (step == Step::want_read || step == Step::want_write) {
    co_await wait_for(session, step);
    if (!session.open) co_return false;
    step = session.tls->handshake();
  }
  if (step != Step::done) {
    ++metrics_.refused_handshakes;
    std::string members = "\"why\":";
    append_json_string(members, session.tls->trouble());
    tell_("debug", "handshake-refused", members);
    co_return false;
  }
  const auto verdict =
      counts_.authenticate(session.id, session.tls->peer_name(), [&](std::uint64_t other) {
        const auto found = sessions_.find(other);
        return found != sessions_.end() && found->second->state.at_rest();
      });
  if (verdict.evicted) {
    ++metrics_.evicted_at_rest;
    evict(*verdict.evicted);
  }
  if (!verdict.admitted) {
    ++metrics_.refused_full;
    co_return false;
  }
  ++metrics_.authenticated;
  ++metrics_.sessions;
  session.state.authenticated(Clock::now());
  co_return true;
}

awaitable<void> Server::Core::serve(SessionPtr session) {
  const bool welcome = co_await handshake(*session);
  if (welcome) {
    co_await read(session);
    pump(session);
    while (session->open && !session->state.finished())
      co_await session->wake.async_wait(as_values);
  }
  if (session->open) co_await let_go(*session);
  close(*session);
}

awaitable<void> Server::Core::read(SessionPtr session) {
  SessionState& state = session->state;
  for (int reads = 1; session->open && !state.has_ended(); ++reads) {
    const bool queue_is_full = taker_.room() != LineTaker::Room::plenty;
    if (queue_is_full || !state.wants_input()) {
      if (queue_is_full) paused_.push_back(session->id);
      co_await session->wake.async_wait(as_values);
      state.resumed(Clock::now());
      continue;
    }
    const auto [step, bytes] = session->tls->read(scratch_);
    if (step == Step::done) {
      metrics_.bytes_in += bytes;
      state.received({scratch_.data(), bytes}, Clock::now());
      pump(session);
      if (reads % reads_a_turn == 0) co_await asio::post(io_, asio::use_awaitable);
    } else if (step == Step::closed) {
      state.input_ended();
    } else if (step == Step::failed) {
      evict(*session);
    } else {
      co_await wait_for(*session, step);
    }
  }
}

/// Hands whole lines over and sends what is ready; what was sent makes room for more lines.
void Server::Core::pump(const SessionPtr& session) {
  for (bool sent = true; sent && session->open;) {
    hand_over(*session);
    sent = !session->state.output().empty();
    flush(session);
    sent = sent && session->open && session->state.output().empty();
  }
}

void Server::Core::hand_over(Session& session) {
  SessionLines lines;
  while (session.state.take_lines(lines.run)) {
    metrics_.lines += lines.run.to_answer;
    if (taker_.room() == LineTaker::Room::none) {
      metrics_.busy_lines += lines.run.to_answer;
      session.state.answer_here(lines.run.to_answer, taker_.busy(lines.run), Clock::now());
      continue;
    }
    lines.session = session.id;
    lines.retailer = session.tls->peer_name();
    taker_.take(std::move(lines));
    lines = {};
  }
}

/// Writes what the socket takes; the rest waits in a coroutine of its own.
void Server::Core::flush(const SessionPtr& session) {
  if (session->writing || !session->open) return;
  while (!session->state.output().empty()) {
    const auto [step, bytes] = session->tls->write(session->state.output().substr(0, read_bytes));
    if (step == Step::done) {
      metrics_.bytes_out += bytes;
      session->state.sent(bytes, Clock::now());
    } else if (step == Step::want_write || step == Step::want_read) {
      session->writing = true;
      asio::co_spawn(io_, write_later(session), rethrow);
      return;
    } else {
      evict(*session);
      return;
    }
  }
  session->wake.cancel();
}

awaitable<void> Server::Core::write_later(SessionPtr session) {
  co_await wait_for(*session, Step::want_write);
  session->writing = false;
  pump(session);
}

/// Closing a socket with unread bytes would reset it and could take answers from the peer that are
/// on their way; so the peer closes first, or has its time to.
awaitable<void> Server::Core::let_go(Session& session) {
  if (session.tls) static_cast<void>(session.tls->end_output());
  boost::system::error_code failed;
  static_cast<void>(session.socket.shutdown(tcp::socket::shutdown_send, failed));
  session.linger_until = Clock::now() + linger;
  while (session.open) {
    const ssize_t got =
        ::recv(session.socket.native_handle(), scratch_.data(), scratch_.size(), MSG_DONTWAIT);
    if (got > 0) continue;
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) co_return;
    co_await wait_for(session, Step::want_read);
  }
}

void Server::Core::end_input(Session& session) {
  session.state.input_ended();
  boost::system::error_code failed;
  static_cast<void>(session.socket.cancel(failed));
  session.wake.cancel();
}

void Server::Core::evict(Session& session) {
  session.open = false;
  boost::system::error_code failed;
  static_cast<void>(session.socket.close(failed));
  session.wake.cancel();
}

void Server::Core::evict(std::uint64_t id) {
  if (const auto found = sessions_.find(id); found != sessions_.end()) evict(*found->second);
}

void Server::Core::close(Session& session) {
  session.open = false;
  boost::system::error_code failed;
  static_cast<void>(session.socket.close(failed));
  counts_.close(session.id);
  if (session.state.is_authenticated()) {
    --metrics_.sessions;
    SessionLines last;
    last.session = session.id;
    last.ended = true;
    taker_.take(std::move(last));
  }
  sessions_.erase(session.id);
  metrics_.connections = sessions_.size();
  stop_when_empty();
}

void Server::Core::answer(std::vector<SessionAnswers> answers) {
  asio::post(io_, [this, answers = std::move(answers)]() mutable {
    for (SessionAnswers& answer : answers) take_answer(answer);
    if (taker_.room() != LineTaker::Room::plenty) return;
    for (const std::uint64_t id : std::exchange(paused_, {}))
      if (const auto found = sessions_.find(id); found != sessions_.end())
        found->second->wake.cancel();
  });
}

void Server::Core::take_answer(SessionAnswers& answer) {
  const auto found = sessions_.find(answer.session);
  if (found == sessions_.end() || !found->second->open) return;
  const SessionPtr session = found->second;
  session->state.answered(answer.lines, answer.text, Clock::now());
  pump(session);
  if (answer.close) end_input(*session);
}

awaitable<void> Server::Core::sweep() {
  while (Clock::now() < drain_until_ || !sessions_.empty()) {
    sweeper_.expires_after(sweep_every);
    co_await sweeper_.async_wait(as_values);
    const Time now = Clock::now();
    int let_go = 0;
    for (const SessionPtr& session : overdue(now)) {
      end_overdue(*session, now);
      // Of a crowd that came at once, all are late at once.
      if (++let_go % evictions_a_turn == 0) co_await asio::post(io_, asio::use_awaitable);
    }
    give_memory_back();
  }
}

/// After a crowd has left: the allocator would keep what it used (300 MB after 10,000).
void Server::Core::give_memory_back() {
  constexpr std::size_t crowd = 256;
  most_ = std::max(most_, sessions_.size());
  if (most_ < crowd || sessions_.size() > most_ / 2) return;
  most_ = sessions_.size();
  static_cast<void>(::malloc_trim(0));
}

bool Server::Core::is_overdue(const Session& session, Time now) const {
  return session.state.overdue(now) != Overdue::none || now > session.linger_until ||
         now >= drain_until_;
}

std::vector<SessionPtr> Server::Core::overdue(Time now) {
  std::vector<SessionPtr> late;
  for (const auto& [id, session] : sessions_) {
    if (!is_overdue(*session, now)) continue;
    const Overdue why = session->state.overdue(now);
    if (now <= session->linger_until) {
      if (why == Overdue::handshake) ++metrics_.timeouts_handshake;
      if (why == Overdue::idle) ++metrics_.timeouts_idle;
      if (why == Overdue::line) ++metrics_.timeouts_line;
      if (why == Overdue::write) ++metrics_.timeouts_write;
    }
    late.push_back(session);
  }
  return late;
}

/// Who has only been idle is told properly; its answers are all sent.
void Server::Core::end_overdue(Session& session, Time now) {
  if (!session.open || !is_overdue(session, now)) return;  // others had their turn meanwhile
  if (session.state.overdue(now) == Overdue::idle && now < session.linger_until)
    end_input(session);
  else
    evict(session);
}

awaitable<void> Server::Core::watch_signals() {
  for (;;) {
    const auto [failed, signal] = co_await signals_.async_wait(as_values);
    if (failed) co_return;
    if (signal == SIGHUP)
      reload();
    else
      drain(signal);
  }
}

void Server::Core::reload() {
  auto settings = options_.reload();
  auto context = settings ? context_of(*settings)
                          : Result<std::shared_ptr<TlsContext>>{std::unexpected(settings.error())};
  if (!context) {
    ++metrics_.failed_reloads;
    std::string members = "\"code\":\"" + context.error().code + "\",\"place\":";
    append_json_string(members, context.error().place);
    members += ",\"what\":";
    append_json_string(members, context.error().what.en);
    tell_("error", "reload-refused", members);
    return;
  }
  tls_ = std::move(*context);
  ++metrics_.reloads;
  tell_("info", "reloaded", "\"retailers\":" + std::to_string(settings->retailers.size()));
  // Who was struck off gets its answers and is let go; everybody else stays.
  for (const auto& [id, session] : sessions_)
    if (session->state.is_authenticated() && !session->tls->is_good_for(*tls_)) end_input(*session);
}

void Server::Core::drain(int signal) {
  if (metrics_.draining) return;
  metrics_.draining = true;
  ended_by_ = signal;
  drain_until_ = Clock::now() + options_.limits.drain;
  tell_("info", "draining", "\"connections\":" + std::to_string(sessions_.size()));
  boost::system::error_code failed;
  static_cast<void>(acceptor_.close(failed));
  for (const auto& [id, session] : sessions_) {
    if (session->state.is_authenticated())
      end_input(*session);
    else
      evict(*session);
  }
  stop_when_empty();
}

void Server::Core::stop_when_empty() {
  if (metrics_.draining && sessions_.empty()) io_.stop();
}

Server::Server(std::unique_ptr<Core> core) : core_{std::move(core)} {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(Options options, LineTaker& taker, Tell tell) {
  auto core = std::make_unique<Core>(std::move(options), taker, std::move(tell));
  if (const auto opened = core->open(); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<Server>{new Server{std::move(core)}};
}

int Server::run() { return core_->run(); }
void Server::answer(std::vector<SessionAnswers> answers) { core_->answer(std::move(answers)); }
void Server::stop() { core_->stop(); }
std::uint16_t Server::port() const noexcept { return core_->port(); }
const ServerMetrics& Server::metrics() const noexcept { return core_->metrics(); }

}  // namespace tradein::wire
