#pragma once
#include <cstdint>
#include <string>

#include "engine/base/result.hpp"

namespace tradein::tool {

/// A folder with the receipt of each decided claim, CLAIM.receipt.
class ReceiptFolder {
 public:
  /// Made where it is absent.
  explicit ReceiptFolder(std::string path);

  /// Errors: E-FILE-WRITE.
  [[nodiscard]] Result<void> keep(const std::string& claim_id, const std::string& receipt);
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::uint64_t kept() const noexcept { return kept_; }

 private:
  std::string path_;
  std::uint64_t kept_ = 0;
};

}  // namespace tradein::tool
