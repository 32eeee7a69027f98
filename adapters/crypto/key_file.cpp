#include "adapters/crypto/key_file.hpp"

#include <unistd.h>

#include <charconv>
#include <optional>
#include <span>
#include <string_view>

#include "adapters/crypto/random.hpp"
#include "adapters/crypto/secret_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "engine/base/assert.hpp"

namespace tradein::crypto {
namespace {

constexpr std::string_view first_line = "tradein-key 1\n";

SecretFileName name_of(const std::string& store_path) {
  return {key_file_path(store_path),
          {"E-KEY-EXISTS", "E-KEY-WRITE", "E-KEY-MISSING", "E-KEY-MODE", "E-KEY-FORM"},
          {"账本的密钥文件", "the store's key file"}};
}

/// `NUMBER HEX`.
bool parse_numbered(std::string_view text, std::uint64_t& number, std::span<std::uint8_t> bytes) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return false;
  const auto read = std::from_chars(text.data(), text.data() + space, number);
  return read.ec == std::errc{} && read.ptr == text.data() + space &&
         read_hex(text.substr(space + 1), bytes);
}

bool parse(std::string_view text, StoreKeys& out) {
  if (!text.starts_with(first_line)) return false;
  text.remove_prefix(first_line.size());
  const auto origin = take_line(text, "origin");
  if (!origin || !good_key_name(*origin)) return false;
  out.origin = *origin;
  const auto pseudonym = take_line(text, "pseudonym");
  if (!pseudonym || !read_hex(*pseudonym, out.pseudonym_key)) return false;
  const auto history = take_line(text, "history");
  if (!history || !read_hex(*history, out.history_key)) return false;
  const auto signing = take_line(text, "signing");
  if (!signing || !read_hex(*signing, out.signing_secret)) return false;
  if (const auto sm2 = take_line(text, "sm2"))
    if (!read_hex(*sm2, out.sm2.emplace().secret)) return false;
  if (const auto next = take_line(text, "next"))
    if (!parse_numbered(*next, out.next.emplace().entry, out.next->secret)) return false;
  while (const auto retired = take_line(text, "retired")) {
    RetiredSigningKey& key = out.retired.emplace_back();
    if (!parse_numbered(*retired, key.until, key.key)) return false;
  }
  return text.empty();
}

void write(const StoreKeys& keys, std::string& out) {
  out.append(first_line).append("origin ").append(keys.origin).append("\npseudonym ");
  append_hex(out, keys.pseudonym_key);
  out.append("\nhistory ");
  append_hex(out, keys.history_key);
  out.append("\nsigning ");
  append_hex(out, keys.signing_secret);
  if (keys.sm2) {
    out.append("\nsm2 ");
    append_hex(out, keys.sm2->secret);
  }
  if (keys.next) {
    out.append("\nnext ").append(std::to_string(keys.next->entry)).append(" ");
    append_hex(out, keys.next->secret);
  }
  for (const RetiredSigningKey& old : keys.retired) {
    out.append("\nretired ").append(std::to_string(old.until)).append(" ");
    append_hex(out, old.key);
  }
  out.push_back('\n');
}

Result<void> find_public(StoreKeys& keys) {
  const auto signing_public = ed25519_public(keys.signing_secret);
  if (!signing_public) return std::unexpected(signing_public.error());
  keys.signing_public = *signing_public;
  if (!keys.sm2) return {};
  const auto key = sm2_public(keys.sm2->secret);
  if (!key) return std::unexpected(key.error());
  keys.sm2->key = *key;
  return {};
}

}  // namespace

std::string key_file_path(const std::string& store_path) { return store_path + ".key"; }

Result<StoreKeys> make_store_keys(const std::string& store_path, bool with_sm2) {
  StoreKeys keys;
  for (const std::span<std::uint8_t> part :
       {std::span<std::uint8_t>{keys.pseudonym_key}, std::span<std::uint8_t>{keys.history_key},
        std::span<std::uint8_t>{keys.signing_secret}})
    if (auto filled = random_bytes(part); !filled) return std::unexpected(filled.error());
  if (auto found = find_public(keys); !found) return std::unexpected(found.error());
  // Two logs must not share a name, and the name must tell nothing: it is made from the public key.
  const Hash256 name = Sha256{}.hash(
      {}, {reinterpret_cast<const char*>(keys.signing_public.data()), keys.signing_public.size()});
  keys.origin = "tradein/log-";
  append_hex(keys.origin, std::span{name}.first(8));

  if (with_sm2) {
    const auto sm2 = new_sm2_secret();
    if (!sm2) return std::unexpected(sm2.error());
    keys.sm2.emplace().secret = *sm2;
    if (auto done = find_public(keys); !done) return std::unexpected(done.error());
  }
  SecretText secret;
  write(keys, secret.text);
  if (auto written = write_new_secret(name_of(store_path), secret.text); !written)
    return std::unexpected(written.error());
  return keys;
}

Result<StoreKeys> read_store_keys(const std::string& store_path) {
  const SecretFileName file = name_of(store_path);
  SecretText secret;
  if (auto read = read_secret(file, secret); !read) return std::unexpected(read.error());
  StoreKeys keys;
  if (!parse(secret.text, keys)) return std::unexpected(bad_secret_form(file));
  if (auto found = find_public(keys); !found) return std::unexpected(found.error());
  return keys;
}

Result<void> replace_store_keys(const std::string& store_path, const StoreKeys& keys) {
  SecretText secret;
  write(keys, secret.text);
  return replace_secret(name_of(store_path), secret.text);
}

Result<StoreKeys> rotated(const StoreKeys& keys) {
  TRADEIN_ASSERT(keys.next.has_value());
  StoreKeys out = keys;
  const auto signing_public = ed25519_public(keys.next->secret);
  if (!signing_public) return std::unexpected(signing_public.error());
  out.retired.insert(out.retired.begin(), {keys.signing_public, keys.next->entry + 1});
  out.signing_secret = keys.next->secret;
  out.signing_public = *signing_public;
  out.next.reset();
  return out;
}

Result<StoreKeys> store_keys(const std::string& store_path, bool store_is_empty) {
  const bool there = ::access(key_file_path(store_path).c_str(), F_OK) == 0;
  return store_is_empty && !there ? make_store_keys(store_path) : read_store_keys(store_path);
}

}  // namespace tradein::crypto
