#include "engine/log/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include "engine/base/assert.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/utf8_scan.hpp"
#include "engine/log/vkey_parts.hpp"

namespace tradein {
namespace {

constexpr char ed25519_type = 1;
constexpr std::string_view signature_mark = "\u2014 ";  // an em dash and a space
constexpr std::size_t note_bytes_max = 64 * 1024;

template <class Array>
bool copy_exactly(std::string_view bytes, Array& out) {
  if (bytes.size() != out.size()) return false;
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(out.data()));
  return true;
}

template <class Array>
std::string_view view_of(const Array& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Error bad_note(const char* zh, const char* en) {
  return {.code = "E-NOTE-FORM",
          .place = "checkpoint",
          .what = {zh, en},
          .fix = {"重新取得完整的检查点文件", "get the whole checkpoint again"},
          .trouble = Trouble::input};
}

/// The next line without its break; none where there is no whole line.
std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool parse_size(std::string_view text, std::uint64_t& out) {
  if (text.empty() || (text[0] == '0' && text.size() > 1)) return false;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool parse_checkpoint(std::string_view text, Checkpoint& out) {
  const auto origin = take_line(text);
  const auto size = origin ? take_line(text) : std::nullopt;
  const auto root = size ? take_line(text) : std::nullopt;
  if (!root || origin->empty() || !parse_size(*size, out.size)) return false;
  const auto bytes = from_base64(*root);
  if (!bytes || !copy_exactly(*bytes, out.root)) return false;
  out.origin = *origin;
  // Lines of an extension may follow, none of them empty.
  while (!text.empty())
    if (const auto line = take_line(text); !line || line->empty()) return false;
  return true;
}

bool parse_signature(std::string_view line, Note::Line& out) {
  if (!line.starts_with(signature_mark)) return false;
  line.remove_prefix(signature_mark.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || !good_key_name(line.substr(0, space))) return false;
  const auto bytes = from_base64(line.substr(space + 1));
  if (!bytes || bytes->size() <= out.id.size()) return false;
  out.name = line.substr(0, space);
  copy_exactly(std::string_view{*bytes}.substr(0, out.id.size()), out.id);
  out.signature = bytes->substr(out.id.size());
  return true;
}

/// UTF-8 without control characters but line breaks, as signed-note wants it.
bool plain_text(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (static_cast<unsigned char>(*at) < 0x80) {
      if (*at != '\n' && (*at < ' ' || *at == 0x7f)) return false;
      ++at;
    } else {
      const char* const after = multibyte_end(at, end);
      if (after == at) return false;
      at = after;
    }
  }
  return true;
}

}  // namespace

LogKey log_key(HashFunction& hash, std::string name, const PublicKey& key) {
  TRADEIN_ASSERT(good_key_name(name));
  std::string text = name;
  text.push_back('\n');
  text.push_back(ed25519_type);
  text.append(view_of(key));
  const Hash256 whole = hash.hash(text);
  LogKey out{.name = std::move(name), .key = key, .id = {}};
  std::copy_n(whole.begin(), out.id.size(), out.id.begin());
  return out;
}

const LogKey& LogKeys::at(std::uint64_t size) const noexcept {
  const LogKey* key = &now;
  for (const RetiredKey& old : retired)
    if (size <= old.until) key = &old.key;
  return *key;
}

std::string vkey_text(const LogKey& key) {
  std::string typed{ed25519_type};
  typed.append(view_of(key.key));
  return vkey_line(key.name, key.id, typed);
}

Result<std::vector<LogKey>> parse_vkeys(HashFunction& hash, std::string_view text) {
  std::vector<LogKey> keys;
  const auto take = [&](const VkeyLine& line) {
    if (line.typed.starts_with(sm2_type)) return true;  // parse_sm2_vkeys reads it
    PublicKey key{};
    if (line.typed[0] != ed25519_type || !copy_exactly(std::string_view{line.typed}.substr(1), key))
      return false;
    keys.push_back(log_key(hash, std::string{line.name}, key));
    // The id in the line guards against a mistake in copying it.
    return vkey_text(keys.back()) == line.whole;
  };
  if (const auto read = each_vkey_line(text, take); !read) return std::unexpected(read.error());
  if (keys.empty()) return std::unexpected(no_vkey(""));
  return keys;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" +
         to_base64(as_text(checkpoint.root)) + "\n";
}

Result<std::string> signed_checkpoint(const Checkpoint& checkpoint, const LogKey& key,
                                      const Sign& sign) {
  std::string note = checkpoint_text(checkpoint);
  const auto signature = sign(note);
  if (!signature) return std::unexpected(signature.error());
  std::string line{view_of(key.id)};
  line.append(view_of(*signature));
  note.append("\n").append(signature_mark).append(key.name).append(" ");
  append_base64(note, line);
  note.push_back('\n');
  return note;
}

Result<Note> parse_note(std::string_view note) {
  if (note.size() > note_bytes_max || !plain_text(note))
    return std::unexpected(
        bad_note("检查点不是文本", "a checkpoint is a short text, and this is none"));
  const std::size_t gap = note.rfind("\n\n");
  if (gap == std::string_view::npos)
    return std::unexpected(bad_note("检查点没有签名", "this checkpoint has no signature"));
  Note out;
  out.text = note.substr(0, gap + 1);
  std::string_view lines = note.substr(gap + 2);
  if (!parse_checkpoint(out.text, out.checkpoint) || lines.empty())
    return std::unexpected(bad_note("检查点的格式不对", "this is not the form of a checkpoint"));
  while (!lines.empty()) {
    const auto line = take_line(lines);
    if (!line || !parse_signature(*line, out.signatures.emplace_back()))
      return std::unexpected(
          bad_note("签名行的格式不对", "this is not the form of a signature line"));
  }
  return out;
}

std::optional<Text> signature_flaw(const Note& note, std::span<const LogKey> keys,
                                   SignatureHolds holds) {
  bool known = false;
  for (const Note::Line& line : note.signatures) {
    for (const LogKey& key : keys) {
      if (key.name != line.name || key.id != line.id) continue;
      Signature signature{};
      if (!copy_exactly(line.signature, signature) || !holds(key.key, note.text, signature))
        return Text{"`" + line.name + "` 的签名不成立",
                    "the signature of `" + line.name + "` does not hold"};
      known = true;
    }
  }
  if (known) return std::nullopt;
  return Text{"没有给定密钥的签名", "none of the given keys has signed it"};
}

namespace {

std::optional<Text> commit_flaw(const Commit& commit, const Note& note) {
  if (note.checkpoint.size == commit.size && note.checkpoint.root == commit.root)
    return std::nullopt;
  return Text{"签名的检查点与本行的数目或根不符",
              "the signed checkpoint has another size or root than this row"};
}

std::optional<Text> keys_flaw(const Note& note, std::span<const LogKey> keys,
                              SignatureHolds holds) {
  const bool own_origin = std::ranges::any_of(
      keys, [&](const LogKey& key) { return key.name == note.checkpoint.origin; });
  if (!own_origin) return Text{"检查点属于另一个日志", "the checkpoint is another log's"};
  return signature_flaw(note, keys, holds);
}

}  // namespace

std::optional<Text> note_flaw(const Commit& commit, std::span<const LogKey> keys,
                              SignatureHolds holds) {
  const auto note = parse_note(commit.note);
  if (!note) return note.error().what;
  if (auto flaw = commit_flaw(commit, *note)) return flaw;
  return keys_flaw(*note, keys, holds);
}

std::optional<Text> stored_note_flaw(
    const Commit& commit, std::span<const LogKey> keys, SignatureHolds holds,
    const std::function<bool(const Note::Line&)>& checked_elsewhere) {
  const auto note = parse_note(commit.note);
  if (!note) return note.error().what;
  if (auto flaw = commit_flaw(commit, *note)) return flaw;
  if (keys.empty()) return std::nullopt;
  if (auto flaw = keys_flaw(*note, keys, holds)) return flaw;
  for (const Note::Line& line : note->signatures) {
    if (checked_elsewhere && checked_elsewhere(line)) continue;
    const auto of_line = [&](const auto& other) {
      return other.name == line.name && other.id == line.id;
    };
    if (std::ranges::none_of(keys, of_line))
      return Text{"`" + line.name + "` 的签名行无法核对：没有它的公钥",
                  "the line of `" + line.name + "` cannot be checked: its key is not given"};
    if (std::ranges::count_if(note->signatures, of_line) != 1)
      return Text{"`" + line.name + "` 的签名行不止一个",
                  "there is more than one line of `" + line.name + "`"};
  }
  return std::nullopt;
}

Result<void> check_anchor(Store& store, HashFunction& hash, const Checkpoint& anchor) {
  const auto last = store.last_commit();
  if (!last) return std::unexpected(last.error());
  if (last->size < anchor.size) {
    const std::string first = std::to_string(last->size);
    const std::string known = std::to_string(anchor.size);
    return std::unexpected(Error{
        .code = "E-ANCHOR-AHEAD",
        .place = "entry " + first,
        .what = {"账本比锚点旧：锚点记有 " + known + " 个条目，账本从条目 " + first + " 起缺失",
                 "the store is older than its anchor, which knows " + known +
                     " entries: they are missing from entry " + first + " on"},
        .fix = {"这多半是一份旧备份；恢复最新的账本文件",
                "this is an old copy, it seems; restore the newest store"},
        .trouble = Trouble::integrity});
  }
  const auto root = tree_root(hash, store, anchor.size);
  if (!root) return std::unexpected(root.error());
  if (*root == anchor.root) return {};
  return std::unexpected(Error{
      .code = "E-ANCHOR-FORK",
      .place = "checkpoint " + std::to_string(anchor.size),
      .what = {"账本与锚点不是同一份记录：前 " + std::to_string(anchor.size) + " 个条目的根不同",
               "the store is not the record that its anchor knows: the root of the first " +
                   std::to_string(anchor.size) + " entries is another"},
      .fix = {"执行 `tradein verify` 查明原因，并恢复正确的账本",
              "run `tradein verify` to learn why, and restore the right store"},
      .trouble = Trouble::integrity});
}

}  // namespace tradein
