#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/batch/batch_file.hpp"
#include "engine/decision/decision.hpp"

/// What a retailer is told: one answer a row, one a file (product contract, "Answers that other
/// programs read").
namespace tradein::tool {

/// Refers to the book that decided; the book must outlive it.
struct RowAnswer {
  std::uint64_t row = 0;
  std::string claim_id;
  bool invalid = false;
  bool repeated = false;
  Outcome outcome = Outcome::review;
  Money amount;
  std::string_view programme, rules;          ///< of the book; empty where none was in force
  std::optional<std::uint64_t> entry;         ///< of the log; none in a pre-check
  std::optional<std::int64_t> attempts_left;  ///< where the pack counts attempts
  std::vector<Reason> reasons;
  std::vector<RowError> errors;  ///< of an invalid row
  std::string raw;               ///< the row as the file has it, where it is to be mended
};

struct FileAnswer {
  std::string file, sha256;
  std::uint64_t rows = 0, approved = 0, rejected = 0, review = 0, returned = 0, invalid = 0,
                repeated = 0;
  Money amount;
  std::vector<Notice> notices;
  std::optional<Error> refused;
  std::optional<std::uint64_t> batch_end;  ///< the entry that closes the batch, where it left one
  std::string receipt;                     ///< the proof of that entry

  void count(Outcome outcome, Money granted);
};

/// The outcome's name, `invalid` included.
[[nodiscard]] std::string_view outcome_name(const RowAnswer& answer) noexcept;

/// One line of JSON, with its line end. `fix` is Chinese unless English was asked for.
void append_json(const RowAnswer& answer, Language language, std::string& out);
void append_json(const FileAnswer& answer, Language language, std::string& out);
void append_json(const std::vector<Reason>& reasons, std::string& out);
/// Members of such a line: `,"rows":…` to `"amount":…`, and `"code":…` to `"fix":…`.
void append_counts(const FileAnswer& answer, std::string& out);
void append_error_members(const Error& error, Language language, std::string& out);

/// The counts as a table for people.
[[nodiscard]] std::string counts_table(const FileAnswer& answer, Language language);

/// Where answers go, in the order of the rows, after their commit.
class AnswerSink {
 public:
  virtual ~AnswerSink() = default;
  virtual Result<void> begin(const std::string& file, const FileLayout& layout) = 0;
  /// Only such rows are handed over. Asked on any thread, before and after begin().
  [[nodiscard]] virtual bool wants(bool invalid, bool repeated, Outcome outcome) const = 0;
  virtual Result<void> row(const RowAnswer& answer) = 0;
  virtual Result<void> end(const FileAnswer& answer) = 0;
};

/// One object a line on standard output.
[[nodiscard]] std::unique_ptr<AnswerSink> ndjson_sink(Language language);
/// The rows to look at and a table of counts, for people.
[[nodiscard]] std::unique_ptr<AnswerSink> table_sink(Language language, bool acknowledged);

}  // namespace tradein::tool
