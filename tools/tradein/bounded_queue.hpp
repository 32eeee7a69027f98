#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace tradein::tool {

/// Hands work from one thread to another; a full queue makes the giver wait, so that memory stays
/// bounded.
template <class T>
class BoundedQueue {
 public:
  explicit BoundedQueue(std::size_t capacity) : capacity_{capacity} {}

  /// False where the queue was closed: nobody will take it.
  bool push(T item) {
    std::unique_lock lock{mutex_};
    room_.wait(lock, [&] { return items_.size() < capacity_ || closed_; });
    if (closed_) return false;
    items_.push_back(std::move(item));
    some_.notify_one();
    return true;
  }

  /// Nothing where the queue was closed and is empty.
  std::optional<T> pop() {
    std::unique_lock lock{mutex_};
    some_.wait(lock, [&] { return !items_.empty() || closed_; });
    return take();
  }

  /// What is there now, without waiting.
  std::optional<T> try_pop() {
    const std::lock_guard lock{mutex_};
    return take();
  }

  void close() {
    const std::lock_guard lock{mutex_};
    closed_ = true;
    some_.notify_all();
    room_.notify_all();
  }

 private:
  std::optional<T> take() {
    if (items_.empty()) return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    room_.notify_one();
    return item;
  }

  std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable some_, room_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace tradein::tool
