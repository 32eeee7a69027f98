#include "adapters/store/history_files.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <map>
#include <new>
#include <string_view>
#include <thread>

namespace tradein::store {
namespace {

constexpr std::size_t runs_of_a_level = 4;
constexpr std::uint64_t keys_for_a_short_merge = 8'000'000;  ///< half a second

/// Memory that is gone is as good as a full disk: false.
template <class Work>
bool with_memory(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return false;
  }
}

std::string run_path(const std::string& path, const HistoryRange& range) {
  return path + "-" + std::to_string(range.from) + "-" + std::to_string(range.to);
}

/// FROM-TO, and `.new` behind a draft's.
bool is_run_name(std::string_view name) {
  if (name.ends_with(".new")) name.remove_suffix(4);
  const std::size_t dash = name.find('-');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dash != std::string_view::npos && digits(name.substr(0, dash)) &&
         digits(name.substr(dash + 1));
}

/// Earlier versions had one file, STORE.history.
bool is_earlier_history(const std::string& path) {
  std::array<char, 8> begin{};
  std::ifstream{path}.read(begin.data(), begin.size());
  return std::string_view{begin.data(), begin.size()} == "thfile01";
}

/// One run's slots, in order.
class RunReader {
 public:
  explicit RunReader(std::shared_ptr<const HistoryRun> run) : run_{std::move(run)} { fill(); }
  [[nodiscard]] bool done() const noexcept { return at_ == slots_.size(); }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  [[nodiscard]] const HistorySlot& slot() const noexcept { return slots_[at_]; }
  void next() {
    if (++at_ == slots_.size()) fill();
  }

 private:
  void fill() {
    at_ = 0;
    failed_ = !run_->read(next_, slots_);
    if (failed_) slots_.clear();
    next_ += slots_.size();
  }

  std::shared_ptr<const HistoryRun> run_;
  std::vector<HistorySlot> slots_;
  std::size_t at_ = 0;
  std::uint64_t next_ = 0;
  bool failed_ = false;
};

/// The least key's reader, the newest of those that have it; the others pass over it.
RunReader* next_of(std::vector<RunReader>& readers) {
  RunReader* least = nullptr;
  for (RunReader& reader : readers) {
    if (reader.done()) continue;
    if (least == nullptr || reader.slot().before(least->slot())) {
      least = &reader;
    } else if (reader.slot().same_key(least->slot())) {
      least->next();
      least = &reader;
    }
  }
  return least;
}

}  // namespace

HistoryFiles::HistoryFiles(std::string path, Measures measures)
    : path_{std::move(path)}, measures_{measures} {}

Result<std::unique_ptr<HistoryFiles>> HistoryFiles::open(const std::string& path,
                                                         Measures measures) {
  std::unique_ptr<HistoryFiles> files{new HistoryFiles{path, measures}};
  if (auto found = files->find_runs(); !found) return std::unexpected(found.error());
  return files;
}

std::unique_ptr<HistoryFiles> HistoryFiles::in_memory() {
  std::unique_ptr<HistoryFiles> files{new HistoryFiles{"", Measures{}}};
  files->failed_ = true;
  return files;
}

