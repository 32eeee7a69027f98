#include "engine/log/receipt.hpp"

#include <algorithm>
#include <charconv>

#include "engine/base/assert.hpp"
#include "engine/base/limits.hpp"
#include "engine/log/base64.hpp"

namespace tradein {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::size_t proof_max = 63;

Error bad_receipt(const char* zh, const char* en) {
  return {.code = "E-RECEIPT-FORM",
          .place = "receipt",
          .what = {zh, en},
          .fix = {"重新取得完整的回执文件", "get the whole receipt again"},
          .trouble = Trouble::input};
}

/// The next line without its break, where it begins with `prefix`; that is taken off.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view prefix) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  if (!line.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(end + 1);
  return line.substr(prefix.size());
}

}  // namespace

std::string receipt_text(const Receipt& receipt) {
  std::string out{first_line};
  out.append("\nextra ");
  append_base64(out, receipt.entry);
  out.append("\nindex ").append(std::to_string(receipt.index)).append("\n");
  for (const Hash256& hash : receipt.proof) {
    append_base64(out, as_text(hash));
    out.push_back('\n');
  }
  return out.append("\n").append(receipt.note);
}

Result<Receipt> parse_receipt(std::string_view text) {
  const auto first = take_line(text, first_line);
  if (!first || !first->empty())
    return std::unexpected(bad_receipt("这不是回执文件", "this is no receipt"));
  Receipt out;
  const auto extra = take_line(text, "extra ");
  const auto entry = extra ? from_base64(*extra) : std::nullopt;
  const auto index = entry ? take_line(text, "index ") : std::nullopt;
  if (!index || entry->size() > limits::entry_bytes_max)
    return std::unexpected(
        bad_receipt("回执缺少条目或序号", "the receipt lacks its entry or its index"));
  const auto read = std::from_chars(index->data(), index->data() + index->size(), out.index);
  if (read.ec != std::errc{} || read.ptr != index->data() + index->size() ||
      std::to_string(out.index) != *index)
    return std::unexpected(bad_receipt("回执的序号不是整数", "the receipt's index is no number"));
  for (;;) {
    const auto line = take_line(text, "");
    if (!line) return std::unexpected(bad_receipt("回执不完整", "the receipt is cut short"));
    if (line->empty()) break;
    const auto bytes = from_base64(*line);
    if (!bytes || bytes->size() != sizeof(Hash256) || out.proof.size() == proof_max)
      return std::unexpected(
          bad_receipt("回执中有一行不是哈希", "a line of the receipt is no hash"));
    std::copy(bytes->begin(), bytes->end(),
              reinterpret_cast<char*>(out.proof.emplace_back().data()));
  }
  if (auto note = parse_note(text); !note) return std::unexpected(note.error());
  out.entry = *entry;
  out.note = text;
  return out;
}

Result<Receipt> prove_entry(Store& store, HashFunction& hash, std::uint64_t index,
                            std::uint64_t size) {
  TRADEIN_ASSERT(index < size);
  EntryBlock block;
  if (auto read = store.read(index, 1, block); !read) return std::unexpected(read.error());
  auto proof = inclusion_proof(hash, store, index, size);
  if (!proof) return std::unexpected(proof.error());
  return Receipt{
      .entry = std::string{block[0]}, .index = index, .proof = std::move(*proof), .note = {}};
}

Result<Receipt> make_receipt(Store& store, HashFunction& hash, std::uint64_t index,
                             const Commit& commit) {
  TRADEIN_ASSERT(!commit.note.empty());
  auto receipt = prove_entry(store, hash, index, commit.size);
  if (receipt) receipt->note = commit.note;
  return receipt;
}

std::optional<Text> receipt_flaw(const Receipt& receipt, HashFunction& hash,
                                 std::span<const LogKey> keys, SignatureHolds holds) {
  const auto note = parse_note(receipt.note);
  if (!note) return note.error().what;
  const bool trusted = std::ranges::any_of(
      keys, [&](const LogKey& key) { return key.name == note->checkpoint.origin; });
  if (!trusted)
    return Text{"检查点属于另一个日志 `" + note->checkpoint.origin + "`",
                "the checkpoint is of another log, `" + note->checkpoint.origin + "`"};
  if (auto flaw = signature_flaw(*note, keys, holds)) return flaw;
  const Checkpoint& checkpoint = note->checkpoint;
  if (!inclusion_holds(hash, receipt.index, checkpoint.size, leaf_hash(hash, receipt.entry),
                       receipt.proof, checkpoint.root))
    return Text{
        "条目不在签名的日志中：内容、序号或证明不符",
        "the entry is not in the signed log: its bytes, its index or the proof are not right"};
  return std::nullopt;
}

}  // namespace tradein
