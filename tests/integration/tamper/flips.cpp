#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "adapters/store/sqlite_store.hpp"
#include "tests/integration/tamper/harness.hpp"

namespace tradein::tamper {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t threads = 2;
constexpr std::uint64_t told_max = 20;

/// The bytes of the store's file and of its write-ahead log, one after the other.
struct Target {
  std::string path;
  std::uint64_t bytes = 0;
  std::uint64_t first = 0;  ///< of all bytes
};

struct Tally {
  std::atomic<std::uint64_t> next{0}, seen{0}, harmless{0}, silent{0};
  std::mutex telling;
};

/// Changes one byte for the time of its life; another bit each time.
class Flip {
 public:
  Flip(const std::string& path, std::uint64_t offset)
      : fd_{::open(path.c_str(), O_RDWR | O_CLOEXEC)}, offset_{static_cast<off_t>(offset)} {
    write(static_cast<unsigned char>(1U << (offset * 5 % 8)));
  }
  Flip(const Flip&) = delete;
  Flip& operator=(const Flip&) = delete;
  ~Flip() {
    static_cast<void>(::pwrite(fd_, &before_, 1, offset_));
    ::close(fd_);
  }

 private:
  void write(unsigned char change) {
    if (::pread(fd_, &before_, 1, offset_) != 1) throw std::runtime_error{"cannot read a copy"};
    const auto now = static_cast<unsigned char>(before_ ^ change);
    if (::pwrite(fd_, &now, 1, offset_) != 1) throw std::runtime_error{"cannot change a copy"};
  }
  int fd_;
  off_t offset_;
  unsigned char before_ = 0;
};

std::string copy_of(const Options& options, const std::string& name) {
  const fs::path folder = fs::path{options.work} / name;
  fs::create_directories(folder);
  const std::string copy = (folder / "claims.db").string();
  for (const char* ending : {"", "-wal"})
    if (fs::exists(options.store + ending))
      fs::copy_file(options.store + ending, copy + ending, fs::copy_options::overwrite_existing);
  return copy;
}

/// One flaw is enough to know: a third of the time.
tool::Trust first_flaw_of(const std::string& store) {
  tool::Trust trust = trust_of(store);
  trust.any_flaw_is_enough = true;
  return trust;
}

class Worker {
 public:
  Worker(const Options& options, const std::string& name, Tally& tally)
      : options_{options},
        tally_{tally},
        trust_{first_flaw_of(options.store)},
        path_{copy_of(options, name)},
        honest_{store::open_store(copy_of(options, name + "-honest"), {.mode = store::Mode::read})
                    .value()},
        dump_{canonical_dump(path_)} {
    if (dump_.empty() || verdict_of(open(), path_, trust_).seen)
      throw std::runtime_error{"the store is not honest to begin with"};
    for (const char* ending : {"", "-wal"}) {
      if (!fs::exists(path_ + ending)) continue;
      targets_.push_back({path_ + ending, fs::file_size(path_ + ending), bytes_});
      bytes_ += targets_.back().bytes;
    }
  }
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// Flips until all are done. Neighbours differ in their page, so that both threads get a mix.
  void work(std::uint64_t first, std::uint64_t bytes, std::uint64_t count) {
    for (std::uint64_t i = 0; (i = tally_.next++) < count;) flip(first + i * bytes / count);
  }

 private:
  Result<std::unique_ptr<Store>> open() {
    auto real = store::open_store(path_, {.mode = store::Mode::read});
    if (!real) return real;
    return blind_store(std::move(*real), *honest_, options_.blind);
  }

  void flip(std::uint64_t byte) {
    const Target& target = byte < targets_.back().first ? targets_.front() : targets_.back();
    const std::uint64_t offset = byte - target.first;
    const Flip flipped{target.path, offset};
    const Verdict verdict = verdict_of(open(), path_, trust_);
    if (verdict.seen && !verdict.place.empty()) {
      ++tally_.seen;
    } else if (!verdict.seen && canonical_dump(path_) == dump_) {
      ++tally_.harmless;
    } else if (tally_.silent++ < told_max) {
      const std::scoped_lock lock{tally_.telling};
      fmt::print("SILENT: byte {} of {}\n", offset, fs::path{target.path}.filename().string());
    }
  }

  const Options& options_;
  Tally& tally_;
  tool::Trust trust_;
  std::string path_;
  std::unique_ptr<Store> honest_;
  std::string dump_;
  std::vector<Target> targets_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::uint64_t flip_bytes(const Options& options) {
  // What a running writer leaves: its last commits lie in the write-ahead log alone. There a page
  // is seen to be damaged by its checksum, so that a blind verifier is tried without.
  std::unique_ptr<Store> writer;
  if (options.blind.empty()) writer = append_batch(options.store, 40);
  Tally tally;
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < threads; ++i)
    workers.push_back(std::make_unique<Worker>(options, "flips" + std::to_string(i), tally));
  const std::uint64_t last = std::min(options.last, workers[0]->bytes());
  const std::uint64_t bytes = last - std::min(options.first, last);
  const std::uint64_t count = options.count == 0 ? bytes : std::min(options.count, bytes);
  const auto begun = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> running;
    for (const auto& worker : workers)
      running.emplace_back([&, count] { worker->work(options.first, bytes, count); });
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
  fmt::print(
      "flips: {} of {} bytes in {} s: {} seen with their place, {} change nothing, {} silent\n",
      count, bytes, seconds.count(), tally.seen.load(), tally.harmless.load(), tally.silent.load());
  return tally.silent;
}

}  // namespace tradein::tamper