/// Of files whose entries overlap the largest holds, as a merge leaves the ones that it was made of
/// until it has its name. What cannot follow the one before is of no use and is taken away.
Result<void> HistoryFiles::find_runs() {
  namespace fs = std::filesystem;
  const fs::path prefix{path_ + "-"};
  const fs::path folder = prefix.has_parent_path() ? prefix.parent_path() : fs::path{"."};
  const std::string begin = prefix.filename().string();
  std::error_code failed;
  std::map<std::uint64_t, std::shared_ptr<const HistoryRun>> from;
  std::vector<std::string> useless;
  if (is_earlier_history(path_)) useless.push_back(path_);
  for (fs::directory_iterator at{folder, failed}, end; !failed && at != end; at.increment(failed)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(begin) || !is_run_name(std::string_view{name}.substr(begin.size())))
      continue;
    const std::string path = prefix.string() + name.substr(begin.size());
    auto run = HistoryRun::open(path);
    if (!run || run_path(path_, run->range()) != path) {
      useless.push_back(path);
      continue;
    }
    auto& known = from[run->range().from];
    if (!known || known->range().to < run->range().to) std::swap(known, run);
    if (run) useless.push_back(run->path());
  }
  if (failed)
    return std::unexpected(
        Error{"E-STORE-IO",
              folder.string(),
              {"无法读取历史索引所在的文件夹", "the history's folder cannot be read"},
              {"检查该文件夹的权限", "check the rights of this folder"},
              Trouble::store});
  for (auto& [first, run] : from) {
    if (first == written_to_) {
      written_to_ = run->range().to;
      runs_.push_back(std::move(run));
    } else {
      useless.push_back(run->path());
    }
  }
  for (const std::string& path : useless) ::unlink(path.c_str());
  if (!runs_.empty()) {
    size_ = puts_to_ = written_to_;
    root_ = runs_.back()->range().root;
  }
  // Left by processes that wrote no more than one file each. A small batch does not wait for a long
  // merge: that is done beside the work of a process that fills tables.
  if (due(runs_, keys_for_a_short_merge) > 0)
    start([this](Runs& runs) { return merge_due(runs, keys_for_a_short_merge); });
  return {};
}

HistoryFiles::~HistoryFiles() {
  leaving_ = true;
  take_written(true);
  write_frozen();
  take_written(true);
  const bool certain = puts_to_ <= size_ && !frozen_ && !failed_;
  if (!certain || table_->keys.keys() < measures_.least_keys) return;
  // Where it fails the next process puts it again.
  static_cast<void>(
      with_memory([&] { return write(path_, *table_, {written_to_, size_, root_, 0}, runs_); }));
}

std::uint64_t HistoryFiles::find(const Digest128& key) const noexcept {
  if (const auto value = table_->keys.look(key)) return *value;
  if (frozen_)
    if (const auto value = frozen_->keys.look(key)) return *value;
  const HistorySlot slot = HistorySlot::of(key, 0);
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run)
    if (const auto value = (*run)->look(slot)) return *value;
  return 0;
}

void HistoryFiles::put(const Digest128& key, std::uint64_t value, std::uint64_t entry) {
  table_->keys.put(key, value, entry);
  puts_to_ = entry + 1;
}

void HistoryFiles::prefetch(const Digest128& key) const noexcept {
  table_->keys.prefetch(key);
  if (frozen_) frozen_->keys.prefetch(key);
  const HistorySlot slot = HistorySlot::of(key, 0);
  for (const auto& run : runs_) run->prefetch(slot);
}

void HistoryFiles::close_group(std::uint64_t size) {
  if (failed_) return;
  const std::uint64_t keys = table_->keys.keys();
  // Twice as much means that the disk does not keep up.
  take_written(keys >= 2 * measures_.table_keys);
  if (keys >= measures_.table_keys && !frozen_ && size > written_to_) {
    frozen_ = std::move(table_);
    table_ = std::make_unique<Table>();
    frozen_range_ = {written_to_, size, {}, 0};
    written_to_ = size;
    tell_frozen();
  }
  write_frozen();
}

void HistoryFiles::commit(std::uint64_t size, const Root& root) {
  size_ = size;
  root_ = root;
  tell_frozen();
  if (puts_to_ <= size)
    close_group(size);
  else
    write_frozen();
}

void HistoryFiles::tell_frozen() noexcept {
  if (frozen_ && frozen_range_.to == size_) frozen_range_.root = root_;
}

