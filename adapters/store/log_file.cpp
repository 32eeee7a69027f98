#include "adapters/store/log_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "engine/base/hex.hpp"
#include "engine/base/limits.hpp"
#include "engine/log/tile_export.hpp"

namespace tradein::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t buffer_bytes = 1 << 20;
constexpr std::uint64_t index_step = 4'096;  // entries between two known offsets
constexpr std::size_t block_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t pack_bytes_max = 64 * 1024 * 1024;

Error unreadable(const std::string& path) {
  return {.code = "E-LOG-FILE",
          .place = path,
          .what = {"无法读取导出的日志", "the exported log cannot be read"},
          .fix = {"检查路径和文件权限", "check the path and the file's rights"},
          .trouble = Trouble::input};
}

Error unwritable(const std::string& path) {
  const bool full = errno == ENOSPC;
  return {.code = full ? "E-STORE-FULL" : "E-STORE-IO",
          .place = path,
          .what = {"无法写入导出文件", "the export cannot be written"},
          .fix = {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
          .trouble = Trouble::store};
}

class File {
 public:
  explicit File(int fd) noexcept : fd_{fd} {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool good() const noexcept { return fd_ >= 0; }
  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  int fd_;
};

Result<std::optional<std::string>> read_whole(const std::string& path, std::size_t bytes_max) {
  const File file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (!file.good()) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return std::unexpected(unreadable(path));
  }
  struct stat about{};
  if (::fstat(file.fd(), &about) != 0 || !S_ISREG(about.st_mode) ||
      static_cast<std::size_t>(about.st_size) > bytes_max)
    return std::unexpected(unreadable(path));
  std::string text(static_cast<std::size_t>(about.st_size), '\0');
  if (::pread(file.fd(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    return std::unexpected(unreadable(path));
  return text;
}

Result<void> write_whole(const std::string& path, std::string_view bytes) {
  std::error_code ignored;
  fs::create_directories(fs::path{path}.parent_path(), ignored);
  const File file{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
  if (!file.good() || !file.write(bytes)) return std::unexpected(unwritable(path));
  return {};
}

class LogFile final : public LogReader {
 public:
  LogFile(int fd, std::string path) : file_{fd}, path_{std::move(path)} {}

  /// Counts the lines and remembers where every 4,096th begins.
  Result<void> look() {
    std::string buffer(buffer_bytes, '\0');
    std::uint64_t offset = 0;
    bool open_line = false;
    offsets_.push_back(0);
    for (;;) {
      const ssize_t got =
          ::pread(file_.fd(), buffer.data(), buffer.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return std::unexpected(unreadable(path_));
      if (got == 0) break;
      const char* at = buffer.data();
      const char* const end = at + got;
      while (const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at))) {
        at = static_cast<const char*>(found) + 1;
        if (++size_ % index_step == 0)
          offsets_.push_back(offset + static_cast<std::uint64_t>(at - buffer.data()));
      }
      open_line = at != end;
      offset += static_cast<std::uint64_t>(got);
    }
    // A last line without its break is an entry, too: cut short, as its text will tell.
    if (open_line) ++size_;
    return {};
  }

  Result<std::uint64_t> size() override { return size_; }
  Result<void> read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) override;
  Result<std::optional<std::string>> get_pack(const Hash256& sha256) override {
    return read_whole(path_ + ".packs/" + hex(as_text(sha256)), pack_bytes_max);
  }
  Result<void> each_pack(
      const std::function<bool(std::string_view, std::string_view)>& visit) override;

 private:
  Result<void> seek(std::uint64_t number);
  Result<bool> fill();

  File file_;
  std::string path_;
  std::uint64_t size_ = 0;
  std::vector<std::uint64_t> offsets_;
  // The place of sequential reading: entry next_ begins at buffer_[used_].
  std::string buffer_;
  std::size_t used_ = 0;
  std::uint64_t buffer_offset_ = 0;
  std::uint64_t next_ = ~std::uint64_t{0};
};

/// Reads on; false at the file's end.
Result<bool> LogFile::fill() {
  buffer_.erase(0, used_);
  buffer_offset_ += used_;
  used_ = 0;
  const std::size_t have = buffer_.size();
  buffer_.resize(have + buffer_bytes);
  ssize_t got = 0;
  do {
    got = ::pread(file_.fd(), buffer_.data() + have, buffer_bytes,
                  static_cast<off_t>(buffer_offset_ + have));
  } while (got < 0 && errno == EINTR);
  buffer_.resize(have + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return std::unexpected(unreadable(path_));
  return got > 0;
}

Result<void> LogFile::seek(std::uint64_t number) {
  buffer_.clear();
  used_ = 0;
  buffer_offset_ = offsets_[number / index_step];
  next_ = number / index_step * index_step;
  EntryBlock passed;
  if (next_ == number) return {};
  return read(next_, number - next_, passed);
}

Result<void> LogFile::read(std::uint64_t first, std::size_t entries_max, EntryBlock& out) {
  out.clear(first);
  if (first >= size_) return {};
  if (first != next_)
    if (auto done = seek(first); !done) return done;
  out.clear(first);
  while (out.size() < entries_max && next_ < size_ && out.bytes.size() < block_bytes_max) {
    const std::size_t end = buffer_.find('\n', used_);
    std::size_t length = end - used_;
    if (end == std::string::npos) {
      // Longer lines than entries may be are cut: they are not canonical then, and named as such.
      const bool too_long = buffer_.size() - used_ > 2 * limits::entry_bytes_max;
      const auto more = too_long ? Result<bool>{false} : fill();
      if (!more) return std::unexpected(more.error());
      if (*more) continue;
      length = buffer_.size() - used_;
    }
    out.bytes.append(buffer_, used_, length);
    out.close_entry();
    used_ = std::min(buffer_.size(), used_ + length + 1);
    ++next_;
  }
  return {};
}

Result<void> LogFile::each_pack(
    const std::function<bool(std::string_view, std::string_view)>& visit) {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator{path_ + ".packs", error})
    names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (name.size() != 64) continue;
    std::string sha256;
    for (std::size_t i = 0; i < name.size(); i += 2) {
      const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
      sha256.push_back(static_cast<char>(value(name[i]) * 16 + value(name[i + 1])));
    }
    const auto bytes = read_whole(path_ + ".packs/" + name, pack_bytes_max);
    if (!bytes) return std::unexpected(bytes.error());
    if (*bytes && !visit(sha256, **bytes)) return {};
  }
  return {};
}

Result<void> export_packs(Store& store, const std::string& folder) {
  Result<void> written;
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  auto read = store.each_pack([&](std::string_view sha256, std::string_view bytes) {
    written = write_whole(folder + "/" + hex(sha256), bytes);
    return written.has_value();
  });
  return written ? read : written;
}

}  // namespace

Result<std::unique_ptr<LogReader>> open_log_file(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return std::unexpected(unreadable(path));
  auto file = std::make_unique<LogFile>(fd, path);
  struct stat about{};
  if (::fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return std::unexpected(unreadable(path));
  if (auto looked = file->look(); !looked) return std::unexpected(looked.error());
  return file;
}

Result<std::optional<std::string>> read_log_checkpoint(const std::string& path) {
  return read_whole(path + ".checkpoint", 1 << 20);
}

Result<void> export_log(Store& store, const Commit& commit, const std::string& path,
                        const ExportProgress& progress) {
  const std::string draft = path + ".new";
  {
    const File file{::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (!file.good()) return std::unexpected(unwritable(path));
    EntryBlock block;
    std::string lines;
    for (std::uint64_t at = 0; at < commit.size; at = block.next_number()) {
      const std::size_t count = std::min<std::uint64_t>(index_step, commit.size - at);
      if (auto read = store.read(at, count, block); !read) return read;
      lines.clear();
      for (std::size_t i = 0; i < block.size(); ++i) lines.append(block[i]).push_back('\n');
      if (!file.write(lines)) return std::unexpected(unwritable(path));
      if (progress) progress(block.next_number(), commit.size);
    }
    if (::fsync(file.fd()) != 0) return std::unexpected(unwritable(path));
  }
  if (auto packs = export_packs(store, path + ".packs"); !packs) return packs;
  if (!commit.note.empty())
    if (auto note = write_whole(path + ".checkpoint", commit.note); !note) return note;
  if (::rename(draft.c_str(), path.c_str()) != 0) return std::unexpected(unwritable(path));
  return {};
}

Result<void> export_tiles_to(Store& store, const Commit& commit, const std::string& vkey_lines,
                             const std::string& folder) {
  const auto put = [&](const std::string& path, std::string_view bytes) {
    return write_whole(folder + "/" + path, bytes);
  };
  if (auto tiles = export_tiles(store, commit.size, put); !tiles) return tiles;
  if (auto packs = export_packs(store, folder + "/packs"); !packs) return packs;
  if (auto key = put("vkey", vkey_lines); !key) return key;
  // Last, so that a reader never meets a checkpoint whose tiles are not there yet.
  return put("checkpoint", commit.note);
}

}  // namespace tradein::store
