#include "adapters/store/history_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "adapters/store/file_of_log.hpp"
#include "engine/base/assert.hpp"
#include "engine/decision/history_table.hpp"

namespace tradein::store {
namespace {

constexpr std::size_t page = 4096;
constexpr int populate = MADV_POPULATE_WRITE;  // refused before Linux 5.14: then by faults
constexpr std::uint64_t file_magic = 0x3130'656c'6966'6874;  // "thfile01"
constexpr std::uint64_t synced_segments_max = 8;             ///< about 12 MB

using BootId = std::array<char, 36>;

/// Another value after each start of the machine; all zero where the system does not tell, which is
/// never equal.
BootId this_boot() {
  BootId id{};
  const int fd = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return id;
  if (::read(fd, id.data(), id.size()) != static_cast<ssize_t>(id.size())) id = {};
  ::close(fd);
  return id;
}

Error cannot_open(const std::string& path, int reason) {
  const bool full = reason == ENOSPC || reason == EDQUOT;
  return {.code = full ? "E-STORE-FULL" : "E-STORE-IO",
          .place = path,
          .what = {"无法建立历史索引文件", "the history file cannot be made"},
          .fix = {"检查磁盘空间和目录权限", "check the disk's space and the folder's rights"},
          .trouble = Trouble::store};
}

}  // namespace

/// The file's first page.
struct HistoryFile::Header {
  std::uint64_t magic;
  BootId boot;           ///< in which it was last opened
  std::uint64_t inode;   ///< of the file itself: a copy has another
  std::uint64_t open;    ///< not closed yet, or killed
  std::uint64_t synced;  ///< closed, and everything was on disk before this was set
  std::uint64_t broken;
  std::uint64_t bytes;  ///< of the file, at least: a shorter one has lost segments
};

std::string history_file_path(const std::string& store_path) { return store_path + ".history"; }

std::string history_file_path(const std::string& folder, std::string_view origin) {
  return file_of_log(folder, origin, ".history");
}

Result<std::unique_ptr<HistoryFile>> HistoryFile::open(const std::string& path,
                                                       HistoryShape shape) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return std::unexpected(cannot_open(path, errno));
  std::unique_ptr<HistoryFile> file{new HistoryFile{fd, shape}};
  if (!file->is_ours()) return std::unexpected(cannot_open(path, EPERM));
  if (!file->map()) return std::unexpected(cannot_open(path, errno));
  file->check_header();
  return file;
}

