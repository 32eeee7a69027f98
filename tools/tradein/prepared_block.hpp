#pragma once
#include <string>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/crypto/hmac.hpp"
#include "engine/decision/facts.hpp"

namespace tradein::tool {

/// A block of rows with what the decision needs of them: facts with pseudonyms, and the content's digest. From here on no
/// personal value is looked at.
class PreparedBlock {
 public:
  Block block;

  /// On any thread; `hmac` is that thread's own.
  void prepare(crypto::Hmac& hmac);

  [[nodiscard]] Facts facts(std::size_t row) const noexcept {
    return {block.rows[row].kind, {slots_.data() + first_slot_[row], block.rows[row].kind->slot_count()}};
  }
  /// content_bytes of the row's content digest.
  [[nodiscard]] std::string_view content(std::size_t row) const noexcept;

 private:
  void prepare_row(std::size_t row, crypto::Hmac& hmac);
  std::string_view keep(const crypto::Pseudonym& digest);

  std::vector<Slot> slots_;
  std::vector<std::size_t> first_slot_, content_at_;
  std::string digests_;  ///< reserved before the first, so that views stay
  std::string text_;     ///< what is being digested
};

}  // namespace tradein::tool
