#include "tools/tradein/office_entry.hpp"

#include <pwd.h>
#include <unistd.h>

#include "engine/base/assert.hpp"
#include "engine/base/limits.hpp"
#include "engine/log/utf8_scan.hpp"

namespace tradein::tool {
namespace {

constexpr std::size_t sentence_bytes_max = 500;

bool is_line_of_text(std::string_view text) {
  bool blank = true;
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at != end;) {
    const auto sign = static_cast<unsigned char>(*at);
    if (sign < ' ' || sign == 0x7f) return false;
    blank = blank && sign == ' ';
    const char* const next = sign < 0x80 ? at + 1 : multibyte_end(at, end);
    if (next == at) return false;
    at = next;
  }
  return !blank;
}

}  // namespace

std::string actor(const std::string& by) {
  if (!by.empty()) return by;
  const passwd* const user = ::getpwuid(::geteuid());
  const bool named = user != nullptr && is_line_of_text(user->pw_name);
  return named ? user->pw_name : "uid " + std::to_string(::geteuid());
}

Result<void> check_sentence(const std::string& option, const std::string& text) {
  if (text.size() <= sentence_bytes_max && is_line_of_text(text)) return {};
  return std::unexpected(
      Error{"E-SENTENCE",
            option,
            {"这里需要一行文字，不超过 500 字节，它会写入日志",
             "a line of text is needed here, at most 500 bytes; it stands in the log for good"},
            {"简短写明目的或依据，不要写入个人信息",
             "say the purpose or the ground in a few words, without personal data"},
            Trouble::usage});
}

Result<void> check_actor(const std::string& by) {
  return by.empty() ? Result<void>{} : check_sentence("--by", by);
}

Result<std::uint64_t> append_entry(WrittenStore& store, const WriteEntry& write) {
  EntryBlock block;
  block.clear(store.writer().size());
  write({block.first, store.entry_time()}, block.bytes);
  block.close_entry();
  TRADEIN_ASSERT(block.bytes.size() <= limits::entry_bytes_max);
  const auto commit = store.writer().append(block);
  if (!commit) return std::unexpected(commit.error());
  store.history().commit(commit->size, commit->root);
  return block.first;
}

}  // namespace tradein::tool
