#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/crypto/deployment_key.hpp"

namespace tradein::crypto {

/// Seals texts, each with AES-256-GCM under a new random key of its own, and that key with
/// AES-256-GCM under the deployment key (the layout is in schemas/vault.sql). Contexts are kept:
/// 0.6 us a text; AES key wrap (RFC 3394) in place of the second took 3.0 us. One object a thread.
class Sealer {
 public:
  static constexpr std::size_t nonce_bytes = 12, key_bytes = 32, tag_bytes = 16;
  static constexpr std::size_t wrapped_bytes = nonce_bytes + key_bytes + tag_bytes;
  static constexpr std::size_t overhead_bytes = wrapped_bytes + nonce_bytes + tag_bytes;

  explicit Sealer(const DeploymentKey& key);
  ~Sealer();
  Sealer(Sealer&&) noexcept;
  Sealer& operator=(Sealer&&) noexcept;

  /// What the sealed text belongs to: it opens with exactly these alone.
  struct Owner {
    std::string_view subject;  ///< goes with the key
    std::string_view record;   ///< goes with the text
  };
  /// Appends text.size() + overhead_bytes bytes.
  void seal(std::string_view text, const Owner& owner, std::string& out);
  /// None where key, owner or a byte is another.
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, const Owner& owner);
  /// Wraps the key of a text that `from` sealed under this one's deployment key: the first
  /// wrapped_bytes of `sealed` are other ones then, the text is not touched. False where it does
  /// not open, and nothing is changed.
  [[nodiscard]] bool take_over(Sealer& from, std::string_view subject, std::span<char> sealed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tradein::crypto
