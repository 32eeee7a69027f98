#include "tools/tradein/ack_files.hpp"

#include <cstdio>
#include <optional>

#include <fmt/format.h>

#include "adapters/batch/answer_files.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> cannot_write(const fs::path& path) {
  return std::unexpected(
      Error{"E-ACK-WRITE",
            path.string(),
            {"回执文件写不进去", "the acknowledgement cannot be written"},
            {"检查该文件夹的权限和剩余空间；已裁定的申领都已保存，重发同一文件即可取得回执",
             "look at the folder's rights and room; what was decided is kept, send the file again "
             "for its acknowledgement"},
            Trouble::store});
}

/// A file that appears whole or not at all.
class WholeFile {
 public:
  explicit WholeFile(fs::path path) : path_{std::move(path)}, part_{path_}, file_{nullptr} {
    part_ += ".part";
    file_ = std::fopen(part_.c_str(), "wb");
  }
  ~WholeFile() {
    if (file_ == nullptr) return;
    static_cast<void>(std::fclose(file_));  // a part that is thrown away
    static_cast<void>(std::remove(part_.c_str()));
  }
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  void write(std::string_view text) {
    good_ =
        good_ && file_ != nullptr && std::fwrite(text.data(), 1, text.size(), file_) == text.size();
  }
  bool finish() {
    if (file_ == nullptr) return false;
    const bool closed = std::fclose(file_) == 0;
    file_ = nullptr;
    std::error_code failed;
    if (good_ && closed) fs::rename(part_, path_, failed);
    return good_ && closed && !failed;
  }
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }

 private:
  fs::path path_, part_;
  std::FILE* file_;
  bool good_ = true;
};

void join(std::string& to, std::string_view part) {
  if (part.empty()) return;
  if (!to.empty()) to += "；";
  to += part;
}

class AckSink final : public AnswerSink {
 public:
  AckSink(fs::path folder, const KindSet& kinds, Language language)
      : folder_{std::move(folder)}, kinds_{kinds}, language_{language} {}

  bool wants(bool, bool, Outcome) const override { return true; }
  Result<void> begin(const std::string& file, const FileLayout& layout) override;
  Result<void> row(const RowAnswer& answer) override;
  Result<void> end(const FileAnswer& answer) override;

 private:
  struct Files {
    Files(const fs::path& stem, const FileLayout& layout, const KindSet& kinds)
        : table{stem.string() + ".ack.csv"},
          lines{stem.string() + ".ack.ndjson"},
          writer{layout},
          fixes{layout, kinds},
          fix{stem.string() + std::string{fixes.ending()}} {}
    WholeFile table, lines;
    TableWriter writer;
    FixWriter fixes;
    WholeFile fix;
  };
  fs::path folder_;
  const KindSet& kinds_;
  Language language_;
  std::optional<Files> files_;
};

Result<void> AckSink::begin(const std::string& file, const FileLayout& layout) {
  if (auto made = make_ack_folder(folder_); !made) return made;
  files_.emplace(folder_ / fs::path{file}.stem(), layout, kinds_);
  files_->table.write(files_->writer.begin());
  files_->table.write(files_->writer.row(ack_header(language_)));
  files_->fix.write(files_->fixes.begin());
  return {};
}

Result<void> AckSink::row(const RowAnswer& answer) {
  if (!files_) return {};
  std::string line;
  append_json(answer, language_, line);
  files_->lines.write(line);
  AckLine ack{answer.row,
              answer.claim_id,
              std::string{outcome_name(answer)},
              to_yuan(answer.amount),
              std::string{answer.programme},
              answer.repeated,
              {},
              {},
              {},
              {},
              answer.attempts_left ? std::to_string(*answer.attempts_left) : ""};
  for (const RowError& error : answer.errors) {
    join(ack.codes, error.name());
    join(ack.cells, error.cell);
    join(ack.reasons, in(error.what, language_));
    join(ack.fixes, in(error.fix, language_));
  }
  for (const Reason& reason : answer.reasons) {
    join(ack.codes, reason.code);
    join(ack.reasons,
         in(reason.text, language_) + (reason.clause.empty() ? "" : "（" + reason.clause + "）"));
    if (answer.outcome == Outcome::returned && !answer.invalid)
      join(ack.fixes, in(reason.text, language_));
  }
  files_->table.write(files_->writer.row(ack_cells(ack)));
  const bool mend = answer.invalid || (answer.outcome == Outcome::returned && !answer.repeated);
  if (!mend) return {};
  BatchRow source;
  source.number = answer.row;
  source.raw = answer.raw;
  source.claim_id = answer.claim_id;
  files_->fix.write(files_->fixes.row(source, ack.codes, ack.reasons, ack.fixes));
  return {};
}

Result<void> AckSink::end(const FileAnswer& answer) {
  if (!files_) return {};
  std::string line;
  append_json(answer, language_, line);
  files_->lines.write(line);
  const auto rest = files_->fixes.end();
  if (!rest) return cannot_write(files_->fix.path());
  files_->fix.write(*rest);
  for (WholeFile* file : {&files_->table, &files_->lines, &files_->fix})
    if (!file->finish()) return cannot_write(file->path());
  if (!answer.receipt.empty()) {
    WholeFile receipt{folder_ / (fs::path{answer.file}.stem().string() + ".receipt")};
    receipt.write(answer.receipt);
    if (!receipt.finish()) return cannot_write(receipt.path());
  }
  files_.reset();
  return {};
}

class BothSinks final : public AnswerSink {
 public:
  BothSinks(std::unique_ptr<AnswerSink> first, std::unique_ptr<AnswerSink> second)
      : first_{std::move(first)}, second_{std::move(second)} {}
  Result<void> begin(const std::string& file, const FileLayout& layout) override {
    const auto begun = first_->begin(file, layout);
    return begun ? second_->begin(file, layout) : begun;
  }
  bool wants(bool invalid, bool repeated, Outcome outcome) const override {
    return first_->wants(invalid, repeated, outcome) || second_->wants(invalid, repeated, outcome);
  }
  Result<void> row(const RowAnswer& answer) override {
    if (first_->wants(answer.invalid, answer.repeated, answer.outcome))
      if (const auto told = first_->row(answer); !told) return told;
    return second_->wants(answer.invalid, answer.repeated, answer.outcome) ? second_->row(answer)
                                                                           : Result<void>{};
  }
  Result<void> end(const FileAnswer& answer) override {
    const auto ended = first_->end(answer);
    return ended ? second_->end(answer) : ended;
  }

 private:
  std::unique_ptr<AnswerSink> first_, second_;
};

}  // namespace

Result<void> make_ack_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  return failed ? cannot_write(folder) : Result<void>{};
}

std::unique_ptr<AnswerSink> ack_sink(const fs::path& folder, const KindSet& kinds,
                                     Language language) {
  return std::make_unique<AckSink>(folder, kinds, language);
}

std::unique_ptr<AnswerSink> both_sinks(std::unique_ptr<AnswerSink> first,
                                       std::unique_ptr<AnswerSink> second) {
  return std::make_unique<BothSinks>(std::move(first), std::move(second));
}

}  // namespace tradein::tool
