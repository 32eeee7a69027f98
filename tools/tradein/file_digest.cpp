#include "tools/tradein/file_digest.hpp"

#include <vector>

#include "adapters/batch/batch_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "engine/base/hex.hpp"

namespace tradein::tool {

std::string digest_of(std::string_view bytes) {
  crypto::Sha256 digest;
  digest.begin();
  digest.add(bytes);
  return hex(as_text(digest.end()));
}

Result<std::string> file_digest(const std::filesystem::path& file) {
  const auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  crypto::Sha256 digest;
  digest.begin();
  std::vector<char> part(std::size_t{1} << 18);
  for (;;) {
    const auto read = (*source)->read(part);
    if (!read) return std::unexpected(read.error());
    if (*read == 0) return hex(as_text(digest.end()));
    digest.add({part.data(), *read});
  }
}

}  // namespace tradein::tool
