#include "adapters/batch/cutter.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "adapters/batch/csv_rows.hpp"
#include "adapters/batch/text_encoding.hpp"
#include "engine/base/limits.hpp"

namespace tradein {
namespace {

RowEnd find_line_end(std::string_view bytes, std::size_t begin, bool at_end_of_file) noexcept {
  const std::size_t at = bytes.find('\n', begin);
  if (at == std::string_view::npos)
    return {bytes.size(), bytes.size(), RowFault::none, at_end_of_file};
  const std::size_t end = at > begin && bytes[at - 1] == '\r' ? at - 1 : at;
  return {end, at + 1, RowFault::none, true};
}

class Listened : public ByteSource {
 public:
  Listened(std::unique_ptr<ByteSource> source, ByteListener listener)
      : source_{std::move(source)}, listener_{std::move(listener)} {}
  Result<std::size_t> read(std::span<char> into) override {
    auto count = source_->read(into);
    if (count && *count > 0) listener_(std::string_view{into.data(), *count});
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  ByteListener listener_;
};

class Joined : public ByteSource {
 public:
  Joined(std::string ahead, std::unique_ptr<ByteSource> rest)
      : ahead_{bytes_in_memory(std::move(ahead))}, rest_{std::move(rest)} {}
  Result<std::size_t> read(std::span<char> into) override {
    const auto count = ahead_->read(into);
    return count && *count > 0 ? count : rest_->read(into);
  }

 private:
  std::unique_ptr<ByteSource> ahead_;
  std::unique_ptr<ByteSource> rest_;
};

class Utf16 : public ByteSource {
 public:
  explicit Utf16(std::unique_ptr<ByteSource> source) : source_{std::move(source)} {}
  Result<std::size_t> read(std::span<char> into) override {
    while (at_ == ready_.size()) {
      ready_.clear();
      at_ = 0;
      char buffer[65'536];
      const std::size_t kept = rest_.size();
      std::memcpy(buffer, rest_.data(), kept);
      const auto count = source_->read({buffer + kept, sizeof buffer - kept});
      if (!count) return count;
      const std::string_view bytes{buffer, kept + *count};
      if (*count == 0) {
        rest_.clear();
        if (bytes.empty()) return std::size_t{0};
        ready_ = "\xFF";
        break;
      }
      const std::size_t left = converter_.convert_stream(bytes, ready_, "\xFF");
      rest_ = bytes.substr(bytes.size() - left);
    }
    const std::size_t count = std::min(into.size(), ready_.size() - at_);
    std::memcpy(into.data(), ready_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::unique_ptr<ByteSource> source_;
  Converter converter_{Encoding::utf16le, Converter::Direction::to_utf8};
  std::string rest_;
  std::string ready_;
  std::size_t at_ = 0;
};

}  // namespace

Result<void> Cutter::fill(Chunk& chunk) {
  const std::size_t wanted = carry_.size() + chunk_bytes;
  if (chunk.bytes.size() < wanted + Chunk::padding) chunk.bytes.resize(wanted + Chunk::padding);
  std::memcpy(chunk.bytes.data(), carry_.data(), carry_.size());
  chunk.size = carry_.size();
  carry_.clear();
  while (!at_end_ && chunk.size < wanted) {
    const auto count = source_->read({chunk.bytes.data() + chunk.size, wanted - chunk.size});
    if (!count) return std::unexpected(count.error());
    if (*count == 0) at_end_ = true;
    chunk.size += *count;
  }
  return {};
}

void Cutter::skip_rest_of_row(Chunk& chunk, std::size_t& begin) {
  const char* const data = chunk.bytes.data();
  if (after_cr_ && chunk.size > 0) {
    if (data[0] == '\n') begin = 1;
    after_cr_ = false;
  }
  if (!skipping_) return;
  const char cr = rows_ == Rows::table ? '\r' : '\n';
  const char* const stop = find_sign(data + begin, data + chunk.size, '\n', cr, '\n');
  begin = static_cast<std::size_t>(stop - data);
  if (begin == chunk.size) return;
  skipping_ = false;
  const bool was_cr = data[begin] == '\r';
  ++begin;
  if (!was_cr) return;
  if (begin == chunk.size) {
    after_cr_ = true;
  } else if (data[begin] == '\n') {
    ++begin;
  }
}

void Cutter::cut(Chunk& chunk) {
  std::size_t begin = 0;
  skip_rest_of_row(chunk, begin);
  const std::string_view bytes{chunk.bytes.data(), chunk.size};
  while (begin < bytes.size()) {
    const RowEnd row = rows_ == Rows::table ? find_row_end(bytes, begin, separator_, at_end_)
                                            : find_line_end(bytes, begin, at_end_);
    RowSpan span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(row.end - begin),
                 row.fault};
    if (!row.whole) {
      if (bytes.size() - begin <= limits::line_bytes_max) break;
      skipping_ = true;
      span = {static_cast<std::uint32_t>(begin), 0, RowFault::too_long};
      chunk.rows.push_back(span);
      begin = bytes.size();
      break;
    }
    if (span.length > limits::line_bytes_max) {
      span.fault = RowFault::too_long;
    } else if (row.next == row.end && span.fault == RowFault::none) {
      span.fault = RowFault::unended;
    }
    chunk.rows.push_back(span);
    begin = row.next;
  }
  carry_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(begin), bytes.end());
}

Result<bool> Cutter::next(Chunk& chunk) {
  chunk.rows.clear();
  chunk.size = 0;
  while (chunk.rows.empty()) {
    if (at_end_ && carry_.empty()) return false;
    const auto filled = fill(chunk);
    if (!filled) return std::unexpected(filled.error());
    if (chunk.size == 0) return false;
    cut(chunk);
  }
  chunk.first_row = next_row_;
  next_row_ += chunk.rows.size();
  chunk.sequence = sequence_++;
  return true;
}

Result<std::string> read_ahead(ByteSource& source, std::size_t wanted) {
  std::string bytes(wanted, '\0');
  std::size_t size = 0;
  while (size < wanted) {
    const auto count = source.read({bytes.data() + size, wanted - size});
    if (!count) return std::unexpected(count.error());
    if (*count == 0) break;
    size += *count;
  }
  bytes.resize(size);
  return bytes;
}

std::unique_ptr<ByteSource> listened(std::unique_ptr<ByteSource> source, ByteListener listener) {
  if (!listener) return source;
  return std::make_unique<Listened>(std::move(source), std::move(listener));
}

std::unique_ptr<ByteSource> joined(std::string ahead, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<Joined>(std::move(ahead), std::move(rest));
}

std::unique_ptr<ByteSource> utf16_as_utf8(std::unique_ptr<ByteSource> source) {
  return std::make_unique<Utf16>(std::move(source));
}

}  // namespace tradein
