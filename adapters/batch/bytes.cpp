#include "adapters/batch/bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace tradein {
namespace {

Error read_error(const std::filesystem::path& path, std::string zh, std::string en) {
  return {"E-FILE-READ",
          path.string(),
          {std::move(zh), std::move(en)},
          {"检查路径、权限和磁盘", "check path, permissions and disk"}};
}

class File : public ByteSource {
 public:
  File(int handle, std::filesystem::path path) : handle_{handle}, path_{std::move(path)} {}
  ~File() override { ::close(handle_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  Result<std::size_t> read(std::span<char> into) override {
    while (true) {
      const auto count = ::read(handle_, into.data(), into.size());
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EINTR) continue;
      return std::unexpected(read_error(path_, "文件读取失败", "reading the file failed"));
    }
  }

 private:
  int handle_;
  std::filesystem::path path_;
};

class Memory : public ByteSource {
 public:
  explicit Memory(std::string bytes) : bytes_{std::move(bytes)} {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min(into.size(), bytes_.size() - at_);
    std::memcpy(into.data(), bytes_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0)
    return std::unexpected(errno == ENOENT
                               ? read_error(path, "没有这个文件", "there is no such file")
                               : read_error(path, "文件打不开", "the file cannot be opened"));
  auto file = std::make_unique<File>(handle, path);
  struct stat about{};
  if (::fstat(handle, &about) != 0 || S_ISDIR(about.st_mode))
    return std::unexpected(read_error(path, "这是文件夹，不是文件", "this is a folder, no file"));
#ifdef POSIX_FADV_SEQUENTIAL
  ::posix_fadvise(handle, 0, 0, POSIX_FADV_SEQUENTIAL);
#endif
  return file;
}

std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes) {
  return std::make_unique<Memory>(std::move(bytes));
}

}  // namespace tradein
