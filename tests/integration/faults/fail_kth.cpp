// Preloaded into the real binary: lets the k-th call of one sort fail, as a bad disk, a full one or
// an empty memory would. Only files under FAULT_DIR count. Environment:
//   FAULT_OP     write, sync, truncate or alloc
//   FAULT_AT     which call fails, from 1; 0: none, the calls are only counted
//   FAULT_ERROR  EIO or ENOSPC
//   FAULT_MODE   once; onwards: every later call, too; short: half of the bytes are written first;
//                kill: the process is killed in place of the call
//   FAULT_COUNT  file that gets the number of calls
//   FAULT_CLOCK  seconds by which the wall clock is wrong
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct Plan {
  char op[16] = "", folder[512] = "", mode[16] = "once", count_file[512] = "";
  long at = 0, clock = 0;
  int error = EIO;
  bool ready = false;
};
Plan plan;
std::atomic<long> calls{0};

void copy(char* to, std::size_t size, const char* name) {
  const char* const value = std::getenv(name);
  if (value != nullptr) std::snprintf(to, size, "%s", value);
}

__attribute__((constructor)) void read_plan() {
  copy(plan.op, sizeof plan.op, "FAULT_OP");
  copy(plan.folder, sizeof plan.folder, "FAULT_DIR");
  copy(plan.mode, sizeof plan.mode, "FAULT_MODE");
  copy(plan.count_file, sizeof plan.count_file, "FAULT_COUNT");
  const char* const at = std::getenv("FAULT_AT");
  if (at != nullptr) plan.at = std::strtol(at, nullptr, 10);
  const char* const clock = std::getenv("FAULT_CLOCK");
  if (clock != nullptr) plan.clock = std::strtol(clock, nullptr, 10);
  const char* const error = std::getenv("FAULT_ERROR");
  if (error != nullptr && std::strcmp(error, "ENOSPC") == 0) plan.error = ENOSPC;
  plan.ready = true;
}

__attribute__((destructor)) void write_count() {
  plan.ready = false;
  if (plan.count_file[0] == '\0') return;
  std::FILE* const file = std::fopen(plan.count_file, "w");
  if (file == nullptr) return;
  static_cast<void>(std::fprintf(file, "%ld\n", calls.load()));
  static_cast<void>(std::fclose(file));
}

bool path_of(int fd, char (&path)[512]) {
  char link[64];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = ::readlink(link, path, sizeof path - 1);
  if (size > 0) path[size] = '\0';
  return size > 0;
}

/// Whether this call is to fail.
bool fails(const char* op) {
  if (!plan.ready || std::strcmp(op, plan.op) != 0) return false;
  const long call = ++calls;
  if (plan.at == 0) return false;
  return std::strcmp(plan.mode, "onwards") == 0 ? call >= plan.at : call == plan.at;
}

bool fails(const char* op, int fd) {
  char path[512];
  if (!plan.ready || std::strcmp(op, plan.op) != 0 || !path_of(fd, path)) return false;
  if (std::strncmp(path, plan.folder, std::strlen(plan.folder)) != 0 || !fails(op)) return false;
  char said[600];
  const int size = std::snprintf(said, sizeof said, "fault: %s of %s\n", op, path);
  plan.ready = false;  // what is said is no call of the program's
  if (size > 0 && ::write(2, said, static_cast<std::size_t>(size)) < 0) std::abort();
  if (std::strcmp(plan.mode, "kill") == 0) std::raise(SIGKILL);
  plan.ready = true;
  return true;
}

bool is_short() { return std::strcmp(plan.mode, "short") == 0; }

}  // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, std::size_t size) {
  static auto* const next = real<ssize_t(int, const void*, std::size_t)>("write");
  if (!fails("write", fd)) return next(fd, bytes, size);
  if (is_short() && size > 1) return next(fd, bytes, size / 2);
  errno = plan.error;
  return -1;
}

ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t at) {
  static auto* const next = real<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  if (!fails("write", fd)) return next(fd, bytes, size, at);
  if (is_short() && size > 1) next(fd, bytes, size / 2, at);
  errno = plan.error;
  return -1;
}

ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
  return pwrite64(fd, bytes, size, at);
}

int fdatasync(int fd) {
  static auto* const next = real<int(int)>("fdatasync");
  if (!fails("sync", fd)) return next(fd);
  errno = plan.error;
  return -1;
}

int fsync(int fd) {
  static auto* const next = real<int(int)>("fsync");
  if (!fails("sync", fd)) return next(fd);
  errno = plan.error;
  return -1;
}

int ftruncate64(int fd, off64_t size) {
  static auto* const next = real<int(int, off64_t)>("ftruncate64");
  if (!fails("truncate", fd)) return next(fd, size);
  errno = plan.error;
  return -1;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int clock_gettime(clockid_t id, timespec* time) {
  static auto* const next = real<int(clockid_t, timespec*)>("clock_gettime");
  const int done = next(id, time);
  if (done == 0 && id == CLOCK_REALTIME) time->tv_sec += plan.clock;
  return done;
}

void* malloc(std::size_t size) {
  static auto* const next = real<void*(std::size_t)>("malloc");
  if (!fails("alloc")) return next(size);
  errno = ENOMEM;
  return nullptr;
}
}
