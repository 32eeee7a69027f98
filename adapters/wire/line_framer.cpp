#include "adapters/wire/line_framer.hpp"

#include <algorithm>
#include <cstring>

namespace tradein::wire {
namespace {

bool is_blank(std::string_view line) noexcept {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

void LineFramer::end_line(std::size_t at) {
  ends_.push_back({static_cast<std::uint32_t>(at), skipping_});
  skipping_ = false;
  scanned_ = at + 1;
}

void LineFramer::add(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto lf = bytes.find('\n');
    const bool whole = lf != std::string_view::npos;
    const std::string_view part = bytes.substr(0, whole ? lf : bytes.size());
    bytes.remove_prefix(whole ? lf + 1 : bytes.size());
    if (!skipping_ && buffer_.size() - scanned_ + part.size() > line_bytes_max_) {
      skipping_ = true;
      buffer_.resize(scanned_);
    }
    if (!skipping_) buffer_.insert(buffer_.end(), part.begin(), part.end());
    if (!whole) continue;
    buffer_.push_back('\n');
    end_line(buffer_.size() - 1);
  }
}

bool LineFramer::take(std::size_t lines_max, LineRun& out) {
  out.lines.clear();
  out.first_row = next_row_;
  out.to_answer = 0;
  std::size_t begin = 0, taken = 0;
  for (; taken < ends_.size(); ++taken) {
    const End& end = ends_[taken];
    LineSpan span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end.at - begin),
                  end.too_long};
    const bool blank = !span.too_long && is_blank({buffer_.data() + begin, span.length});
    if (!blank && out.to_answer == lines_max) break;
    if (blank) span.length = 0;
    out.to_answer += blank ? 0 : 1;
    out.lines.push_back(span);
    begin = end.at + std::size_t{1};
  }
  if (taken == 0) return false;
  out.bytes.assign(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin));
  out.bytes.resize(begin + LineRun::padding);
  next_row_ += taken;
  scanned_ -= begin;
  ends_.erase(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(taken));
  for (End& end : ends_) end.at -= static_cast<std::uint32_t>(begin);
  if (begin == buffer_.size()) {
    buffer_ = {};  // thousands of idle connections must not hold what they once needed
    ends_ = {};
  } else {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin));
  }
  return true;
}

}  // namespace tradein::wire