/// Work on the runs, beside that of this thread where there can be another. It may look at what
/// does not change, and at `leaving_`.
void HistoryFiles::start(std::function<bool(Runs&)> work) {
  const auto how =
      measures_.beside ? std::launch::async | std::launch::deferred : std::launch::deferred;
  const auto own = std::this_thread::get_id();
  writing_ = std::async(how, [work = std::move(work), runs = runs_, own]() mutable -> Written {
    // Of this thread alone, as Linux has it: who waits for an answer goes first.
    if (std::this_thread::get_id() != own) static_cast<void>(::nice(10));
    if (with_memory([&] { return work(runs); })) return std::move(runs);
    return std::nullopt;
  });
}

void HistoryFiles::write_frozen() {
  const bool durable = frozen_ && frozen_range_.to <= size_;
  if (!durable || failed_ || writing_.valid()) return;
  start([this, table = frozen_, range = frozen_range_](Runs& runs) {
    return write(path_, *table, range, runs) && merge_due(runs, history_value_max);
  });
}

void HistoryFiles::take_written(bool wait) {
  if (!writing_.valid()) return;
  const bool running = writing_.wait_for(std::chrono::seconds{0}) == std::future_status::timeout;
  if (running && !wait) return;
  Written written = writing_.get();
  failed_ = !written;
  if (failed_) return;
  runs_ = std::move(*written);
  // A merge alone leaves the table where it is.
  if (frozen_ && !runs_.empty() && runs_.back()->range().to == frozen_range_.to) frozen_.reset();
}

bool HistoryFiles::write(const std::string& path, const Table& table, const HistoryRange& range,
                         Runs& runs) {
  std::vector<HistorySlot> slots;
  table.keys.list(slots);
  HistoryRunWriter writer{run_path(path, range), range, slots.size()};
  for (const HistorySlot& slot : slots) writer.add(slot);
  auto run = writer.finish();
  if (!run) return false;
  runs.push_back(std::move(run));
  return true;
}

/// How many of the newest runs are to become one, of no more than so many keys.
std::size_t HistoryFiles::due(const Runs& runs, std::uint64_t keys_max) noexcept {
  std::size_t count = 0;
  std::uint64_t keys = 0;
  for (auto run = runs.rbegin();
       run != runs.rend() && (*run)->range().level == runs.back()->range().level; ++run) {
    keys += (*run)->count();
    ++count;
  }
  return count < runs_of_a_level || keys > keys_max ? 0 : count;
}

/// The newest `count` become one. A long merge is given up where the process ends.
bool HistoryFiles::merge(Runs& runs, std::size_t count) const {
  const auto begin = runs.end() - static_cast<std::ptrdiff_t>(count);
  HistoryRange range = runs.back()->range();
  range.from = (*begin)->range().from;
  ++range.level;
  std::uint64_t slots_max = 0;
  std::vector<RunReader> readers;
  for (auto run = begin; run != runs.end(); ++run) {
    slots_max += (*run)->count();
    readers.emplace_back(*run);
  }
  HistoryRunWriter writer{run_path(path_, range), range, slots_max};
  while (RunReader* const least = next_of(readers)) {
    if (leaving_.load(std::memory_order_relaxed) && slots_max > keys_for_a_short_merge)
      return false;
    // What was given back need not be known where nothing older says otherwise.
    if (least->slot().value() != 0 || range.from != 0) writer.add(least->slot());
    least->next();
  }
  if (std::ranges::any_of(readers, &RunReader::failed)) return false;
  auto merged = writer.finish();
  if (!merged) return false;
  for (auto run = begin; run != runs.end(); ++run) ::unlink((*run)->path().c_str());
  runs.erase(begin, runs.end());
  runs.push_back(std::move(merged));
  return true;
}

bool HistoryFiles::merge_due(Runs& runs, std::uint64_t keys_max) const {
  while (const std::size_t count = due(runs, keys_max))
    if (!merge(runs, count)) return leaving_;
  return true;
}

void HistoryFiles::clear() {
  take_written(true);
  for (const auto& run : runs_) ::unlink(run->path().c_str());
  runs_.clear();
  frozen_.reset();
  table_->keys.clear();
  size_ = puts_to_ = written_to_ = 0;
  root_ = {};
  failed_ = false;
}

}  // namespace tradein::store
