#include "adapters/batch/workbook_writer.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>

#include "adapters/batch/table_layout.hpp"

namespace tradein {
namespace {

#define TRADEIN_OOXML "http://schemas.openxmlformats.org/"

constexpr std::string_view content_types =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns=")" TRADEIN_OOXML R"(package/2006/content-types">)"
    R"(<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
    R"(<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>)"
    R"(<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>)"
    R"(<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>)"
    R"(</Types>)";

constexpr std::string_view relations = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns=")" TRADEIN_OOXML R"(package/2006/relationships">)"
                                       R"(<Relationship Id="rId1" Type=")" TRADEIN_OOXML
                                       R"(officeDocument/2006/relationships/officeDocument" )"
                                       R"(Target="xl/workbook.xml"/></Relationships>)";

constexpr std::string_view workbook = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns=")" TRADEIN_OOXML R"(spreadsheetml/2006/main" xmlns:r=")" TRADEIN_OOXML
                                      R"(officeDocument/2006/relationships"><sheets>)"
                                      R"(<sheet name="补正" sheetId="1" r:id="rId1"/></sheets>)"
                                      R"(</workbook>)";

constexpr std::string_view workbook_relations =
    R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns=")" TRADEIN_OOXML R"(package/2006/relationships"><Relationship Id="rId1" )"
    R"(Type=")" TRADEIN_OOXML R"(officeDocument/2006/relationships/worksheet" )"
    R"(Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type=")" TRADEIN_OOXML
    R"(officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>)";

/// Style 1 is number format 49: text.
constexpr std::string_view styles = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns=")" TRADEIN_OOXML R"(spreadsheetml/2006/main"><fonts count="1"><font/></fonts>)"
                                    R"(<fills count="1"><fill/></fills><borders count="1">)"
                                    R"(<border/></borders><cellStyleXfs count="1"><xf/>)"
                                    R"(</cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="49" )"
                                    R"(applyNumberFormat="1"/></cellXfs></styleSheet>)";

/// _x000D_ as plain text would be read as the escape.
bool looks_escaped(std::string_view text) {
  return text.size() >= 7 && text[1] == 'x' && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6,
                     [](unsigned char c) { return std::isxdigit(c) != 0; });
}

void append_escaped(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '_' && looks_escaped(text.substr(i)))
      out += "_x005F_";
    else if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n')
      out += fmt::format("_x{:04X}_", static_cast<unsigned>(c));
    else
      out += c;
  }
}

struct ArchiveCloser {
  void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
};
struct SourceFreer {
  void operator()(zip_source_t* source) const noexcept { zip_source_free(source); }
};

/// The archive behind its closed source, in memory.
std::optional<std::string> bytes_of(zip_source_t* memory) {
  if (zip_source_open(memory) != 0) return std::nullopt;
  std::optional<std::string> bytes;
  const auto size =
      zip_source_seek(memory, 0, SEEK_END) == 0 ? zip_source_tell(memory) : zip_int64_t{-1};
  if (size >= 0 && zip_source_seek(memory, 0, SEEK_SET) == 0) {
    bytes.emplace(static_cast<std::size_t>(size), '\0');
    if (zip_source_read(memory, bytes->data(), bytes->size()) != size) bytes.reset();
  }
  zip_source_close(memory);
  return bytes;
}

bool add_part(zip_t* archive, const char* name, std::string_view text) {
  zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
  if (part == nullptr) return false;
  const zip_int64_t index = zip_file_add(archive, name, part, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(part);
    return false;
  }
  // The time of day is no part of an answer.
  return zip_file_set_dostime(archive, static_cast<zip_uint64_t>(index), 0, 33, 0) == 0;
}

}  // namespace

void WorkbookWriter::row(std::span<const SheetCell> cells) {
  ++row_count_;
  columns_ = std::max(columns_, cells.size());
  rows_ += fmt::format("<row r=\"{}\">", row_count_);
  for (std::size_t i = 0; i < cells.size(); ++i) append_cell(cells[i], i);
  rows_ += "</row>";
}

void WorkbookWriter::append_cell(const SheetCell& cell, std::size_t column) {
  const bool no_value = cell.kind == CellKind::sheet_no_value;
  if (cell.text.empty() && !no_value) return;
  const std::string begin =
      fmt::format("<c r=\"{}{}\" s=\"1\"", column_letters(column), row_count_);
  switch (cell.kind) {
    case CellKind::text:
    case CellKind::json_number:
    case CellKind::json_boolean:
      rows_ += begin + " t=\"inlineStr\"><is><t xml:space=\"preserve\">";
      append_escaped(cell.text, rows_);
      rows_ += "</t></is></c>";
      return;
    case CellKind::sheet_number:
    case CellKind::sheet_number_1904:
      rows_ += begin + "><v>";
      break;
    case CellKind::sheet_error:
    case CellKind::sheet_no_value:
      rows_ += begin + " t=\"e\"><v>";
      break;
  }
  append_escaped(no_value ? "#N/A" : cell.text, rows_);
  rows_ += "</v></c>";
}

std::optional<std::string> WorkbookWriter::finish() {
  std::string sheet =
      R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns=")" TRADEIN_OOXML R"(spreadsheetml/2006/main">)";
  if (columns_ > 0)
    sheet += fmt::format(
        R"(<cols><col min="1" max="{}" width="20" style="1" customWidth="1"/></cols>)", columns_);
  sheet += "<sheetData>" + rows_ + "</sheetData></worksheet>";
  rows_.clear();

  zip_error_t error;
  zip_error_init(&error);
  const std::unique_ptr<zip_source_t, SourceFreer> memory{
      zip_source_buffer_create(nullptr, 0, 0, &error)};
  zip_error_fini(&error);
  if (memory == nullptr) return std::nullopt;
  zip_source_keep(memory.get());  // closing the archive lets go of one hold on it
  std::unique_ptr<zip_t, ArchiveCloser> archive{
      zip_open_from_source(memory.get(), ZIP_TRUNCATE, nullptr)};
  if (archive == nullptr) {
    zip_source_free(memory.get());
    return std::nullopt;
  }
  const std::pair<const char*, std::string_view> parts[] = {
      {"[Content_Types].xml", content_types},
      {"_rels/.rels", relations},
      {"xl/workbook.xml", workbook},
      {"xl/_rels/workbook.xml.rels", workbook_relations},
      {"xl/styles.xml", styles},
      {"xl/worksheets/sheet1.xml", sheet}};
  for (const auto& [name, text] : parts)
    if (!add_part(archive.get(), name, text)) return std::nullopt;
  if (zip_close(archive.get()) != 0) return std::nullopt;
  static_cast<void>(archive.release());
  return bytes_of(memory.get());
}

#undef TRADEIN_OOXML

}  // namespace tradein
