#include "tools/tradein/receipt_folder.hpp"

#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace tradein::tool {
namespace {

/// A claim id as a file's name.
std::string file_name_of(const std::string& claim_id) {
  std::string out;
  for (const char c : claim_id) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || (c == '.' && !out.empty());
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out + ".receipt";
}

}  // namespace

ReceiptFolder::ReceiptFolder(std::string path) : path_{std::move(path)} {
  std::error_code failed;  // said when the first receipt cannot be written
  std::filesystem::create_directories(path_, failed);
}

Result<void> ReceiptFolder::keep(const std::string& claim_id, const std::string& receipt) {
  const std::string path = path_ + "/" + file_name_of(claim_id);
  std::ofstream out{path, std::ios::binary};
  out << receipt;
  if (!out.flush())
    return std::unexpected(
        Error{"E-FILE-WRITE",
              path,
              {"无法写入", "it cannot be written"},
              {"检查目录的权限和剩余空间", "check the folder's rights and its free space"}});
  ++kept_;
  return {};
}

}  // namespace tradein::tool