/// In a folder that others can write to, somebody may have laid a history of his own there.
bool HistoryFile::is_ours() const noexcept {
  struct stat about{};
  return ::fstat(fd_, &about) == 0 && S_ISREG(about.st_mode) && about.st_uid == ::geteuid() &&
         (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool HistoryFile::map() {
  const std::size_t state_bytes = history_state_bytes(shape_);
  base_bytes_ = page + (state_bytes + page - 1) / page * page;
  struct stat about{};
  if (::fstat(fd_, &about) != 0) return false;
  if (static_cast<std::size_t>(about.st_size) < base_bytes_ &&
      ::ftruncate(fd_, static_cast<off_t>(base_bytes_)) != 0)
    return false;
  if (!reserve(0, page + history_state_bytes_min(shape_))) return false;
  state_reserved_ = history_state_bytes_min(shape_);
  void* const mapped = ::mmap(nullptr, base_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
  if (mapped == MAP_FAILED) return false;
  base_ = static_cast<std::byte*>(mapped);
  return true;
}

bool HistoryFile::reserve(std::size_t offset, std::size_t bytes) noexcept {
  // Returns its error, and leaves errno alone.
  const int reason = ::posix_fallocate(fd_, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  if (reason == 0) return true;
  errno = reason;
  return false;
}

void HistoryFile::check_header() noexcept {
  auto& header = *reinterpret_cast<Header*>(base_);
  struct stat about{};
  const bool same_file = ::fstat(fd_, &about) == 0 && header.inode == about.st_ino;
  const BootId boot = this_boot();
  const bool same_boot = header.boot == boot && boot != BootId{};
  const bool whole =
      header.open == 0 ? (same_boot || header.synced != 0) : (same_boot && same_file);
  if (header.magic != file_magic || header.broken != 0 || !whole ||
      static_cast<std::uint64_t>(about.st_size) < header.bytes)
    clear();
  // Before anything else changes, the disk must know that the rest may be torn.
  const bool was_synced = header.synced != 0;
  header = {.magic = file_magic,
            .boot = boot,
            .inode = about.st_ino,
            .open = 1,
            .synced = 0,
            .broken = 0,
            .bytes = header.bytes};
  if (was_synced) sync_header();
}

void HistoryFile::sync_header() noexcept {
  // Where it fails the file is of no use after a power cut, which a later start cannot tell: it is
  // given up.
  if (::msync(base_, page, MS_SYNC) != 0) reinterpret_cast<Header*>(base_)->broken = 1;
}

HistoryFile::~HistoryFile() {
  if (base_ != nullptr) {
    auto& header = *reinterpret_cast<Header*>(base_);
    const bool little = touched_ <= synced_segments_max;
    const bool on_disk = !broken_ && little && ::fdatasync(fd_) == 0;
    header.open = 0;
    if (on_disk) {
      header.synced = 1;
      sync_header();
    }
    ::munmap(base_, base_bytes_);
  }
  for (std::byte* const segment : segments_)
    if (segment != nullptr) ::munmap(segment, shape_.segment_bytes());
  ::close(fd_);
}

std::byte* HistoryFile::state(std::size_t bytes) noexcept {
  if (bytes > state_reserved_) {
    if (!reserve(page, bytes)) return nullptr;
    state_reserved_ = bytes;
  }
  return base_ + page;
}

std::size_t HistoryFile::segment_offset(std::uint32_t n) const noexcept {
  return base_bytes_ + n * ((shape_.segment_bytes() + page - 1) / page * page);
}

std::byte* HistoryFile::segment(std::uint32_t n) noexcept {
  if (n >= segments_.size()) segments_.resize(n + 1, nullptr);
  if (segments_[n] != nullptr) return segments_[n];
  const std::size_t offset = segment_offset(n), end = offset + shape_.segment_bytes();
  auto& header = *reinterpret_cast<Header*>(base_);
  void* mapped = MAP_FAILED;
  if (!broken_ && reserve(offset, shape_.segment_bytes()))
    mapped = ::mmap(nullptr, shape_.segment_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, fd_,
                    static_cast<off_t>(offset));
  if (mapped == MAP_FAILED) {
    give_up();
    mapped = ::mmap(nullptr, shape_.segment_bytes(), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    TRADEIN_ASSERT(mapped != MAP_FAILED);
  } else {
    // Keys are spread evenly: reading ahead would only read what nobody asked for.
    static_cast<void>(::madvise(mapped, shape_.segment_bytes(), MADV_RANDOM));
    // A new segment is filled page by page at once: its pages come in one call, not by faults.
    if (header.bytes < end) static_cast<void>(::madvise(mapped, shape_.segment_bytes(), populate));
  }
  ++touched_;
  header.bytes = std::max<std::uint64_t>(header.bytes, end);
  segments_[n] = static_cast<std::byte*>(mapped);
  return segments_[n];
}

void HistoryFile::clear() noexcept {
  for (std::byte*& segment : segments_) {
    if (segment != nullptr) ::munmap(segment, shape_.segment_bytes());
    segment = nullptr;
  }
  // The head keeps its place on disk, so that a full disk is no trouble here; the rest is cut off,
  // and zero when it comes back.
  std::memset(base_ + page, 0, state_reserved_);
  if (::ftruncate(fd_, static_cast<off_t>(base_bytes_)) != 0) give_up();
  reinterpret_cast<Header*>(base_)->bytes = 0;
}

/// The disk is full or fails. This run goes on in plain memory (the store will say what is wrong),
/// the next one makes the file anew.
void HistoryFile::give_up() noexcept {
  broken_ = true;
  reinterpret_cast<Header*>(base_)->broken = 1;
}

}  // namespace tradein::store
