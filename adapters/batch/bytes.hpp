#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace tradein {

/// Where a batch file's bytes come from, in order.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills as much of `into` as there is; 0 at the end. Errors: E-FILE-READ.
  [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
};

/// Errors: E-FILE-READ for what is absent, no regular file or cannot be opened.
[[nodiscard]] Result<std::unique_ptr<ByteSource>> open_file(const std::filesystem::path& path);

/// Bytes in memory: a pipe's content, a test's.
[[nodiscard]] std::unique_ptr<ByteSource> bytes_in_memory(std::string bytes);

/// Told of every byte of the file, in order, before it is judged: for the caller's digest.
using ByteListener = std::function<void(std::string_view)>;

}  // namespace tradein
