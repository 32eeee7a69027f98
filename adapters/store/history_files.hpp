#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/store/history_run.hpp"
#include "adapters/store/large_page_memory.hpp"
#include "engine/base/result.hpp"
#include "engine/decision/history_table.hpp"

namespace tradein::store {

/// The history of a store: what was put lately in a table in memory, what came before in files that
/// are never changed, STORE.history-FROM-TO, each of the entries that its name says. A table that
/// is full is written beside the work; four files of a level are merged into one of the next. So
/// memory is bounded but for the files' filters (10 bits a key), and a key is written some times in
/// its life, always in order.
///
/// Shape: one thread, of the process that holds the writer's lock.
/// Crash: a file has its name only once it is on the disk, and holds only what was committed. What
/// the table had, the caller puts again from the log (engine/log/history_catch_up.hpp); there are
/// some hundred thousand claims of it at most.
/// Errors: where the disk takes no file, the table keeps growing in memory, and the next process
/// puts it again. A file that cannot be read ends the process.
class HistoryFiles final : public LastingHistory {
 public:
  /// Tests use small ones.
  struct Measures {
    std::uint64_t table_keys = 1'500'000;  ///< a table of so many is written
    std::uint64_t least_keys = 65'536;     ///< fewer are not worth a file when the process ends
    bool beside = true;                    ///< on a thread of its own
  };
  /// E-STORE-IO (Trouble::store): the folder cannot be read. A file that is not whole is taken
  /// away.
  static Result<std::unique_ptr<HistoryFiles>> open(const std::string& path, Measures measures);
  static Result<std::unique_ptr<HistoryFiles>> open(const std::string& path) {
    return open(path, Measures{});
  }
  /// Without files.
  static std::unique_ptr<HistoryFiles> in_memory();
  HistoryFiles(const HistoryFiles&) = delete;
  HistoryFiles& operator=(const HistoryFiles&) = delete;
  /// Writes what is committed where it is much.
  ~HistoryFiles() override;

  [[nodiscard]] std::uint64_t find(const Digest128& key) const noexcept override;
  void put(const Digest128& key, std::uint64_t value, std::uint64_t entry) override;
  void prefetch(const Digest128& key) const noexcept override;
  void close_group(std::uint64_t size) override;
  void commit(std::uint64_t size, const Root& root) override;
  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  [[nodiscard]] const Root& root() const noexcept override { return root_; }
  void clear() override;
  [[nodiscard]] std::size_t files() const noexcept { return runs_.size(); }

 private:
  struct Table {
    static constexpr HistoryShape shape{.depth = 5};
    LargePageMemory memory{shape};
    HistoryTable keys{memory, shape};
  };
  using Runs = std::vector<std::shared_ptr<const HistoryRun>>;  // the oldest first
  using Written = std::optional<Runs>;  ///< nothing where the disk did not take it

  HistoryFiles(std::string path, Measures measures);
  [[nodiscard]] static bool write(const std::string& path, const Table& table,
                                  const HistoryRange& range, Runs& runs);
  [[nodiscard]] static std::size_t due(const Runs& runs, std::uint64_t keys_max) noexcept;
  [[nodiscard]] bool merge(Runs& runs, std::size_t count) const;
  [[nodiscard]] bool merge_due(Runs& runs, std::uint64_t keys_max) const;
  Result<void> find_runs();
  void tell_frozen() noexcept;
  void write_frozen();
  void start(std::function<bool(Runs&)> work);
  void take_written(bool wait);

  std::string path_;
  Measures measures_;
  std::unique_ptr<Table> table_ = std::make_unique<Table>();
  std::shared_ptr<const Table> frozen_;  ///< full, and on its way into a file
  HistoryRange frozen_range_;            ///< with its root once its last entry is durable
  Runs runs_;
  std::uint64_t written_to_ = 0;  ///< the entries of the runs and of `frozen_` end here
  std::uint64_t size_ = 0, puts_to_ = 0;
  Root root_{};
  bool failed_ = false;  ///< the disk took no file, or there is none: nothing is written
  std::atomic<bool> leaving_ = false;
  std::future<Written> writing_;
};

}  // namespace tradein::store
