#include "tools/tradein/claim_subject.hpp"

#include "engine/base/base64.hpp"
#include "engine/log/canonical.hpp"
#include "tools/tradein/claim_sealer.hpp"

namespace tradein::tool {
namespace {

bool read(std::string_view text, store::Subject& out) {
  return read_base64url(text, {reinterpret_cast<char*>(out.data()), out.size()});
}

}  // namespace

Result<store::Subject> subject_of(const ClaimEntry& entry) {
  CanonicalReader who{entry.who_text};
  std::string scratch;
  std::string_view key;
  store::Subject subject{};
  bool found = false;
  who.enter_object();
  while (who.next_key(key)) {
    if (key == "consumer_id")
      found = read(who.string(scratch), subject);
    else
      who.skip();
  }
  if (!entry.who_text.empty() && !who.finish())
    return std::unexpected(Error{"E-LOG-ENTRY",
                                 std::string{entry.header.claim_id},
                                 {"条目不合格式", "the entry does not have its form"},
                                 {"请用 verify 检查日志", "check the log with `verify`"},
                                 Trouble::integrity});
  return found ? subject : subject_of({}, entry.header.content);
}

std::string text_of(const store::Subject& subject) {
  std::string out;
  append_base64url(out, {reinterpret_cast<const char*>(subject.data()), subject.size()});
  return out;
}

Result<store::Subject> parse_subject(const std::string& text) {
  store::Subject subject{};
  if (read(text, subject) && subject != store::Subject{}) return subject;
  return std::unexpected(
      Error{"E-SUBJECT",
            text,
            {"这不是主体的代号", "this is no subject's pseudonym"},
            {"使用条目 `who` 中 consumer_id 的 22 个字符，或用 --claim 指明申领",
             "use the 22 characters of consumer_id in an entry's `who`, or name a claim"},
            Trouble::usage});
}

}  // namespace tradein::tool
