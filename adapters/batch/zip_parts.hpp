#pragma once
// The parts of an .xlsx archive, inflated within bounds; only for workbook.cpp.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace tradein {

/// One part being inflated.
class ZipPart {
 public:
  virtual ~ZipPart() = default;
  /// Appends up to 64 KiB; 0 at the end. Errors: E-FILE-XLSX, E-FILE-XLSX-SIZE.
  [[nodiscard]] virtual Result<std::size_t> read(std::string& into) = 0;
};

class ZipParts {
 public:
  virtual ~ZipParts() = default;
  [[nodiscard]] virtual const std::vector<std::string>& names() const noexcept = 0;
  [[nodiscard]] virtual bool encrypted() const noexcept = 0;
  [[nodiscard]] virtual Result<std::unique_ptr<ZipPart>> open(const std::string& name) = 0;
  /// A small part as a whole. Errors: those of read; over `bytes_max` E-FILE-XLSX-SIZE.
  [[nodiscard]] Result<std::string> whole(const std::string& name, std::size_t bytes_max);
};

[[nodiscard]] Result<std::unique_ptr<ZipParts>> open_zip(std::string bytes,
                                                         const std::string& file);

[[nodiscard]] Error broken_workbook(const std::string& file);
[[nodiscard]] Error oversized_workbook(const std::string& file);

}  // namespace tradein
