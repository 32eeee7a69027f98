#include "adapters/batch/zip_parts.hpp"

#include <zip.h>

#include <algorithm>
#include <map>
#include <utility>

#include "adapters/batch/workbook.hpp"

namespace tradein {
namespace {

struct ZipCloser {
  void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
};
struct PartCloser {
  void operator()(zip_file_t* part) const noexcept { zip_fclose(part); }
};

/// What the whole archive may still inflate to; shared by its parts. A part that is read again
/// costs nothing as far as it was read before.
struct Budget {
  std::uint64_t packed = 0;
  std::uint64_t unpacked = 0;
  std::map<std::string, std::uint64_t> read;
  [[nodiscard]] bool reach(const std::string& part, std::uint64_t bytes) {
    std::uint64_t& before = read[part];
    unpacked += bytes - std::min(bytes, before);
    before = std::max(bytes, before);
    // Small files compress well without malice; the ratio is asked from 1 MiB on.
    const bool ratio = unpacked <= 1024 * 1024 || unpacked / workbook_ratio_max <= packed;
    return unpacked <= workbook_unpacked_max && ratio;
  }
};

class Part : public ZipPart {
 public:
  Part(zip_file_t* part, std::string name, std::shared_ptr<Budget> budget, std::string file)
      : part_{part}, name_{std::move(name)}, budget_{std::move(budget)}, file_{std::move(file)} {}

  Result<std::size_t> read(std::string& into) override {
    constexpr std::size_t step = 64 * 1024;
    const std::size_t before = into.size();
    into.resize(before + step);
    const auto count = zip_fread(part_.get(), into.data() + before, step);
    if (count < 0) {
      into.resize(before);
      return std::unexpected(broken_workbook(file_));
    }
    into.resize(before + static_cast<std::size_t>(count));
    read_ += static_cast<std::uint64_t>(count);
    if (!budget_->reach(name_, read_)) return std::unexpected(oversized_workbook(file_));
    return static_cast<std::size_t>(count);
  }

 private:
  std::unique_ptr<zip_file_t, PartCloser> part_;
  std::string name_;
  std::uint64_t read_ = 0;
  std::shared_ptr<Budget> budget_;
  std::string file_;
};

class Parts : public ZipParts {
 public:
  Parts(std::string bytes, std::string file) : bytes_{std::move(bytes)}, file_{std::move(file)} {}

  Result<void> open_archive() {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    zip_error_fini(&error);
    if (archive == nullptr) {
      if (source != nullptr) zip_source_free(source);
      return std::unexpected(broken_workbook(file_));
    }
    archive_.reset(archive);
    budget_->packed = bytes_.size();
    return read_directory();
  }

  const std::vector<std::string>& names() const noexcept override { return names_; }
  bool encrypted() const noexcept override { return encrypted_; }
  Result<std::unique_ptr<ZipPart>> open(const std::string& name) override {
    zip_file_t* part = zip_fopen(archive_.get(), name.c_str(), 0);
    if (part == nullptr) return std::unexpected(broken_workbook(file_));
    return std::make_unique<Part>(part, name, budget_, file_);
  }

 private:
  Result<void> read_directory() {
    constexpr zip_int64_t parts_max = 10'000;
    const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
    if (count > parts_max) return std::unexpected(oversized_workbook(file_));
    std::uint64_t unpacked = 0;
    for (zip_int64_t i = 0; i < count; ++i) {
      zip_stat_t about;
      zip_stat_init(&about);
      if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), 0, &about) != 0 ||
          (about.valid & ZIP_STAT_NAME) == 0)
        return std::unexpected(broken_workbook(file_));
      names_.emplace_back(about.name);
      if ((about.valid & ZIP_STAT_SIZE) != 0) unpacked += about.size;
      if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0)
        encrypted_ |= about.encryption_method != ZIP_EM_NONE;
    }
    // The honest bomb says what it is; the other kind is met while inflating.
    const bool ratio = unpacked > 1024 * 1024 && unpacked / workbook_ratio_max > bytes_.size();
    if (unpacked > workbook_unpacked_max || ratio)
      return std::unexpected(oversized_workbook(file_));
    return {};
  }

  std::string bytes_;
  std::string file_;
  std::unique_ptr<zip_t, ZipCloser> archive_;
  std::shared_ptr<Budget> budget_ = std::make_shared<Budget>();
  std::vector<std::string> names_;
  bool encrypted_ = false;
};

}  // namespace

Error broken_workbook(const std::string& file) {
  return {"E-FILE-XLSX",
          file,
          {"Excel 文件已损坏，读不出来", "the workbook is damaged and cannot be read"},
          {"在表格软件中打开，另存为新的 .xlsx 或 CSV 后上传",
           "open it in a spreadsheet, save it anew as .xlsx or CSV and send that"}};
}

Error oversized_workbook(const std::string& file) {
  return {"E-FILE-XLSX-SIZE",
          file,
          {"Excel 文件过大（压缩后至多 100 MiB，解压后至多 1 GiB，压缩比至多 100:1）",
           "the workbook is too large (100 MiB packed, 1 GiB unpacked, 100:1 at most)"},
          {"拆成几个文件，或另存为 CSV 后上传", "split it, or save it as CSV and send that"}};
}

Result<std::string> ZipParts::whole(const std::string& name, std::size_t bytes_max) {
  auto part = open(name);
  if (!part) return std::unexpected(part.error());
  std::string text;
  while (true) {
    const auto count = (*part)->read(text);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return text;
    if (text.size() > bytes_max) return std::unexpected(oversized_workbook(name));
  }
}

Result<std::unique_ptr<ZipParts>> open_zip(std::string bytes, const std::string& file) {
  auto parts = std::make_unique<Parts>(std::move(bytes), file);
  const auto opened = parts->open_archive();
  if (!opened) return std::unexpected(opened.error());
  return parts;
}

}  // namespace tradein
