#pragma once
#include <string>

#include "engine/base/result.hpp"

namespace tradein::store {

/// The writer's lock: flock() on `STORE.lock`. It ends with the process, however that ends, and a
/// stopped process keeps it. The file stays: a lock file that is deleted is a lock that two can
/// hold.
class StoreLock {
 public:
  /// E-STORE-LOCKED at once where another process, or another store object of this one, has it.
  static Result<StoreLock> take(const std::string& store_path);

  StoreLock(StoreLock&& other) noexcept;
  StoreLock& operator=(StoreLock&& other) noexcept;
  ~StoreLock();

 private:
  explicit StoreLock(int fd) noexcept : fd_{fd} {}
  int fd_ = -1;
};

}  // namespace tradein::store
