#include "tools/tradein/manifest.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <set>

#include "adapters/batch/batch_file.hpp"
#include "engine/base/yuan_text.hpp"
#include "tools/tradein/file_digest.hpp"
#include "tools/tradein/retailer.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t manifest_bytes_max = 64 * 1024;

std::unexpected<Error> malformed(const fs::path& path, std::string zh, std::string en) {
  return std::unexpected(
      Error{"E-MANIFEST",
            path.filename().string(),
            {std::move(zh), std::move(en)},
            {"按 schemas/manifest.md 重写清单，与批次文件一起重新放入",
             "write the manifest anew as schemas/manifest.md says and put it back with its file"},
            Trouble::input});
}

std::optional<std::string> small_text(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_regular_file(path, failed)) return std::nullopt;
  std::ifstream in{path, std::ios::binary};
  std::string text(manifest_bytes_max + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad() || text.size() > manifest_bytes_max) return std::nullopt;
  return text;
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// It becomes the name of a folder.
bool is_batch_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '.' &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") ==
             std::string_view::npos;
}

/// A file of the same folder: nothing that leads out of it.
bool is_plain_name(std::string_view text) {
  return !text.empty() && text.size() <= 200 && text.front() != '.' &&
         text.find_first_of("/\\") == std::string_view::npos &&
         text.find('\0') == std::string_view::npos;
}

/// Reads one member; false where its value is not what the member wants.
bool take_member(std::string_view key, const simdjson::dom::element& value, Manifest& out) {
  if (key == "count") {
    std::uint64_t count = 0;
    if (value.get_uint64().get(count) != simdjson::SUCCESS) return false;
    out.count = count;
    return true;
  }
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS) return false;
  if (key == "retailer") {
    out.retailer = text;
    return true;
  }
  if (key == "batch_id") {
    out.batch_id = text;
    return is_batch_id(text);
  }
  if (key == "file") {
    out.file = out.path.parent_path() / std::string{text};
    return is_plain_name(text);
  }
  if (key == "sha256") {
    out.sha256 = text;
    return is_sha256(text);
  }
  if (key == "prev_batch_sha256") {
    out.previous = text;
    return text.empty() || is_sha256(text);
  }
  if (key == "total") {
    out.total = parse_yuan(text);
    return out.total.has_value();
  }
  return false;
}

Result<Manifest> read_json(const fs::path& path, const std::string& text) {
  Manifest out;
  out.path = path;
  out.hash = digest_of(text);
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(text).get_object().get(object) != simdjson::SUCCESS)
    return malformed(path, "清单不是一个 JSON 对象", "the manifest is no JSON object");
  std::set<std::string, std::less<>> seen;
  for (const auto member : object) {
    if (!seen.emplace(member.key).second)
      return malformed(path, fmt::format("`{}` 出现了两次", member.key),
                       fmt::format("`{}` is there twice", member.key));
    if (!take_member(member.key, member.value, out))
      return malformed(path, fmt::format("`{}` 不能识别或其值不合格式", member.key),
                       fmt::format("`{}` is unknown, or its value has not its form", member.key));
  }
  for (const char* key : {"retailer", "batch_id", "file", "sha256", "count"})
    if (!seen.contains(key))
      return malformed(path, fmt::format("缺少 `{}`", key), fmt::format("`{}` is missing", key));
  if (auto fine = check_retailer(out.retailer); !fine) {
    fine.error().place = path.filename().string();
    fine.error().trouble = Trouble::input;
    return std::unexpected(fine.error());
  }
  return out;
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t\r\n"));
}

/// As sha256sum prints it: the digest, then the name, which is the manifest's own less its ending.
Result<Manifest> read_simple(const fs::path& path, const std::string& text) {
  Manifest out;
  out.simple = true;
  out.path = path;
  out.hash = digest_of(text);
  out.file = path;
  out.file.replace_extension();
  out.sha256 = first_word(text);
  if (!is_sha256(out.sha256))
    return malformed(path, "应为 64 位小写十六进制的 SHA-256",
                     "a SHA-256 in 64 lower-case hex digits is wanted");
  out.batch_id = out.sha256;
  fs::path count_path = out.file;
  count_path += count_ending;
  std::error_code failed;
  if (!fs::exists(count_path, failed)) return out;
  const auto count_text = small_text(count_path);
  const std::string_view word = count_text ? first_word(*count_text) : std::string_view{};
  std::uint64_t count = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), count);
  if (word.empty() || read.ec != std::errc{} || read.ptr != word.data() + word.size())
    return malformed(count_path, "应为一个整数", "a whole number is wanted");
  out.count = count;
  return out;
}

