#include "adapters/store/store_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace tradein::store {

Result<StoreLock> StoreLock::take(const std::string& store_path) {
  const std::string path = store_path + ".lock";
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0)
    return std::unexpected(
        Error{.code = "E-STORE-IO",
              .place = path,
              .what = {"无法创建账本的锁文件", "the store's lock file cannot be made"},
              .fix = {"检查目录是否存在、是否可写", "check that the folder exists and is writable"},
              .trouble = Trouble::store});
  StoreLock lock{fd};
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    return std::unexpected(
        Error{.code = "E-STORE-LOCKED",
              .place = store_path,
              .what = {"另一个进程正在写入该账本", "another process is writing to this store"},
              .fix = {"等它结束后重试；只读命令现在就可以用",
                      "try again when it has ended; commands that only read work now"},
              .trouble = Trouble::store});
  }
  return lock;
}

StoreLock::StoreLock(StoreLock&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}

StoreLock& StoreLock::operator=(StoreLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

StoreLock::~StoreLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace tradein::store
