#include "adapters/wire/server.hpp"

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "adapters/wire/certificates.hpp"
#include "adapters/wire/client.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::wire;

namespace {

const std::string shop = "91370100MA00012378";

/// Answers every line with its row and its text, from a thread of its own as the real desk does.
class EchoDesk final : public LineTaker {
 public:
  ~EchoDesk() override { end(); }
  void start(Server& server) {
    thread_ = std::thread{[this, &server] { work(server); }};
  }
  void end() {
    {
      const std::lock_guard lock{mutex_};
      ended_ = true;
      some_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
  }
  Room room() const noexcept override { return room_now; }
  void take(SessionLines lines) override {
    const std::lock_guard lock{mutex_};
    queue_.push_back(std::move(lines));
    some_.notify_all();
  }
  std::string busy(const LineRun& run) override { return texts(run, "busy "); }
  /// Lines stay in the queue until this is false again.
  void hold(bool held) {
    const std::lock_guard lock{mutex_};
    held_ = held;
    some_.notify_all();
  }
  std::atomic<Room> room_now{Room::plenty};

 private:
  static std::string texts(const LineRun& run, const std::string& before) {
    std::string out;
    std::uint64_t row = run.first_row;
    for (const LineSpan& span : run.lines) {
      if (span.length > 0)
        out += before + std::to_string(row) + ":" +
               std::string{run.bytes.data() + span.offset, span.length} + "\n";
      ++row;
    }
    return out;
  }
  void work(Server& server) {
    for (;;) {
      std::unique_lock lock{mutex_};
      some_.wait(lock, [&] { return (!queue_.empty() && !held_) || ended_; });
      if (queue_.empty()) return;
      const SessionLines lines = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      if (lines.ended) continue;
      std::vector<SessionAnswers> answers(1);
      answers[0] = {lines.session, lines.run.to_answer, texts(lines.run, ""), false};
      server.answer(std::move(answers));
    }
  }
  std::mutex mutex_;
  std::condition_variable some_;
  std::deque<SessionLines> queue_;
  bool held_ = false, ended_ = false;
  std::thread thread_;
};

class Running {
 public:
  explicit Running(Limits limits = {}) {
    const std::string path = folder_.path().string();
    REQUIRE(make_development_set(path, {shop}).has_value());
    Server::Options options;
    options.address = "127.0.0.1";
    options.limits = limits;
    options.settings = {
        {path + "/server.pem", path + "/server.key", path + "/ca.pem", ""}, {shop}, {}};
    auto server =
        Server::open(std::move(options), desk, [](const char*, const char*, const std::string&) {});
    REQUIRE(server.has_value());
    server_ = std::move(*server);
    desk.start(*server_);
    thread_ = std::thread{[this] { server_->run(); }};
  }
  ~Running() {
    server_->stop();
    desk.hold(false);
    thread_.join();
    desk.end();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  std::unique_ptr<Client> connect() {
    const std::string path = folder_.path().string();
    const auto context = TlsContext::client(
        {path + "/" + shop + ".pem", path + "/" + shop + ".key", path + "/ca.pem", ""});
    REQUIRE(context.has_value());
    auto client = Client::connect("127.0.0.1", server_->port(), *context, std::chrono::seconds{10});
    REQUIRE(client.has_value());
    return std::move(*client);
  }
  Server& server() { return *server_; }
  EchoDesk desk;

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

/// Reads until `lines` have come or the service has closed.
std::string read(Client& client, std::size_t lines) {
  std::string got;
  for (;;) {
    const auto state = client.move(got);
    const auto count = static_cast<std::size_t>(std::count(got.begin(), got.end(), '\n'));
    if (count >= lines || state != Client::State::open) return got;
    pollfd one{client.fd(), static_cast<short>(POLLIN | (client.wants_to_write() ? POLLOUT : 0)),
               0};
    ::poll(&one, 1, 10'000);
  }
}

}  // namespace

TEST_CASE("server: pipelined lines of several connections are answered in each one's order",
          "[unit][wire]") {
  Running running;
  constexpr std::size_t lines = 2'000;
  std::string sent, wanted;
  for (std::size_t i = 1; i <= lines; ++i) {
    const std::string line = "line " + std::to_string(i * 7) + std::string(i % 300, 'x');
    sent += line + "\n";
    wanted += std::to_string(i) + ":" + line + "\n";
  }
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(running.connect());
    clients.back()->send(sent);
  }
  for (const auto& client : clients) CHECK(read(*client, lines) == wanted);
  CHECK(running.server().metrics().lines == 4 * lines);
}

TEST_CASE("server: lines that find no room are answered so, in their place", "[unit][wire]") {
  Running running;
  const auto client = running.connect();
  client->send("a\n");
  CHECK(read(*client, 1) == "1:a\n");
  running.desk.hold(true);
  client->send("b\n");
  std::string none;
  client->move(none);
  while (running.server().metrics().lines < 2) std::this_thread::yield();
  // Full is only said to lines that were read before it was known; little stops reading.
  running.desk.room_now = LineTaker::Room::little;
  client->send("c\n");
  client->move(none);
  running.desk.hold(false);
  CHECK(read(*client, 1) == "2:b\n");
  running.desk.room_now = LineTaker::Room::plenty;
  running.server().answer({});
  CHECK(read(*client, 1) == "3:c\n");
}

TEST_CASE("server: what was read before the end is answered, then the connection closes",
          "[unit][wire]") {
  Running running;
  const auto client = running.connect();
  running.desk.hold(true);
  client->send("a\nb\ntorn");
  std::string none;
  client->move(none);
  while (running.server().metrics().lines < 2) std::this_thread::yield();
  running.server().stop();
  running.desk.hold(false);
  CHECK(read(*client, 100) == "1:a\n2:b\n");
}

TEST_CASE("server: a half-closed connection gets all its answers", "[unit][wire]") {
  Running running;
  const auto client = running.connect();
  client->send("a\n\nb\ntorn");
  client->end();
  CHECK(read(*client, 100) == "1:a\n3:b\n");
}

TEST_CASE("server: a slow reader's lines wait, and all of them are answered", "[unit][wire]") {
  Limits limits;
  limits.answer_bytes = 1'000;
  limits.lines_unanswered = 5;
  Running running{limits};
  const auto client = running.connect();
  std::string sent;
  for (int i = 0; i < 3'000; ++i) sent += std::string(1'000, 'y') + "\n";
  client->send(sent);
  const std::string got = read(*client, 3'000);
  CHECK(std::count(got.begin(), got.end(), '\n') == 3'000);
}

TEST_CASE("server: an address that is not this machine's is named", "[unit][wire]") {
  EchoDesk desk;
  const TemporaryFolder folder;
  const std::string path = folder.path().string();
  REQUIRE(make_development_set(path, {shop}).has_value());
  Server::Options options;
  options.address = "192.0.2.1";
  options.port = 1;
  options.settings.files = {path + "/server.pem", path + "/server.key", path + "/ca.pem", ""};
  const auto server =
      Server::open(std::move(options), desk, [](const char*, const char*, const std::string&) {});
  REQUIRE_FALSE(server.has_value());
  CHECK(server.error().code == "E-LISTEN");
  CHECK(server.error().place == "192.0.2.1:1");
}
