#include "adapters/store/anchor_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "adapters/store/file_of_log.hpp"

namespace tradein::store {
namespace {

constexpr off_t file_bytes_max = 1024 * 1024;
constexpr std::size_t tail_bytes = 64 * 1024;  // more than a note may have

Error trouble(const std::string& path) {
  const bool full = errno == ENOSPC;
  return {.code = full ? "E-STORE-FULL" : "E-ANCHOR-IO",
          .place = path,
          .what = {"无法读写锚点文件", "the anchor file cannot be read or written"},
          .fix = {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
          .trouble = Trouble::store};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

/// The last whole note in the file's tail: notes end with an empty line, and their signatures
/// follow one.
std::optional<std::string> last_note(std::string_view tail) {
  for (;;) {
    const std::size_t end = tail.rfind("\n\n");
    if (end == std::string_view::npos) return std::nullopt;
    // What stands between the gap before and this gap is the note's text or its signatures.
    std::string_view before = tail.substr(0, end);
    const std::size_t inner = before.rfind("\n\n");
    if (inner == std::string_view::npos) return std::nullopt;
    const std::size_t begin = before.substr(0, inner).rfind("\n\n");
    const std::size_t first = begin == std::string_view::npos ? 0 : begin + 2;
    std::string note{tail.substr(first, end + 1 - first)};
    if (parse_note(note)) return note;
    tail = tail.substr(0, end + 1);
  }
}

/// A note's text and its signatures are two parts between empty lines; a part that makes no note
/// with the next one was cut short by a crash.
std::vector<std::string> whole_notes(std::string_view text) {
  std::vector<std::string> notes;
  for (std::size_t end = 0; (end = text.find("\n\n")) != std::string_view::npos;) {
    const std::size_t after = text.find("\n\n", end + 2);
    if (after == std::string_view::npos) break;
    std::string note{text.substr(0, after + 1)};
    const bool whole = parse_note(note).has_value();
    if (whole) notes.push_back(std::move(note));
    text.remove_prefix((whole ? after : end) + 2);
  }
  return notes;
}

Result<std::optional<std::string>> newest_of(int fd, const std::string& path) {
  struct stat about{};
  if (::fstat(fd, &about) != 0) return std::unexpected(trouble(path));
  const off_t from = std::max<off_t>(0, about.st_size - static_cast<off_t>(tail_bytes));
  std::string tail(static_cast<std::size_t>(about.st_size - from), '\0');
  if (::pread(fd, tail.data(), tail.size(), from) != static_cast<ssize_t>(tail.size()))
    return std::unexpected(trouble(path));
  return last_note(tail);
}

}  // namespace

std::string anchor_file_path(const std::string& folder, std::string_view origin) {
  return file_of_log(folder, origin, ".anchor");
}

Result<std::unique_ptr<AnchorFile>> AnchorFile::open(const std::string& path) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path{path}.parent_path(), ignored);
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
  // A note that a killed process left is believed from now on: the disk must have it, too.
  if (fd < 0 || ::fdatasync(fd) != 0) return std::unexpected(trouble(path));
  return std::unique_ptr<AnchorFile>{new AnchorFile{fd, path}};
}

AnchorFile::~AnchorFile() { ::close(fd_); }

Result<std::optional<std::string>> AnchorFile::newest() { return newest_of(fd_, path_); }

Result<void> AnchorFile::add(std::string_view note) {
  struct stat about{};
  if (::fstat(fd_, &about) != 0) return std::unexpected(trouble(path_));
  std::string record{note};
  record.push_back('\n');
  if (about.st_size > file_bytes_max) return begin_anew(record);
  // A note that was cut short must not run into this one.
  if (about.st_size > 0) {
    char last[2] = {};
    if (::pread(fd_, last, 2, about.st_size - 2) == 2 && (last[0] != '\n' || last[1] != '\n'))
      record.insert(0, "\n\n");
  }
  if (!write_all(fd_, record) || ::fdatasync(fd_) != 0) return std::unexpected(trouble(path_));
  return {};
}

Result<void> AnchorFile::begin_anew(std::string_view record) {
  const std::string draft = path_ + ".new";
  const int fd = ::open(draft.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  if (fd < 0) return std::unexpected(trouble(path_));
  const bool whole =
      write_all(fd, record) && ::fsync(fd) == 0 && ::rename(draft.c_str(), path_.c_str()) == 0;
  if (!whole) {
    const Error error = trouble(path_);
    ::close(fd);
    return std::unexpected(error);
  }
  ::close(std::exchange(fd_, fd));
  return {};
}

Result<std::optional<std::string>> read_anchor(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return std::unexpected(trouble(path));
  }
  auto newest = newest_of(fd, path);
  ::close(fd);
  return newest;
}

Result<std::vector<std::string>> read_anchor_notes(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::vector<std::string>{};
    return std::unexpected(trouble(path));
  }
  struct stat about{};
  std::string text;
  bool read = ::fstat(fd, &about) == 0;
  if (read) {
    text.resize(static_cast<std::size_t>(about.st_size));
    read = ::pread(fd, text.data(), text.size(), 0) == about.st_size;
  }
  ::close(fd);
  if (!read) return std::unexpected(trouble(path));
  return whole_notes(text);
}

}  // namespace tradein::store
