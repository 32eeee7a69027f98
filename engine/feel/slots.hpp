#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include "engine/feel/value.hpp"

namespace tradein::feel {

/// The values of one frame; few of them, as nearly every expression has, need no memory of the
/// heap.
class Slots {
 public:
  explicit Slots(std::size_t count) : count_{count} {
    if (count > near_max)
      far_.resize(count);
    else
      std::uninitialized_default_construct_n(near(), count);
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  ~Slots() {
    if (count_ <= near_max) std::destroy_n(near(), count_);
  }
  [[nodiscard]] Value* data() noexcept { return count_ > near_max ? far_.data() : near(); }
  [[nodiscard]] Value& operator[](std::size_t index) noexcept { return data()[index]; }

 private:
  static constexpr std::size_t near_max = 12;
  [[nodiscard]] Value* near() noexcept { return std::launder(reinterpret_cast<Value*>(bytes_)); }

  std::size_t count_;
  alignas(Value) std::byte bytes_[near_max * sizeof(Value)];
  std::vector<Value> far_;
};

}  // namespace tradein::feel
