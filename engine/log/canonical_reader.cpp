#include <cstring>

#include "engine/base/assert.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/utf8_scan.hpp"

namespace tradein {
namespace {

/// The byte that a short escape stands for; 0 where there is no such escape.
char short_escape(char c) noexcept {
  switch (c) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return 0;
  }
}

/// The control character of `00xx` where only that form may stand for it; -1 else.
int long_escape(const char* at) noexcept {
  if (at[0] != '0' || at[1] != '0' || (at[2] != '0' && at[2] != '1')) return -1;
  int low = 0;
  if (at[3] >= '0' && at[3] <= '9')
    low = at[3] - '0';
  else if (at[3] >= 'a' && at[3] <= 'f')
    low = at[3] - 'a' + 10;
  else
    return -1;
  const int value = (at[2] - '0') * 16 + low;
  const bool has_short_form =
      value == '\b' || value == '\f' || value == '\n' || value == '\r' || value == '\t';
  return has_short_form ? -1 : value;
}

/// Undoes the escapes of text that scan_string has accepted.
void unescape(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out.push_back(text[i]);
    } else if (text[++i] == 'u') {
      out.push_back(static_cast<char>(long_escape(text.data() + i + 1)));
      i += 4;
    } else {
      out.push_back(short_escape(text[i]));
    }
  }
}

}  // namespace

void CanonicalReader::fail(const char* at) noexcept {
  if (failed_) return;
  failed_ = true;
  error_offset_ = static_cast<std::size_t>(at - begin_);
  at_ = end_;
}

CanonicalReader::Kind CanonicalReader::kind() const noexcept {
  if (at_ == end_) return Kind::none;
  switch (*at_) {
    case '"':
      return Kind::string;
    case '{':
      return Kind::object;
    case '[':
      return Kind::array;
    case 't':
    case 'f':
      return Kind::boolean;
    default:
      return *at_ == '-' || (*at_ >= '0' && *at_ <= '9') ? Kind::integer : Kind::none;
  }
}

bool CanonicalReader::open(char bracket) noexcept {
  if (at_ == end_ || *at_ != bracket || depth_ == canonical_depth_max) {
    fail(at_);
    return false;
  }
  ++at_;
  levels_[++depth_] = Level{.key = nullptr, .key_size = 0, .object = bracket == '{', .empty = true};
  return true;
}

bool CanonicalReader::enter_object() noexcept { return open('{'); }
bool CanonicalReader::enter_array() noexcept { return open('['); }

/// Reads `,"name":` or `"name":` from at_; `next` is the place behind it. Changes nothing but on
/// failure.
bool CanonicalReader::scan_key(const char*& next, std::string_view& key) noexcept {
  const Level& level = levels_[depth_];
  const char* at = at_;
  if (!level.empty) {
    if (at == end_ || *at != ',') return fail(at), false;
    ++at;
  }
  if (at == end_ || *at != '"') return fail(at), false;
  const char* const name = at + 1;
  const char* const close = plain_end(name, end_);
  if (end_ - close < 2 || close[0] != '"' || close[1] != ':')
    return fail(close == end_ || *close != '"' ? close : close + 1), false;
  key = {name, static_cast<std::size_t>(close - name)};
  // Sorted and unique: a key that comes twice, or out of its order, has another canonical text.
  if (!level.empty && !(std::string_view{level.key, level.key_size} < key))
    return fail(name), false;
  next = close + 2;
  return true;
}

bool CanonicalReader::next_key(std::string_view& key) noexcept {
  if (failed_) return false;
  Level& level = levels_[depth_];
  if (depth_ == 0 || !level.object) return fail(at_), false;
  if (at_ != end_ && *at_ == '}') {
    ++at_;
    --depth_;
    return false;
  }
  const char* next = nullptr;
  if (!scan_key(next, key)) return false;
  level.key = key.data();
  level.key_size = key.size();
  level.empty = false;
  at_ = next;
  return true;
}

bool CanonicalReader::next_key_is(std::string_view name) noexcept {
  if (failed_ || depth_ == 0 || !levels_[depth_].object) return false;
  if (at_ != end_ && *at_ == '}') return false;
  const char* next = nullptr;
  std::string_view key;
  if (!scan_key(next, key) || key != name) return false;
  Level& level = levels_[depth_];
  level.key = key.data();
  level.key_size = key.size();
  level.empty = false;
  at_ = next;
  return true;
}

