#include "adapters/store/sync_path.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tradein::store {
namespace {

bool sync(const std::string& path, int flags, int (*bring)(int)) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return false;
  const bool synced = bring(fd) == 0;
  const int why = errno;
  ::close(fd);
  errno = why;
  return synced;
}

}  // namespace

bool sync_file(const std::string& path) { return sync(path, O_RDONLY, ::fdatasync); }

bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return sync(slash == std::string::npos ? "." : path.substr(0, slash + 1), O_RDONLY | O_DIRECTORY,
              ::fsync);
}

}  // namespace tradein::store
