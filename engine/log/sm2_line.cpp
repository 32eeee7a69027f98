#include "engine/log/sm2_line.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/vkey_parts.hpp"

namespace tradein {
namespace {

constexpr std::size_t key_bytes = 65;

std::string typed(std::string_view key) { return std::string{sm2_type}.append(key); }

}  // namespace

Sm2Key sm2_key(HashFunction& hash, std::string name, std::string key) {
  TRADEIN_ASSERT(good_key_name(name) && key.size() == key_bytes);
  const Hash256 whole = hash.hash(name + "\n" + typed(key));
  Sm2Key out{std::move(name), std::move(key), {}};
  std::copy_n(whole.begin(), out.id.size(), out.id.begin());
  return out;
}

std::string vkey_text(const Sm2Key& key) { return vkey_line(key.name, key.id, typed(key.key)); }

Result<std::vector<Sm2Key>> parse_sm2_vkeys(HashFunction& hash, std::string_view text) {
  std::vector<Sm2Key> keys;
  const auto read = each_vkey_line(text, [&](const VkeyLine& line) {
    if (!line.typed.starts_with(sm2_type)) return true;
    const std::string_view key = std::string_view{line.typed}.substr(sm2_type.size());
    if (key.size() != key_bytes) return false;
    keys.push_back(sm2_key(hash, std::string{line.name}, std::string{key}));
    return vkey_text(keys.back()) == line.whole;
  });
  if (!read) return std::unexpected(read.error());
  return keys;
}

Result<std::string> with_sm2_line(std::string note, const Sm2Signing& signing) {
  const std::size_t gap = note.rfind("\n\n");
  TRADEIN_ASSERT(gap != std::string::npos);
  const auto signature = signing.sign(std::string_view{note}.substr(0, gap + 1));
  if (!signature) return std::unexpected(signature.error());
  std::string line{reinterpret_cast<const char*>(signing.key.id.data()), signing.key.id.size()};
  line.append(*signature);
  note.append("\u2014 ").append(signing.key.name).append(" ");
  append_base64(note, line);
  note.push_back('\n');
  return note;
}

std::optional<Text> sm2_flaw(const Note& note, std::span<const Sm2Key> keys, Sm2Holds holds) {
  for (const Sm2Key& key : keys) {
    std::size_t signed_by_it = 0;
    for (const Note::Line& line : note.signatures) {
      if (line.name != key.name || line.id != key.id) continue;
      ++signed_by_it;
      if (!holds(key.key, note.text, line.signature))
        return Text{"`" + key.name + "` 的 SM2 签名不成立",
                    "the SM2 signature of `" + key.name + "` does not hold"};
    }
    if (signed_by_it != 1)
      return Text{"`" + key.name + "` 的 SM2 签名行应有且仅有一个",
                  "there is not exactly one SM2 line of `" + key.name + "`"};
  }
  return std::nullopt;
}

}  // namespace tradein
