#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "adapters/batch/cutter.hpp"
#include "adapters/batch/readers.hpp"

namespace tradein {
namespace {

Error refused(std::string code, const std::string& name, Text what, Text fix) {
  return {std::move(code), name, std::move(what), std::move(fix)};
}

bool starts_like(std::string_view bytes, std::string_view lower_case) {
  if (bytes.size() < lower_case.size()) return false;
  return std::equal(lower_case.begin(), lower_case.end(), bytes.begin(), [](char a, char b) {
    return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
  });
}

std::string_view without_blanks(std::string_view bytes) {
  const auto at = bytes.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : bytes.substr(at);
}

Text save_as_fix() {
  return {"用表格软件另存为 CSV（UTF-8）或 .xlsx 后上传",
          "save it as CSV (UTF-8) or .xlsx and send that"};
}

/// Old Office files and encrypted new ones share their container.
Error compound_file(std::string_view bytes, const std::string& name) {
  std::string wide;
  for (const char c : std::string_view{"EncryptedPackage"}) {
    wide.push_back(c);
    wide.push_back('\0');
  }
  if (bytes.find(wide) != std::string_view::npos)
    return refused("E-FILE-ENCRYPTED", name,
                   {"文件有密码", "the workbook is protected by a password"},
                   {"去掉密码后另存，再上传", "take the password away, save it and send that"});
  return refused("E-FILE-KIND", name,
                 {"这是旧版 Excel 文件（.xls），不能读取", "this is an old Excel file (.xls)"},
                 save_as_fix());
}

struct Signature {
  std::string_view bytes;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<Signature, 9> signatures{{
    {"%PDF", "PDF 文件", "a PDF file"},
    {"\x89PNG", "PNG 图片", "a PNG picture"},
    {"\xFF\xD8\xFF", "JPEG 图片", "a JPEG picture"},
    {"GIF8", "GIF 图片", "a GIF picture"},
    {"\x1F\x8B", "gzip 压缩文件", "a gzip archive"},
    {"Rar!", "RAR 压缩文件", "a RAR archive"},
    {"7z\xBC\xAF\x27\x1C", "7z 压缩文件", "a 7z archive"},
    {"SQLite format 3", "SQLite 数据库", "a SQLite database"},
    {"{\\rtf", "RTF 文档", "an RTF document"},
}};

/// Nothing where the bytes may be text.
std::optional<Error> no_text(std::string_view bytes, const std::string& name) {
  if (bytes.starts_with("\xD0\xCF\x11\xE0")) return compound_file(bytes, name);
  for (const Signature& known : signatures)
    if (bytes.starts_with(known.bytes))
      return refused("E-FILE-KIND", name,
                     {"这是" + std::string{known.zh} + "，不是申领批次",
                      "this is " + std::string{known.en} + ", no batch of claims"},
                     save_as_fix());
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = without_blanks(text);
  for (const std::string_view sign : {"<!doctype", "<html", "<table", "<head", "<meta", "<body"})
    if (starts_like(text, sign))
      return refused("E-FILE-KIND", name,
                     {"这是网页（HTML），不是表格，扩展名可能被改成了 .xls",
                      "this is a web page (HTML), whatever its name says"},
                     save_as_fix());
  if (starts_like(text, "<?xml") || starts_like(text, "<workbook"))
    return refused("E-FILE-KIND", name, {"这是 XML 文件", "this is an XML file"}, save_as_fix());
  return std::nullopt;
}

/// Every other sign of the sample is a control character: no text.
bool looks_binary(std::string_view bytes) {
  const auto odd = std::count_if(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
  });
  return odd > 16 && static_cast<std::size_t>(odd) * 20 > bytes.size();
}

enum class JsonLook : std::uint8_t { none, lines, spread };

/// Lines of objects, or one JSON text over several lines.
JsonLook json_look(std::string_view bytes) {
  std::size_t lines = 0;
  std::size_t objects = 0;
  bool spread = false;
  while (!bytes.empty() && lines < 20) {
    const std::size_t end = bytes.find('\n');
    std::string_view line = without_blanks(bytes.substr(0, end));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    bytes = end == std::string_view::npos ? std::string_view{} : bytes.substr(end + 1);
    if (line.empty()) continue;
    // A first line that only opens, or a list of everything in one line.
    if (lines == 0) spread = line == "{" || line == "[" || line.starts_with("[{");
    ++lines;
    objects += line.front() == '{' ? 1U : 0U;
  }
  if (spread) return JsonLook::spread;
  return objects * 2 >= lines && objects > 0 ? JsonLook::lines : JsonLook::none;
}

bool has_extension(const std::string& name, std::string_view ending) {
  return name.size() > ending.size() &&
         starts_like(std::string_view{name}.substr(name.size() - ending.size()), ending);
}

}  // namespace

void add_name_notice(const std::string& name, FileForm form, std::vector<Notice>& notices) {
  const bool json = has_extension(name, ".ndjson") || has_extension(name, ".jsonl") ||
                    has_extension(name, ".json");
  const bool sheet =
      has_extension(name, ".xlsx") || has_extension(name, ".xls") || has_extension(name, ".xlsm");
  const bool table = has_extension(name, ".csv") || has_extension(name, ".tsv");
  const bool fits = form == FileForm::csv      ? !json && !sheet
                    : form == FileForm::ndjson ? !table && !sheet
                                               : !table && !json && !has_extension(name, ".xls");
  if (fits) return;
  const std::string what = form == FileForm::csv      ? "CSV"
                           : form == FileForm::ndjson ? "NDJSON"
                                                      : "XLSX";
  notices.push_back({"N-FILE-NAME",
                     0,
                     "",
                     {"文件名与内容不符，按内容当作 " + what + " 读取",
                      "the name does not fit the content, which is read as " + what}});
}

Result<std::unique_ptr<BatchReader>> open_batch(std::unique_ptr<ByteSource> source,
                                                const std::string& name, const KindSet& kinds,
                                                const IntakeContext& context,
                                                ByteListener listener) {
  source = listened(std::move(source), std::move(listener));
  auto ahead = read_ahead(*source, head_bytes);
  if (!ahead) return std::unexpected(ahead.error());
  const bool all_ahead = ahead->size() < head_bytes;
  if (without_blanks(*ahead).empty() && all_ahead)
    return std::unexpected(refused("E-FILE-EMPTY", name, {"文件是空的", "the file is empty"},
                                   {"重新导出后上传", "export it again and send that"}));
  if (auto error = no_text(*ahead, name)) return std::unexpected(std::move(*error));
  if (ahead->starts_with("PK\x03\x04"))
    return open_xlsx({std::move(source), name, std::move(*ahead), all_ahead, {}, kinds, context});
  const auto encoding = guess_encoding(*ahead);
  if (!encoding)
    return std::unexpected(refused("E-FILE-ENCODING", name,
                                   {"文件不是 UTF-8、GB18030（GBK）或 UTF-16LE 文本",
                                    "the file is no text in UTF-8, GB18030 (GBK) or UTF-16LE"},
                                   save_as_fix()));
  Opening opening{std::move(source), name, std::move(*ahead), all_ahead, *encoding, kinds, context};
  opening.ahead.erase(0, encoding->marks);
  if (encoding->encoding == Encoding::utf16le) {
    // The sample is read anew through the decoder, so that it is UTF-8 as everything after it.
    auto rest = std::move(opening.source);
    opening.source = utf16_as_utf8(joined(std::move(opening.ahead), std::move(rest)));
    auto decoded = read_ahead(*opening.source, head_bytes);
    if (!decoded) return std::unexpected(decoded.error());
    opening.all_ahead = decoded->size() < head_bytes;
    opening.ahead = std::move(*decoded);
  }
  if (looks_binary(opening.ahead))
    return std::unexpected(refused(
        "E-FILE-KIND", name, {"文件内容不是文本", "the file's content is no text"}, save_as_fix()));
  switch (json_look(opening.ahead)) {
    case JsonLook::spread:
      return std::unexpected(refused(
          "E-FILE-JSON", name, {"JSON 没有按一行一个对象书写", "the JSON is not one object a line"},
          {"每笔申领写成一行 JSON 对象（NDJSON）", "write each claim as one line (NDJSON)"}));
    case JsonLook::lines:
      return open_ndjson(std::move(opening));
    case JsonLook::none:
      break;
  }
  return open_csv(std::move(opening));
}

}  // namespace tradein