bool CanonicalReader::next_item() noexcept {
  if (failed_) return false;
  Level& level = levels_[depth_];
  if (depth_ == 0 || level.object || at_ == end_) return fail(at_), false;
  if (*at_ == ']') {
    ++at_;
    --depth_;
    return false;
  }
  if (!level.empty) {
    if (*at_ != ',') return fail(at_), false;
    ++at_;
    // "[1,]": the value that must follow would be found missing only by its reader.
    if (at_ == end_ || *at_ == ']') return fail(at_), false;
  }
  level.empty = false;
  return true;
}

/// Checks the string at at_; `close` is its closing quote.
bool CanonicalReader::scan_string(const char*& close, bool& escaped) noexcept {
  if (at_ == end_ || *at_ != '"') return fail(at_), false;
  const char* at = at_ + 1;
  escaped = false;
  for (;;) {
    at = plain_end(at, end_);
    if (at == end_) return fail(at), false;
    if (*at == '"') break;
    if (static_cast<unsigned char>(*at) >= 0x80) {
      const char* const after = multibyte_end(at, end_);
      if (after == at) return fail(at), false;
      at = after;
    } else if (*at == '\\') {
      escaped = true;
      if (end_ - at >= 6 && at[1] == 'u' && long_escape(at + 2) >= 0)
        at += 6;
      else if (end_ - at >= 2 && short_escape(at[1]) != 0)
        at += 2;
      else
        return fail(at), false;
    } else {
      return fail(at), false;
    }
  }
  close = at;
  return true;
}

std::string_view CanonicalReader::string(std::string& scratch) noexcept {
  const char* close = nullptr;
  bool escaped = false;
  if (!scan_string(close, escaped)) return {};
  const std::string_view text{at_ + 1, static_cast<std::size_t>(close - at_ - 1)};
  at_ = close + 1;
  if (!escaped) return text;
  unescape(text, scratch);
  return scratch;
}

std::int64_t CanonicalReader::integer() noexcept {
  const char* const begin = at_;
  const bool negative = at_ != end_ && *at_ == '-';
  const char* at = at_ + (negative ? 1 : 0);
  const char* const digits = at;
  std::int64_t value = 0;
  while (at != end_ && *at >= '0' && *at <= '9') {
    value = value * 10 + (*at - '0');
    if (value > canonical_integer_max) return fail(begin), 0;
    ++at;
  }
  // No digit, a leading zero, or minus nought.
  if (at == digits || (*digits == '0' && (at - digits > 1 || negative))) return fail(begin), 0;
  at_ = at;
  return negative ? -value : value;
}

bool CanonicalReader::boolean() noexcept {
  const std::string_view left{at_, static_cast<std::size_t>(end_ - at_)};
  if (left.starts_with("true")) return at_ += 4, true;
  if (left.starts_with("false")) return at_ += 5, false;
  fail(at_);
  return false;
}

bool CanonicalReader::skip_value() noexcept {
  std::string_view key;
  const char* close = nullptr;
  bool escaped = false;
  switch (kind()) {
    case Kind::string:
      if (scan_string(close, escaped)) at_ = close + 1;
      break;
    case Kind::integer:
      static_cast<void>(integer());
      break;
    case Kind::boolean:
      static_cast<void>(boolean());
      break;
    case Kind::object:
      if (enter_object())
        while (next_key(key) && skip_value()) {
        }
      break;
    case Kind::array:
      if (enter_array())
        while (next_item() && skip_value()) {
        }
      break;
    case Kind::none:
      fail(at_);
      break;
  }
  return !failed_;
}

std::string_view CanonicalReader::skip() noexcept {
  const char* const begin = at_;
  if (!skip_value()) return {};
  return {begin, static_cast<std::size_t>(at_ - begin)};
}

bool CanonicalReader::finish() noexcept {
  if (!failed_ && (at_ != end_ || depth_ != 0)) fail(at_);
  return !failed_;
}

std::optional<std::size_t> first_not_canonical(std::string_view bytes) noexcept {
  CanonicalReader in{bytes};
  in.skip();
  if (in.finish()) return std::nullopt;
  return in.error_offset();
}

}  // namespace tradein
