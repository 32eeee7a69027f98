// service_load: claims over many connections at once, and how long each waited for its answer.
#include <arpa/inet.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <deque>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "adapters/wire/client.hpp"

namespace {

using namespace tradein;
using wire::Client;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;
using std::chrono::milliseconds;

struct Options {
  std::string host = "127.0.0.1", file;
  std::uint16_t port = 8443;
  wire::TlsFiles tls;
  std::size_t connections = 64, window = 32;
  std::uint64_t rate = 0;  // claims a second of all; 0: as fast as answers come
  std::size_t idle = 0, silent = 0, slow = 0;
};

/// One connection and its share of the claims.
struct Sender {
  std::unique_ptr<Client> client;
  std::vector<std::size_t> lines;
  std::size_t next = 0;
  std::deque<Clock::time_point> sent;
  std::string received;
};

struct Totals {
  std::uint64_t answered = 0, refused = 0, broken = 0;
  std::vector<std::int64_t> waits_us;
};

std::vector<std::string> read_lines(const std::string& path) {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line + '\n');
  return lines;
}

void take_answers(Sender& sender, Totals& totals) {
  const auto now = Clock::now();
  std::size_t begin = 0;
  for (std::size_t end = sender.received.find('\n'); end != std::string::npos;
       end = sender.received.find('\n', begin)) {
    const std::string_view line = std::string_view{sender.received}.substr(begin, end - begin);
    begin = end + 1;
    if (sender.sent.empty()) continue;
    totals.waits_us.push_back(
        std::chrono::duration_cast<microseconds>(now - sender.sent.front()).count());
    sender.sent.pop_front();
    ++totals.answered;
    if (line.find("\"error\":{\"code\":\"E-") != std::string_view::npos) ++totals.refused;
  }
  sender.received.erase(0, begin);
}

void send_due(Sender& sender, const std::vector<std::string>& lines, const Options& options,
              std::uint64_t due) {
  while (sender.next < sender.lines.size() && sender.sent.size() < options.window) {
    // With a rate, claim i is due at i / rate, whichever connection sends it.
    if (options.rate > 0 && sender.lines[sender.next] >= due) return;
    sender.client->send(lines[sender.lines[sender.next++]]);
    sender.sent.push_back(Clock::now());
  }
}

Totals run(std::vector<Sender>& senders, const std::vector<std::string>& lines,
           const Options& options) {
  Totals totals;
  totals.waits_us.reserve(lines.size());
  const auto begun = Clock::now();
  std::vector<pollfd> polled(senders.size());
  while (totals.answered + totals.broken < lines.size()) {
    const auto us = std::chrono::duration_cast<microseconds>(Clock::now() - begun).count();
    const std::uint64_t due = static_cast<std::uint64_t>(us) * options.rate / 1'000'000;
    for (std::size_t i = 0; i < senders.size(); ++i) {
      Sender& sender = senders[i];
      polled[i] = {-1, 0, 0};
      if (!sender.client) continue;
      send_due(sender, lines, options, due);
      const auto state = sender.client->move(sender.received);
      take_answers(sender, totals);
      if (state != Client::State::open) {
        totals.broken += sender.lines.size() - sender.next + sender.sent.size();
        sender.client.reset();
        continue;
      }
      polled[i] = {sender.client->fd(),
                   static_cast<short>(POLLIN | (sender.client->wants_to_write() ? POLLOUT : 0)), 0};
    }
    static_cast<void>(::poll(polled.data(), polled.size(), 1));
  }
  return totals;
}

int plain_connection(const Options& options) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(options.port);
  ::inet_pton(AF_INET, options.host.c_str(), &to.sin_addr);
  if (fd >= 0 && ::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

/// Connections that hold on: idle ones after their handshake, slow ones in the middle of a line,
/// silent ones before it.
struct Crowd {
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<int> silent;
  std::size_t refused = 0;

  void open(const Options& options, const std::shared_ptr<wire::TlsContext>& context) {
    for (std::size_t i = 0; i < options.idle + options.slow; ++i) {
      auto client = Client::connect(options.host, options.port, context, milliseconds{5'000});
      if (!client) {
        ++refused;
        continue;
      }
      if (i >= options.idle) (*client)->send("{\"claim_id\":");
      std::string none;
      static_cast<void>((*client)->move(none));
      clients.push_back(std::move(*client));
    }
    for (std::size_t i = 0; i < options.silent; ++i) silent.push_back(plain_connection(options));
  }
  ~Crowd() {
    for (const int fd : silent)
      if (fd >= 0) ::close(fd);
  }
  Crowd() = default;
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;
};

int report(Totals& totals, Clock::duration took) {
  std::ranges::sort(totals.waits_us);
  const auto at = [&](std::uint64_t per_mille) {
    if (totals.waits_us.empty()) return 0.0;
    const std::size_t place = (totals.waits_us.size() - 1) * per_mille / 1000;
    return static_cast<double>(totals.waits_us[place]) / 1000;
  };
  const double seconds = std::chrono::duration<double>(took).count();
  fmt::print(
      "{} answered in {:.2f} s = {:.0f} claims/s; waits p50 {:.1f} p99 {:.1f} p99.9 {:.1f} max "
      "{:.1f} ms; {} refused, {} without an answer\n",
      totals.answered, seconds, static_cast<double>(totals.answered) / seconds, at(500), at(990),
      at(999), at(1000), totals.refused, totals.broken);
  return totals.broken == 0 ? 0 : 1;
}

int load(const Options& options) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
  }
  const auto lines = read_lines(options.file);
  const auto context = wire::TlsContext::client(options.tls);
  if (!context || lines.empty()) {
    std::fputs("service_load: no claims, or the certificates cannot be used\n", stderr);
    return 3;
  }
  Crowd crowd;
  const auto crowd_begun = Clock::now();
  crowd.open(options, *context);
  if (options.idle + options.slow + options.silent > 0)
    fmt::print("{} hold on ({} refused) after {:.1f} s\n",
               crowd.clients.size() + crowd.silent.size(), crowd.refused,
               std::chrono::duration<double>(Clock::now() - crowd_begun).count());
  std::vector<Sender> senders(options.connections);
  for (Sender& sender : senders) {
    auto client = Client::connect(options.host, options.port, *context, milliseconds{10'000});
    if (!client) {
      fmt::print(stderr, "service_load: {}\n", client.error().what.en);
      return 3;
    }
    sender.client = std::move(*client);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) senders[i % senders.size()].lines.push_back(i);
  const auto begun = Clock::now();
  Totals totals = run(senders, lines, options);
  return report(totals, Clock::now() - begun);
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app{"Claims over many connections at once, and how long each waited for its answer."};
  Options options;
  app.add_option("FILE", options.file, "Claims, NDJSON")->required();
  app.add_option("--host", options.host, "An address");
  app.add_option("--port", options.port, "The service's port");
  app.add_option("--cert", options.tls.certificate)->required();
  app.add_option("--key", options.tls.key)->required();
  app.add_option("--ca", options.tls.authority)->required();
  app.add_option("--connections", options.connections);
  app.add_option("--window", options.window, "Unanswered claims of a connection");
  app.add_option("--rate", options.rate, "Claims a second of all connections; 0: no limit");
  app.add_option("--idle", options.idle, "More connections that only stay");
  app.add_option("--slow", options.slow, "More connections that never end their first line");
  app.add_option("--silent", options.silent, "More connections that never shake hands");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return load(options);
} catch (const std::exception& error) {
  std::fprintf(stderr, "service_load: %s\n", error.what());
  return 70;
}
