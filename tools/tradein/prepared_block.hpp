#pragma once
#include <string>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/crypto/hmac.hpp"
#include "engine/decision/decide.hpp"

namespace tradein::tool {

/// A block of rows with what the decision needs of them: facts with pseudonyms, the content's
/// digest, and the claim examined. From here on no personal value is looked at.
class PreparedBlock {
 public:
  Block block;

  /// On any thread; `hmac` and `decider` are that thread's own.
  void prepare(crypto::Hmac& hmac, Decider& decider);

  [[nodiscard]] Facts facts(std::size_t row) const noexcept {
    return {block.rows[row].kind,
            {slots_.data() + first_slot_[row], block.rows[row].kind->slot_count()}};
  }
  /// The row's claim, decided but for the limits.
  [[nodiscard]] Draft& draft(std::size_t row) noexcept { return drafts_[row]; }
  [[nodiscard]] const Draft& draft(std::size_t row) const noexcept { return drafts_[row]; }
  /// content_bytes of the row's content digest.
  [[nodiscard]] std::string_view content(std::size_t row) const noexcept;

 private:
  void prepare_row(std::size_t row, crypto::Hmac& hmac);
  std::string_view keep(const crypto::Pseudonym& digest);

  std::vector<Slot> slots_;
  std::vector<Draft> drafts_;  ///< more than rows, as they keep their memory
  std::vector<std::size_t> first_slot_, content_at_;
  std::string digests_;  ///< reserved before the first, so that views stay
  std::string text_;     ///< what is being digested
};

}  // namespace tradein::tool
