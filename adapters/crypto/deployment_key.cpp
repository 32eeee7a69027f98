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

}  // namespace

Result<DeploymentKey> make_deployment_key(const std::string& path) {
  DeploymentKey out;
  if (auto filled = random_bytes(out.key); !filled) return std::unexpected(filled.error());
  set_id(out);
  SecretText secret;
  secret.text.append(first_line).append("key ");
  append_hex(secret.text, out.key);
  secret.text.push_back('\n');
  if (auto written = write_new_secret(name_of(path), secret.text); !written)
    return std::unexpected(written.error());
  return out;
}

Result<DeploymentKey> read_deployment_key(const std::string& path) {
  const SecretFileName file = name_of(path);
  SecretText secret;
  if (auto read = read_secret(file, secret); !read) return std::unexpected(read.error());
  std::string_view text = secret.text;
  DeploymentKey out;
  if (!text.starts_with(first_line)) return std::unexpected(bad_secret_form(file));
  text.remove_prefix(first_line.size());
  const auto key = take_line(text, "key");
  if (!key || !read_hex(*key, out.key) || !text.empty())
    return std::unexpected(bad_secret_form(file));
  set_id(out);
  return out;
}

}  // namespace tradein::crypto
