#include "adapters/crypto/witness_file.hpp"

#include "adapters/crypto/random.hpp"
#include "adapters/crypto/secret_file.hpp"

namespace tradein::crypto {
namespace {

constexpr std::string_view first_line = "tradein-witness 1\n";

SecretFileName name_of(const std::string& path) {
  return {path,
          {"E-KEY-EXISTS", "E-KEY-WRITE", "E-KEY-MISSING", "E-KEY-MODE", "E-KEY-FORM"},
          {"见证人的密钥文件", "the witness's key file"}};
}

Result<WitnessSecret> with_public_key(WitnessSecret out) {
  const auto public_key = ed25519_public(out.secret);
  if (!public_key) return std::unexpected(public_key.error());
  out.public_key = *public_key;
  return out;
}

}  // namespace

Result<WitnessSecret> make_witness_secret(const std::string& path, const std::string& name) {
  if (!good_key_name(name)) return std::unexpected(bad_secret_form(name_of(name)));
  WitnessSecret out{.name = name};
  if (auto filled = random_bytes(out.secret); !filled) return std::unexpected(filled.error());
  SecretText secret;
  secret.text.append(first_line).append("name ").append(name).append("\nsigning ");
  append_hex(secret.text, out.secret);
  secret.text.push_back('\n');
  if (auto written = write_new_secret(name_of(path), secret.text); !written)
    return std::unexpected(written.error());
  return with_public_key(std::move(out));
}

Result<WitnessSecret> read_witness_secret(const std::string& path) {
  const SecretFileName file = name_of(path);
  SecretText secret;
  if (auto read = read_secret(file, secret); !read) return std::unexpected(read.error());
  std::string_view text = secret.text;
  if (!text.starts_with(first_line)) return std::unexpected(bad_secret_form(file));
  text.remove_prefix(first_line.size());
  const auto name = take_line(text, "name");
  const auto signing = name ? take_line(text, "signing") : std::nullopt;
  WitnessSecret out;
  if (!signing || !text.empty() || !good_key_name(*name) || !read_hex(*signing, out.secret))
    return std::unexpected(bad_secret_form(file));
  out.name = *name;
  return with_public_key(std::move(out));
}

}  // namespace tradein::crypto
