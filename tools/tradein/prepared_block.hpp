#pragma once
#include <string>
#include <vector>

#include "adapters/batch/block.hpp"
#include "adapters/crypto/hmac.hpp"
#include "engine/decision/decide.hpp"
#include "tools/tradein/claim_sealer.hpp"

namespace tradein::tool {

/// A block of rows with what the decision needs of them: facts with pseudonyms, the content's
/// digest, the claim examined, and its personal fields sealed for the vault. From here on no
/// personal value is looked at.
class PreparedBlock {
 public:
  Block block;

  /// On any thread; all arguments are that thread's own. Without a sealer nothing is sealed.
  void prepare(crypto::Hmac& hmac, Decider& decider, ClaimSealer* sealer = nullptr);

  [[nodiscard]] Facts facts(std::size_t row) const noexcept {
    return {block.rows[row].kind,
            {slots_.data() + first_slot_[row], block.rows[row].kind->slot_count()}};
  }
  /// The row's claim, decided but for the limits.
  [[nodiscard]] Draft& draft(std::size_t row) noexcept { return drafts_[row]; }
  [[nodiscard]] const Draft& draft(std::size_t row) const noexcept { return drafts_[row]; }
  /// content_bytes of the row's content digest.
  [[nodiscard]] std::string_view content(std::size_t row) const noexcept;
  /// The row's record for the vault, empty where there is none, and whose it is.
  [[nodiscard]] std::string_view sealed(std::size_t row) const noexcept;
  [[nodiscard]] store::Subject subject(std::size_t row) const noexcept;

 private:
  void prepare_row(std::size_t row, crypto::Hmac& hmac);
  void seal_row(std::size_t row, ClaimSealer& sealer);
  std::string_view keep(const crypto::Pseudonym& digest);

  std::vector<Slot> slots_;
  std::vector<Draft> drafts_;  ///< more than rows, as they keep their memory
  std::vector<std::size_t> first_slot_, content_at_;
  std::string digests_;                  ///< reserved before the first, so that views stay
  std::string text_;                     ///< what is being digested
  std::string sealed_;                   ///< records one after another
  std::vector<std::size_t> sealed_end_;  ///< of each row's; empty without a sealer
};

}  // namespace tradein::tool
