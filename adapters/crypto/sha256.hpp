#pragma once
#include <memory>

#include "engine/log/hash.hpp"

namespace tradein::crypto {

/// SHA-256 with a kept context: no allocation and no algorithm look-up a call. One object a thread.
class Sha256 final : public HashFunction {
 public:
  Sha256();
  ~Sha256() override;
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  using HashFunction::hash;
  [[nodiscard]] Hash256 hash(std::string_view head, std::string_view tail) noexcept override;

  /// A long text in pieces: begin(), add() as often as needed, end().
  void begin() noexcept;
  void add(std::string_view bytes) noexcept;
  [[nodiscard]] Hash256 end() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tradein::crypto
