#include "adapters/crypto/deployment_key.hpp"

#include <algorithm>
#include <string_view>

#include "adapters/crypto/random.hpp"
#include "adapters/crypto/secret_file.hpp"
#include "adapters/crypto/sha256.hpp"

namespace tradein::crypto {
namespace {

constexpr std::string_view first_line = "tradein-kek 1\n";

SecretFileName name_of(const std::string& path) {
  return {path,
          {"E-KEK-EXISTS", "E-KEK-WRITE", "E-KEK-MISSING", "E-KEK-MODE", "E-KEK-FORM"},
          {"个人信息库的部署密钥文件", "the vault's deployment key file"}};
}

void set_id(DeploymentKey& out) {
  const Hash256 whole =
      Sha256{}.hash(first_line, {reinterpret_cast<const char*>(out.key.data()), out.key.size()});
  std::copy_n(whole.begin(), out.id.size(), out.id.begin());
}

void write(const DeploymentKeys& keys, std::string& out) {
  out.append(first_line).append("key ");
  append_hex(out, keys.now.key);
  for (const DeploymentKey& old : keys.old) {
    out.append("\nold ");
    append_hex(out, old.key);
  }
  out.push_back('\n');
}

bool parse_key(std::string_view hex, DeploymentKey& out) {
  if (!read_hex(hex, out.key)) return false;
  set_id(out);
  return true;
}

bool parse(std::string_view text, DeploymentKeys& out) {
  if (!text.starts_with(first_line)) return false;
  text.remove_prefix(first_line.size());
  const auto key = take_line(text, "key");
  if (!key || !parse_key(*key, out.now)) return false;
  while (const auto old = take_line(text, "old"))
    if (!parse_key(*old, out.old.emplace_back())) return false;
  return text.empty();
}

}  // namespace

const DeploymentKey* DeploymentKeys::find(const std::array<std::uint8_t, 16>& id) const noexcept {
  if (now.id == id) return &now;
  const auto found = std::ranges::find(old, id, &DeploymentKey::id);
  return found == old.end() ? nullptr : &*found;
}

Result<DeploymentKey> new_deployment_key() {
  DeploymentKey out;
  if (auto filled = random_bytes(out.key); !filled) return std::unexpected(filled.error());
  set_id(out);
  return out;
}

Result<DeploymentKey> make_deployment_key(const std::string& path) {
  auto out = new_deployment_key();
  if (!out) return out;
  SecretText secret;
  write({*out, {}}, secret.text);
  if (auto written = write_new_secret(name_of(path), secret.text); !written)
    return std::unexpected(written.error());
  return out;
}

Result<DeploymentKeys> read_deployment_keys(const std::string& path) {
  const SecretFileName file = name_of(path);
  SecretText secret;
  if (auto read = read_secret(file, secret); !read) return std::unexpected(read.error());
  DeploymentKeys out;
  if (!parse(secret.text, out)) return std::unexpected(bad_secret_form(file));
  return out;
}

Result<void> replace_deployment_keys(const std::string& path, const DeploymentKeys& keys) {
  SecretText secret;
  write(keys, secret.text);
  return replace_secret(name_of(path), secret.text);
}

}  // namespace tradein::crypto
