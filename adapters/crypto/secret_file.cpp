#include "adapters/crypto/secret_file.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace tradein::crypto {
namespace {

constexpr std::size_t file_bytes_max = 16 * 1024;

struct Descriptor {
  int fd = -1;
  explicit Descriptor(int opened) : fd{opened} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

Error trouble(const SecretFileName& file, const char* code, const Text& what, const Text& fix,
              Trouble kind = Trouble::integrity) {
  return {code, file.path, {file.noun.zh + what.zh, file.noun.en + what.en}, fix, kind};
}

Error cannot_write(const SecretFileName& file) {
  return trouble(file, file.codes.write, {"无法写入", " cannot be written"},
                 {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
                 Trouble::store);
}

bool sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return directory.fd >= 0 && ::fsync(directory.fd) == 0;
}

/// A key that is half on disk would lose the store: it is written whole beside its place.
bool write_draft(const std::string& draft, std::string_view text) {
  const Descriptor file{
      ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)};
  if (file.fd < 0 || ::fchmod(file.fd, 0600) != 0) return false;
  if (::write(file.fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file.fd) == 0)
    return true;
  ::unlink(draft.c_str());
  return false;
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

}  // namespace

SecretText::SecretText() { text.reserve(file_bytes_max); }
SecretText::~SecretText() { OPENSSL_cleanse(text.data(), text.size()); }

Error bad_secret_form(const SecretFileName& file) {
  return trouble(file, file.codes.form, {"的内容不完整或已损坏", " is incomplete or damaged"},
                 {"从备份恢复该文件", "restore this file from its backup"});
}

Result<void> write_new_secret(const SecretFileName& file, std::string_view text) {
  const std::string draft = file.path + ".new";
  if (!write_draft(draft, text)) return std::unexpected(cannot_write(file));
  // link() and not rename(): it never replaces a key that is there already.
  const int linked = ::link(draft.c_str(), file.path.c_str());
  const int reason = errno;
  ::unlink(draft.c_str());
  if (linked != 0 && reason == EEXIST)
    return std::unexpected(trouble(file, file.codes.exists, {"已存在", " exists already"},
                                   {"使用现有的密钥文件", "use the key file that is there"}));
  if (linked != 0 || !sync_folder_of(file.path)) return std::unexpected(cannot_write(file));
  return {};
}

Result<void> replace_secret(const SecretFileName& file, std::string_view text) {
  std::error_code failed;
  // Where the name is a link to another disk, the secret stays on that disk.
  const std::string place = std::filesystem::canonical(file.path, failed).string();
  if (failed) return std::unexpected(cannot_write(file));
  const std::string draft = place + ".new";
  if (!write_draft(draft, text) || ::rename(draft.c_str(), place.c_str()) != 0 ||
      !sync_folder_of(place))
    return std::unexpected(cannot_write(file));
  return {};
}

Result<void> read_secret(const SecretFileName& file, SecretText& out) {
  const Descriptor opened{::open(file.path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (opened.fd < 0)
    return std::unexpected(trouble(file, file.codes.missing, {"不可读", " cannot be read"},
                                   {"把密钥文件放回原处（它在备份中）",
                                    "put the key file back in its place (it is in the backup)"}));
  struct stat about{};
  if (::fstat(opened.fd, &about) != 0 || !S_ISREG(about.st_mode))
    return std::unexpected(bad_secret_form(file));
  if ((about.st_mode & 077) != 0)
    return std::unexpected(
        trouble(file, file.codes.mode, {"可被其他用户读取", " can be read by other users"},
                {"执行 `chmod 600`，并确认没有人复制过它",
                 "run `chmod 600` on it, and make sure that nobody has copied it"}));
  out.text.resize(file_bytes_max);
  const ssize_t size = ::read(opened.fd, out.text.data(), out.text.size());
  out.text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return {};
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != 2 * out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto high = hex_digit(text[2 * i]);
    const auto low = hex_digit(text[2 * i + 1]);
    if (!high || !low) return false;
    out[i] = static_cast<std::uint8_t>(*high << 4 | *low);
  }
  return true;
}

bool good_key_name(std::string_view name) {
  if (name.empty() || name.size() > 200) return false;
  for (const char c : name)
    if (c <= ' ' || c > '~' || c == '+') return false;
  return true;
}

std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  if (!line.starts_with(name) || line.substr(name.size(), 1) != " ") return std::nullopt;
  text.remove_prefix(end + 1);
  return line.substr(name.size() + 1);
}

}  // namespace tradein::crypto
