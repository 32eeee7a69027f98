#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/wire/limits.hpp"
#include "adapters/wire/line_framer.hpp"
#include "adapters/wire/tls.hpp"
#include "engine/base/result.hpp"

namespace tradein::wire {

/// Lines of one connection for whoever decides them.
struct SessionLines {
  std::uint64_t session = 0;  ///< never used twice
  std::string retailer;
  LineRun run;
  bool ended = false;  ///< nothing more comes from this session
};

/// The answers to one SessionLines, whole.
struct SessionAnswers {
  std::uint64_t session = 0;
  std::size_t lines = 0;
  std::string text;
  bool close = false;  ///< the client asked to be let go after this
};

/// Who takes the lines. Called on the server's thread; must not block.
class LineTaker {
 public:
  virtual ~LineTaker() = default;
  enum class Room : std::uint8_t { plenty, little, none };
  [[nodiscard]] virtual Room room() const noexcept = 0;
  virtual void take(SessionLines lines) = 0;
  /// The text for lines that find no room, one line of JSON each (E-BUSY).
  virtual std::string busy(const LineRun& run) = 0;
};

/// What a reload (SIGHUP) may change.
struct ServerSettings {
  TlsFiles files;
  std::set<std::string> retailers;  ///< the register
  std::set<std::string> revoked;    ///< serial numbers of certificates, hex
};

/// Counters for whoever watches; read from any thread.
struct ServerMetrics {
  std::atomic<std::uint64_t> accepted{0}, authenticated{0}, refused_handshakes{0}, refused_full{0},
      evicted_strangers{0}, evicted_at_rest{0}, timeouts_handshake{0}, timeouts_idle{0},
      timeouts_line{0}, timeouts_write{0}, lines{0}, busy_lines{0}, bytes_in{0}, bytes_out{0},
      reloads{0}, failed_reloads{0};
  std::atomic<std::uint64_t> connections{0}, sessions{0};  ///< now
  std::atomic<bool> draining{false};
};

/// What happens, for the log: an event's name and members as JSON text (`"a":1,"b":"c"`).
using Tell = std::function<void(const char* level, const char* event, const std::string& members)>;

/// The TLS front: one thread, no disk, no rules. run() blocks until SIGTERM or SIGINT has been
/// honoured or stop() was called.
class Server {
 public:
  struct Options {
    std::string address;
    std::uint16_t port = 0;
    Limits limits;
    ServerSettings settings;
    /// SIGHUP: the settings anew; an error leaves the old ones in force.
    std::function<Result<ServerSettings>()> reload;
  };
  /// E-LISTEN, E-TLS-FILES.
  static Result<std::unique_ptr<Server>> open(Options options, LineTaker& taker, Tell tell);
  ~Server();

  /// The signal that ended it; 0 after stop().
  int run();
  /// From any thread. Answers of sessions that are gone are dropped.
  void answer(std::vector<SessionAnswers> answers);
  /// From any thread: drains and ends as SIGTERM does.
  void stop();
  [[nodiscard]] std::uint16_t port() const noexcept;
  [[nodiscard]] const ServerMetrics& metrics() const noexcept;

  class Core;

 private:
  explicit Server(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace tradein::wire
