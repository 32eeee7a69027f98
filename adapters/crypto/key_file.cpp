#include "adapters/crypto/key_file.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/crypto/random.hpp"
#include "adapters/crypto/sha256.hpp"

namespace tradein::crypto {
namespace {

constexpr std::string_view first_line = "tradein-key 1\n";
constexpr std::string_view witness_line = "tradein-witness 1\n";
constexpr std::size_t file_bytes_max = 4096;

struct Descriptor {
  int fd = -1;
  explicit Descriptor(int opened) : fd{opened} {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

/// Text that is overwritten before its memory goes back.
struct Secret {
  std::string text;
  Secret() { text.reserve(file_bytes_max); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { OPENSSL_cleanse(text.data(), text.size()); }
};

Error trouble(std::string code, const std::string& path, Text what, Text fix,
              Trouble kind = Trouble::integrity) {
  return {std::move(code), path, std::move(what), std::move(fix), kind};
}

Error cannot_write(const std::string& path) {
  return trouble("E-KEY-WRITE", path, {"无法写入密钥文件", "the key file cannot be written"},
                 {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
                 Trouble::store);
}

Error bad_form(const std::string& path) {
  return trouble("E-KEY-FORM", path,
                 {"密钥文件的内容不完整或已损坏", "the key file is incomplete or damaged"},
                 {"从备份恢复该文件", "restore this file from its backup"});
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
}

std::optional<std::uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  return std::nullopt;
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

/// Takes the line `name value` from the front of `text`.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view name) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  if (!line.starts_with(name) || line.substr(name.size(), 1) != " ") return std::nullopt;
  text.remove_prefix(end + 1);
  return line.substr(name.size() + 1);
}

bool good_origin(std::string_view name) {
  if (name.empty() || name.size() > 200) return false;
  for (const char c : name)
    if (c <= ' ' || c > '~' || c == '+') return false;
  return true;
}

bool parse(std::string_view text, StoreKeys& out) {
  if (!text.starts_with(first_line)) return false;
  text.remove_prefix(first_line.size());
  const auto origin = take_line(text, "origin");
  if (!origin || !good_origin(*origin)) return false;
  out.origin = *origin;
  const auto pseudonym = take_line(text, "pseudonym");
  if (!pseudonym || !read_hex(*pseudonym, out.pseudonym_key)) return false;
  const auto history = take_line(text, "history");
  if (!history || !read_hex(*history, out.history_key)) return false;
  const auto signing = take_line(text, "signing");
  return signing && read_hex(*signing, out.signing_secret) && text.empty();
}

/// Whole and durable under its final name, or not there: a key that is half on disk would lose the
/// store.
Result<void> write_new_file(const std::string& path, std::string_view text) {
  const std::string draft = path + ".new";
  {
    const Descriptor file{
        ::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (file.fd < 0 || ::fchmod(file.fd, 0600) != 0) return std::unexpected(cannot_write(path));
    if (::write(file.fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(file.fd) != 0) {
      ::unlink(draft.c_str());
      return std::unexpected(cannot_write(path));
    }
  }
  // link() and not rename(): it never replaces a key that is there already.
  const int linked = ::link(draft.c_str(), path.c_str());
  const int reason = errno;
  ::unlink(draft.c_str());
  if (linked != 0) {
    if (reason == EEXIST)
      return std::unexpected(trouble("E-KEY-EXISTS", path,
                                     {"密钥文件已存在", "the key file exists already"},
                                     {"使用现有的密钥文件", "use the key file that is there"}));
    return std::unexpected(cannot_write(path));
  }
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.fd < 0 || ::fsync(directory.fd) != 0) return std::unexpected(cannot_write(path));
  return {};
}

/// The text of a file that nobody else can read.
Result<void> read_secret(const std::string& path, Secret& secret) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.fd < 0)
    return std::unexpected(trouble("E-KEY-MISSING", path,
                                   {"密钥文件不可读", "the key file cannot be read"},
                                   {"把密钥文件放回原处（它在备份中）",
                                    "put the key file back where it was (it is in the backup)"}));
  struct stat about{};
  if (::fstat(file.fd, &about) != 0 || !S_ISREG(about.st_mode))
    return std::unexpected(bad_form(path));
  if ((about.st_mode & 077) != 0)
    return std::unexpected(trouble(
        "E-KEY-MODE", path, {"其他用户可以读取密钥文件", "other users can read the key file"},
        {"执行 `chmod 600`，并确认没有人复制过它",
         "run `chmod 600` on it, and make sure that nobody has copied it"}));
  secret.text.resize(file_bytes_max);
  const ssize_t size = ::read(file.fd, secret.text.data(), secret.text.size());
  secret.text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return {};
}

}  // namespace

std::string key_file_path(const std::string& store_path) { return store_path + ".key"; }

Result<StoreKeys> make_store_keys(const std::string& store_path) {
  StoreKeys keys;
  for (const std::span<std::uint8_t> part :
       {std::span<std::uint8_t>{keys.pseudonym_key}, std::span<std::uint8_t>{keys.history_key},
        std::span<std::uint8_t>{keys.signing_secret}})
    if (auto filled = random_bytes(part); !filled) return std::unexpected(filled.error());
  const auto signing_public = ed25519_public(keys.signing_secret);
  if (!signing_public) return std::unexpected(signing_public.error());
  keys.signing_public = *signing_public;
  // Two logs must not share a name, and the name must tell nothing: it is made from the public key.
  const Hash256 name = Sha256{}.hash(
      {}, {reinterpret_cast<const char*>(signing_public->data()), signing_public->size()});
  keys.origin = "tradein/log-";
  append_hex(keys.origin, std::span{name}.first(8));

  Secret secret;
  secret.text.append(first_line).append("origin ").append(keys.origin).append("\npseudonym ");
  append_hex(secret.text, keys.pseudonym_key);
  secret.text.append("\nhistory ");
  append_hex(secret.text, keys.history_key);
  secret.text.append("\nsigning ");
  append_hex(secret.text, keys.signing_secret);
  secret.text.push_back('\n');
  if (auto written = write_new_file(key_file_path(store_path), secret.text); !written)
    return std::unexpected(written.error());
  return keys;
}

Result<StoreKeys> read_store_keys(const std::string& store_path) {
  const std::string path = key_file_path(store_path);
  Secret secret;
  if (auto read = read_secret(path, secret); !read) return std::unexpected(read.error());
  StoreKeys keys;
  if (!parse(secret.text, keys)) return std::unexpected(bad_form(path));
  const auto signing_public = ed25519_public(keys.signing_secret);
  if (!signing_public) return std::unexpected(signing_public.error());
  keys.signing_public = *signing_public;
  return keys;
}

Result<StoreKeys> store_keys(const std::string& store_path, bool store_is_empty) {
  const bool there = ::access(key_file_path(store_path).c_str(), F_OK) == 0;
  return store_is_empty && !there ? make_store_keys(store_path) : read_store_keys(store_path);
}

Result<WitnessSecret> make_witness_secret(const std::string& path, const std::string& name) {
  if (!good_origin(name)) return std::unexpected(bad_form(name));
  WitnessSecret out{.name = name};
  if (auto filled = random_bytes(out.secret); !filled) return std::unexpected(filled.error());
  const auto public_key = ed25519_public(out.secret);
  if (!public_key) return std::unexpected(public_key.error());
  out.public_key = *public_key;
  Secret secret;
  secret.text.append(witness_line).append("name ").append(name).append("\nsigning ");
  append_hex(secret.text, out.secret);
  secret.text.push_back('\n');
  if (auto written = write_new_file(path, secret.text); !written)
    return std::unexpected(written.error());
  return out;
}

Result<WitnessSecret> read_witness_secret(const std::string& path) {
  Secret secret;
  if (auto read = read_secret(path, secret); !read) return std::unexpected(read.error());
  std::string_view text = secret.text;
  if (!text.starts_with(witness_line)) return std::unexpected(bad_form(path));
  text.remove_prefix(witness_line.size());
  const auto name = take_line(text, "name");
  const auto signing = name ? take_line(text, "signing") : std::nullopt;
  WitnessSecret out;
  if (!signing || !text.empty() || !good_origin(*name) || !read_hex(*signing, out.secret))
    return std::unexpected(bad_form(path));
  out.name = *name;
  const auto public_key = ed25519_public(out.secret);
  if (!public_key) return std::unexpected(public_key.error());
  out.public_key = *public_key;
  return out;
}

}  // namespace tradein::crypto