Error not_the_file(const Manifest& manifest, const std::string& came) {
  return {"E-BATCH-HASH",
          manifest.file.filename().string(),
          {fmt::format("文件的 SHA-256 是 {}，清单写的是 {}", came, manifest.sha256),
           fmt::format("the file's SHA-256 is {}, the manifest says {}", came, manifest.sha256)},
          {"文件在传送中改变或不完整：连同清单重新放入",
           "the file changed or was cut on its way: put it back with its manifest"},
          Trouble::input};
}

Error not_the_count(const Manifest& manifest, std::uint64_t rows) {
  return {
      "E-BATCH-COUNT",
      manifest.file.filename().string(),
      {fmt::format("文件有 {} 行申领，清单写的是 {}", rows, *manifest.count),
       fmt::format("the file has {} rows of claims, the manifest says {}", rows, *manifest.count)},
      {"核对导出的行数，重新生成文件和清单",
       "look at what was exported and make file and manifest anew"},
      Trouble::input};
}

Error not_the_total(const Manifest& manifest, Money sum, std::uint64_t unreadable) {
  return {"E-BATCH-TOTAL",
          manifest.file.filename().string(),
          {fmt::format("申报补贴合计 {} 元（{} 行读不出金额），清单写的是 {} 元", to_yuan(sum),
                       unreadable, to_yuan(*manifest.total)),
           fmt::format("the subsidies claimed sum up to {} yuan ({} rows without a readable one), "
                       "the manifest says {}",
                       to_yuan(sum), unreadable, to_yuan(*manifest.total))},
          {"核对导出的金额，重新生成文件和清单",
           "look at what was exported and make file and manifest anew"},
          Trouble::input};
}

struct ControlTotals {
  std::uint64_t rows = 0, unreadable = 0;
  Int128 claimed_fen = 0;

  void add(const Block& block) {
    for (const BatchRow& row : block.rows) {
      ++rows;
      const auto slot = row.kind == nullptr ? std::nullopt : row.kind->find("subsidy_claimed");
      if (slot && row.slots != nullptr && row.slots[*slot].present())
        claimed_fen += row.slots[*slot].number();
      else if (!row.good())
        ++unreadable;
    }
  }
};

Result<ControlTotals> totals_of(const fs::path& file, const IntakeContext& context,
                                const KindSet& kinds) {
  auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  auto reader = open_batch(std::move(*source), file.filename().string(), kinds, context);
  if (!reader) return std::unexpected(reader.error());
  ControlTotals totals;
  Chunk chunk;
  Block block;
  for (;;) {
    const auto more = (*reader)->next(chunk);
    if (!more) return std::unexpected(more.error());
    if (!*more) return totals;
    (*reader)->parse(chunk, block);
    totals.add(block);
  }
}

}  // namespace

Result<Manifest> read_manifest(const fs::path& path) {
  const auto text = small_text(path);
  if (!text) return malformed(path, "清单读不出来", "the manifest cannot be read");
  return path.filename().string().ends_with(manifest_ending) ? read_json(path, *text)
                                                             : read_simple(path, *text);
}

Error no_retailer(const Manifest& manifest) {
  return malformed(manifest.path, "清单没有写明企业，也没有用 --retailer 指明",
                   "the manifest names no retailer, and neither does --retailer")
      .error();
}

Error other_retailer(const Manifest& manifest, const std::string& retailer) {
  return malformed(manifest.path,
                   fmt::format("清单的企业是 {}，此处只收 {}", manifest.retailer, retailer),
                   fmt::format("the manifest is of {}, and only {} is taken here",
                               manifest.retailer, retailer))
      .error();
}

Result<void> check_against_file(const Manifest& manifest, const std::string& retailer,
                                const Rules& rules) {
  const auto came = file_digest(manifest.file);
  if (!came) return std::unexpected(came.error());
  if (*came != manifest.sha256) return std::unexpected(not_the_file(manifest, *came));
  const auto totals = totals_of(manifest.file, {retailer, rules.as_of}, rules.kinds);
  if (!totals) return std::unexpected(totals.error());
  if (manifest.count && *manifest.count != totals->rows)
    return std::unexpected(not_the_count(manifest, totals->rows));
  if (!manifest.total) return {};
  // What an unreadable row claims is unknown; the others alone must not exceed the total.
  const Int128 stated = manifest.total->fen();
  const bool fits =
      totals->unreadable == 0 ? totals->claimed_fen == stated : totals->claimed_fen <= stated;
  if (fits) return {};
  const auto sum = Money::from_fen(static_cast<std::int64_t>(totals->claimed_fen));
  return std::unexpected(not_the_total(manifest, sum, totals->unreadable));
}

}  // namespace tradein::tool
