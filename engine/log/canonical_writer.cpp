#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/assert.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/utf8_scan.hpp"

namespace tradein {
namespace {

/// RFC 8785, 3.2.2.2: the short escape where JSON has one, else \u00xx in lower case.
void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out.append("\\\"");
      return;
    case '\\':
      out.append("\\\\");
      return;
    case '\b':
      out.append("\\b");
      return;
    case '\f':
      out.append("\\f");
      return;
    case '\n':
      out.append("\\n");
      return;
    case '\r':
      out.append("\\r");
      return;
    case '\t':
      out.append("\\t");
      return;
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(c);
  out.append("\\u00");
  out.push_back(digits[value >> 4]);
  out.push_back(digits[value & 15]);
}

}  // namespace

void CanonicalWriter::before_value() {
  Level& level = levels_[depth_];
  if (level.object) {
    TRADEIN_ASSERT(level.keyed);
    level.keyed = false;
  } else if (depth_ > 0) {
    if (!level.empty) out_.push_back(',');
    level.empty = false;
  } else {
    TRADEIN_ASSERT(out_.size() == begin_);
  }
}

void CanonicalWriter::open(char bracket) {
  before_value();
  TRADEIN_ASSERT(depth_ < canonical_depth_max);
  levels_[++depth_] = Level{.object = bracket == '{'};
  out_.push_back(bracket);
}

void CanonicalWriter::close(char bracket) {
  const Level& level = levels_[depth_];
  TRADEIN_ASSERT(depth_ > 0 && level.object == (bracket == '}') && !level.keyed);
  --depth_;
  out_.push_back(bracket);
}

void CanonicalWriter::begin_object() { open('{'); }
void CanonicalWriter::end_object() { close('}'); }
void CanonicalWriter::begin_array() { open('['); }
void CanonicalWriter::end_array() { close(']'); }

void CanonicalWriter::key(std::string_view name) {
  Level& level = levels_[depth_];
  TRADEIN_ASSERT(level.object && !level.keyed);
  TRADEIN_ASSERT(plain_end(name.data(), name.data() + name.size()) == name.data() + name.size());
  if (!level.empty) {
    TRADEIN_ASSERT(std::string_view{out_}.substr(level.key_at, level.key_size) < name);
    out_.push_back(',');
  }
  out_.push_back('"');
  level.empty = false;
  level.keyed = true;
  level.key_at = out_.size();
  level.key_size = name.size();
  out_.append(name).append("\":");
}

void CanonicalWriter::string(std::string_view text) {
  before_value();
  out_.push_back('"');
  const char* at = text.data();
  const char* const end = at + text.size();
  for (;;) {
    const char* run = at;
    for (;;) {
      run = plain_end(run, end);
      const char* const after = multibyte_end(run, end);
      if (after == run) break;
      run = after;
    }
    out_.append(at, run);
    if (run == end) break;
    TRADEIN_ASSERT(static_cast<unsigned char>(*run) < 0x80);  // else it is not UTF-8
    append_escaped(out_, *run);
    at = run + 1;
  }
  out_.push_back('"');
}

void CanonicalWriter::integer(std::int64_t value) {
  TRADEIN_ASSERT(value >= -canonical_integer_max && value <= canonical_integer_max);
  before_value();
  std::array<char, 24> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out_.append(digits.data(), written.ptr);
}

void CanonicalWriter::member(std::string_view name, std::uint64_t value) {
  TRADEIN_ASSERT(value <= static_cast<std::uint64_t>(canonical_integer_max));
  member(name, static_cast<std::int64_t>(value));
}

void CanonicalWriter::boolean(bool value) {
  before_value();
  out_.append(value ? "true" : "false");
}

void CanonicalWriter::raw(std::string_view canonical) {
  before_value();
  out_.append(canonical);
}

}  // namespace tradein
