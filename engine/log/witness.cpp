#include "engine/log/witness.hpp"

#include <algorithm>
#include <charconv>

#include "engine/base/assert.hpp"
#include "engine/log/base64.hpp"

namespace tradein {
namespace {

constexpr char cosignature_type = 4;
constexpr std::size_t time_bytes = 8;
constexpr std::size_t proof_max = 63;

template <class Array>
std::string_view view_of(const Array& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// What a witness signs: the time and the checkpoint's text.
std::string cosigned_message(std::uint64_t time, std::string_view checkpoint) {
  return "cosignature/v1\ntime " + std::to_string(time) + "\n" + std::string{checkpoint};
}

std::unexpected<Error> bad_vkey(const std::string& line) {
  return std::unexpected(Error{.code = "E-KEY-VKEY",
                               .place = "vkey",
                               .what = {"`" + line + "` 不是见证方的公钥行",
                                        "`" + line + "` is no public key line of a witness"},
                               .fix = {"使用 `tradein witness key` 输出的整行",
                                       "use the whole line that `tradein witness key` prints"},
                               .trouble = Trouble::input});
}

Error refused(const char* code, const Checkpoint& newer, Text what) {
  return {.code = code,
          .place = "checkpoint " + std::to_string(newer.size),
          .what = std::move(what),
          .fix = {"不要签名；向日志的所有者查问两份检查点",
                  "do not sign; ask the log's owner about the two checkpoints"},
          .trouble = Trouble::integrity};
}

}  // namespace

WitnessKey witness_key(HashFunction& hash, std::string name, const PublicKey& key) {
  std::string text = name;
  text.push_back('\n');
  text.push_back(cosignature_type);
  text.append(view_of(key));
  const Hash256 whole = hash.hash(text);
  WitnessKey out{.name = std::move(name), .key = key, .id = {}};
  std::copy_n(whole.begin(), out.id.size(), out.id.begin());
  return out;
}

std::string vkey_text(const WitnessKey& key) {
  std::string typed{cosignature_type};
  typed.append(view_of(key.key));
  return key.name + "+" + hex(view_of(key.id)) + "+" + to_base64(typed);
}

Result<std::vector<WitnessKey>> parse_witness_vkeys(HashFunction& hash, std::string_view text) {
  std::vector<WitnessKey> keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line{text.substr(0, end)};
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find('+');
    const std::size_t second = first == std::string::npos ? first : line.find('+', first + 1);
    if (second == std::string::npos || first == 0) return bad_vkey(line);
    const auto typed = from_base64(std::string_view{line}.substr(second + 1));
    PublicKey key{};
    if (!typed || typed->size() != key.size() + 1 || (*typed)[0] != cosignature_type)
      return bad_vkey(line);
    std::copy(typed->begin() + 1, typed->end(), reinterpret_cast<char*>(key.data()));
    keys.push_back(witness_key(hash, line.substr(0, first), key));
    if (vkey_text(keys.back()) != line) return bad_vkey(line);
  }
  if (keys.empty()) return bad_vkey("");
  return keys;
}

Result<std::string> cosigned(std::string_view note, const WitnessKey& key, std::uint64_t time,
                             const Sign& sign) {
  const auto parsed = parse_note(note);
  if (!parsed) return std::unexpected(parsed.error());
  const auto signature = sign(cosigned_message(time, parsed->text));
  if (!signature) return std::unexpected(signature.error());
  std::string line{view_of(key.id)};
  for (std::size_t i = 0; i < time_bytes; ++i)
    line.push_back(static_cast<char>(time >> (8 * (time_bytes - 1 - i)) & 255));
  line.append(view_of(*signature));
  std::string out{note};
  out.append("\u2014 ").append(key.name).append(" ");
  append_base64(out, line);
  out.push_back('\n');
  return out;
}

Cosignature cosignature_of(const Note& note, const WitnessKey& key, SignatureHolds holds) {
  Cosignature out;
  for (const Note::Line& line : note.signatures) {
    if (line.name != key.name || line.id != key.id) continue;
    out.signed_by_it = true;
    out.holds = false;
    Signature signature{};
    if (line.signature.size() != time_bytes + signature.size()) return out;
    out.time = 0;
    for (std::size_t i = 0; i < time_bytes; ++i)
      out.time = out.time << 8 | static_cast<unsigned char>(line.signature[i]);
    std::copy(line.signature.begin() + time_bytes, line.signature.end(),
              reinterpret_cast<char*>(signature.data()));
    out.holds = holds(key.key, cosigned_message(out.time, note.text), signature);
    if (!out.holds) return out;
  }
  return out;
}

std::optional<Text> quorum_flaw(const Note& note, std::span<const WitnessKey> witnesses,
                                std::size_t required, SignatureHolds holds) {
  std::size_t count = 0;
  for (const WitnessKey& witness : witnesses) {
    const Cosignature found = cosignature_of(note, witness, holds);
    if (found.signed_by_it && !found.holds)
      return Text{"见证方 `" + witness.name + "` 的签名不成立",
                  "the signature of the witness `" + witness.name + "` does not hold"};
    if (found.holds) ++count;
  }
  if (count >= required) return std::nullopt;
  const std::string has = std::to_string(count), needs = std::to_string(required);
  return Text{"见证签名有 " + has + " 个，要求 " + needs + " 个",
              has + " of the given witnesses have signed, " + needs + " are required"};
}

namespace {

std::optional<Error> not_later(const Checkpoint& older, const Checkpoint& newer) {
  if (older.origin != newer.origin)
    return refused("E-WITNESS-FORK", newer,
                   {"两个检查点属于不同的日志", "the two checkpoints are of two logs"});
  if (newer.size < older.size)
    return refused("E-WITNESS-OLDER", newer,
                   {"它比上次签名的检查点小，后者有 " + std::to_string(older.size) + " 个条目",
                    "it is smaller than the checkpoint that was signed last, which has " +
                        std::to_string(older.size) + " entries"});
  return std::nullopt;
}

Error fork(const Checkpoint& newer) {
  return refused("E-WITNESS-FORK", newer,
                 {"没有证明它是上次签名的检查点的延续",
                  "nothing proves that it continues the checkpoint that was signed last"});
}

}  // namespace

Result<void> continues(HashFunction& hash, const Checkpoint& older, const Checkpoint& newer,
                       std::span<const Hash256> proof) {
  if (auto error = not_later(older, newer)) return std::unexpected(*error);
  if (older.size == 0 ||
      consistency_holds(hash, older.size, newer.size, proof, older.root, newer.root))
    return {};
  return std::unexpected(fork(newer));
}

Result<void> continues(const Checkpoint& older, const Checkpoint& newer, const Hash256& older_root,
                       const Hash256& newer_root) {
  if (auto error = not_later(older, newer)) return std::unexpected(*error);
  if (older_root == older.root && newer_root == newer.root) return {};
  return std::unexpected(fork(newer));
}

std::string continuation_text(const Continuation& continuation) {
  std::string out = "old " + std::to_string(continuation.older) + "\n";
  for (const Hash256& one : continuation.proof) {
    append_base64(out, as_text(one));
    out.push_back('\n');
  }
  return out + "\n" + continuation.note;
}

Result<Continuation> parse_continuation(std::string_view text) {
  const auto bad = [] {
    return std::unexpected(Error{.code = "E-PROOF-FORM",
                                 .place = "proof",
                                 .what = {"不是一致性证明", "this is no proof of consistency"},
                                 .fix = {"使用 `tradein log consistency` 的输出",
                                         "use what `tradein log consistency` prints"},
                                 .trouble = Trouble::input});
  };
  constexpr std::string_view prefix = "old ";
  const std::size_t gap = text.find("\n\n");
  if (gap == std::string_view::npos || !text.starts_with(prefix)) return bad();
  Continuation out;
  out.note = text.substr(gap + 2);
  std::string_view head = text.substr(prefix.size(), gap + 1 - prefix.size());
  const auto number = std::from_chars(head.data(), head.data() + head.size(), out.older);
  if (number.ec != std::errc{} || *number.ptr != '\n') return bad();
  head.remove_prefix(static_cast<std::size_t>(number.ptr - head.data()) + 1);
  while (!head.empty()) {
    const std::size_t end = head.find('\n');
    const auto bytes = from_base64(head.substr(0, end));
    Hash256& one = out.proof.emplace_back();
    if (!bytes || bytes->size() != one.size() || out.proof.size() > proof_max) return bad();
    std::ranges::copy(*bytes, reinterpret_cast<char*>(one.data()));
    head.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace tradein
