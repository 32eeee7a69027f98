#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Entry text: RFC 8785 JSON, restricted (schemas/log.md): keys printable ASCII without `"` and
/// `\`, sorted and unique; strings valid UTF-8; booleans; integers of at most 2^53-1; arrays;
/// objects; depth at most 16. No floats, no null, no white space. One value has exactly one text.
namespace tradein {

inline constexpr std::size_t canonical_depth_max = 16;
inline constexpr std::int64_t canonical_integer_max =
    9'007'199'254'740'991;  ///< 2^53 - 1, as I-JSON

/// Appends canonical text to the caller's buffer; allocates only where that buffer must grow.
/// A key out of order, a value without its key or text that is not UTF-8 is a bug of the caller
/// (asserted).
class CanonicalWriter {
 public:
  explicit CanonicalWriter(std::string& out) noexcept : out_{out}, begin_{out.size()} {}

  void begin_object();
  void end_object();
  void begin_array();
  void end_array();
  void key(std::string_view name);  ///< greater than the key before it in the same object
  void string(std::string_view text);
  void integer(std::int64_t value);
  void boolean(bool value);
  void raw(std::string_view canonical);  ///< a value that is canonical text already

  /// A member in one call.
  void member(std::string_view name, std::string_view text) { key(name), string(text); }
  void member(std::string_view name, const char* text) { key(name), string(text); }
  void member(std::string_view name, std::int64_t value) { key(name), integer(value); }
  void member(std::string_view name, std::uint64_t value);
  template <class Bool>
    requires std::same_as<Bool, bool>
  void member(std::string_view name, Bool value) {
    key(name), boolean(value);
  }

  /// What this writer has written so far. Every object and array is closed when the depth is 0.
  [[nodiscard]] std::string_view text() const noexcept {
    return std::string_view{out_}.substr(begin_);
  }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }

 private:
  struct Level {
    bool object = false;
    bool empty = true;
    bool keyed = false;      ///< a key waits for its value
    std::size_t key_at = 0;  ///< the last key, as a place in out_ (the buffer may move)
    std::size_t key_size = 0;
  };
  void before_value();
  void open(char bracket);
  void close(char bracket);

  std::string& out_;
  std::size_t begin_;
  std::size_t depth_ = 0;
  std::array<Level, canonical_depth_max + 1> levels_{};
};

/// A cursor over canonical text. Strict: what is not canonical sets failed() and the byte offset,
/// after which every call returns nothing. Views point into the text, or into the scratch buffer
/// where a string had an escape.
///
///     CanonicalReader in{entry};
///     in.enter_object();
///     std::string_view key;
///     while (in.next_key(key)) {
///       if (key == "claim_id") id = in.string(scratch);
///       else in.skip();
///     }
///     if (!in.finish()) …  // in.error_offset()
class CanonicalReader {
 public:
  enum class Kind : std::uint8_t { string, integer, boolean, object, array, none };

  explicit CanonicalReader(std::string_view text) noexcept
      : begin_{text.data()}, at_{text.data()}, end_{text.data() + text.size()} {}

  [[nodiscard]] Kind kind() const noexcept;  ///< of the value at the cursor
  bool enter_object() noexcept;
  /// The next member's key, the cursor at its value; false at the object's end, which is left, or
  /// after a failure. The value of the key before it must have been read or skipped.
  bool next_key(std::string_view& key) noexcept;
  /// Steps to the value of `name` if that is the next key; stays, and says false, if it is another.
  bool next_key_is(std::string_view name) noexcept;
  bool enter_array() noexcept;
  bool next_item() noexcept;  ///< false at the array's end, which is left, or after a failure

  std::string_view string(std::string& scratch) noexcept;
  std::int64_t integer() noexcept;
  bool boolean() noexcept;
  /// Steps over any value, checking it; its text.
  std::string_view skip() noexcept;

  /// True if everything was read, nothing follows and all of it was canonical.
  bool finish() noexcept;
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  /// The first byte that is not canonical, from the text's begin.
  [[nodiscard]] std::size_t error_offset() const noexcept { return error_offset_; }

 private:
  struct Level {      // not initialised: 17 of them would cost an entry more than its first members
    const char* key;  ///< the last key, for the order
    std::size_t key_size;
    bool object;
    bool empty;
  };
  void fail(const char* at) noexcept;
  bool open(char bracket) noexcept;
  bool scan_key(const char*& next, std::string_view& key) noexcept;
  bool scan_string(const char*& close, bool& escaped) noexcept;
  bool skip_value() noexcept;

  const char* begin_;
  const char* at_;
  const char* end_;
  bool failed_ = false;
  std::size_t error_offset_ = 0;
  std::size_t depth_ = 0;
  std::array<Level, canonical_depth_max + 1> levels_;
};

/// The first byte at which `bytes` stops being one canonical value; none if it is one.
[[nodiscard]] std::optional<std::size_t> first_not_canonical(std::string_view bytes) noexcept;
[[nodiscard]] inline bool is_canonical(std::string_view bytes) noexcept {
  return !first_not_canonical(bytes);
}

}  // namespace tradein
