#include "tests/unit/batch/workbooks.hpp"

#include <zip.h>

#include <stdexcept>

namespace tradein::test {

std::string zipped(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* memory = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(memory);
  zip_t* archive = zip_open_from_source(memory, ZIP_TRUNCATE, &error);
  if (archive == nullptr) throw std::runtime_error{"no archive"};
  for (const auto& [name, text] : parts) {
    zip_source_t* part = zip_source_buffer(archive, text.data(), text.size(), 0);
    if (zip_file_add(archive, name.c_str(), part, ZIP_FL_ENC_UTF_8) < 0)
      throw std::runtime_error{"no part"};
  }
  if (zip_close(archive) != 0) throw std::runtime_error{"not written"};
  zip_source_open(memory);
  zip_source_seek(memory, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(memory)), '\0');
  zip_source_seek(memory, 0, SEEK_SET);
  zip_source_read(memory, bytes.data(), bytes.size());
  zip_source_close(memory);
  zip_source_free(memory);
  zip_error_fini(&error);
  return bytes;
}

std::vector<std::pair<std::string, std::string>> workbook_parts(const std::vector<Sheet>& sheets,
                                                                bool from_1904) {
  const std::string base = "http://schemas.openxmlformats.org/";
  const std::string office = base + "officeDocument/2006/relationships";
  const std::string main = base + "spreadsheetml/2006/main";
  const std::string relations = "<Relationships xmlns=\"" + base + "package/2006/relationships\">";
  std::string names;
  std::string targets;
  std::vector<std::pair<std::string, std::string>> parts;
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const std::string id = "rId" + std::to_string(i + 1);
    const std::string path = "worksheets/sheet" + std::to_string(i + 1) + ".xml";
    const std::string state = sheets[i].state.empty() ? "" : " state=\"" + sheets[i].state + "\"";
    names += "<sheet name=\"" + sheets[i].name + "\" sheetId=\"" + std::to_string(i + 1) +
             "\" r:id=\"" + id + "\"" + state + "/>";
    targets += "<Relationship Id=\"" + id + "\" Type=\"" + office + "/worksheet\" Target=\"" +
               path + "\"/>";
    parts.emplace_back("xl/" + path, "<worksheet xmlns=\"" + main + "\">" + sheets[i].before_rows +
                                         "<sheetData>" + sheets[i].rows +
                                         "</sheetData></worksheet>");
  }
  const std::string days = from_1904 ? "<workbookPr date1904=\"1\"/>" : "";
  targets += "<Relationship Id=\"rIdS\" Type=\"" + office +
             "/sharedStrings\" Target=\"sharedStrings.xml\"/>";
  parts.emplace_back("[Content_Types].xml", "<Types/>");
  parts.emplace_back("_rels/.rels", relations + "<Relationship Id=\"rId1\" Type=\"" + office +
                                        "/officeDocument\" Target=\"xl/workbook.xml\"/>"
                                        "</Relationships>");
  parts.emplace_back("xl/workbook.xml", "<workbook xmlns=\"" + main + "\" xmlns:r=\"" + office +
                                            "\">" + days + "<sheets>" + names +
                                            "</sheets></workbook>");
  parts.emplace_back("xl/_rels/workbook.xml.rels", relations + targets + "</Relationships>");
  parts.emplace_back("xl/sharedStrings.xml",
                     "<sst xmlns=\"" + main +
                         "\"><si><t>海燕</t></si><si><r><t>海</t></r><r><t>燕</t></r>"
                         "<rPh><t>hai yan</t></rPh></si></sst>");
  return parts;
}

std::string text_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escaped + "</t></is></c>";
}

std::string row_of(int number, const std::vector<std::string>& cells,
                   const std::string& attributes) {
  std::string row = "<row r=\"" + std::to_string(number) + "\"" + attributes + ">";
  for (const auto& cell : cells) row += cell;
  return row + "</row>";
}

std::string text_rows(const std::vector<Row>& sales, int first_row) {
  std::vector<std::string> header;
  for (const auto& [name, text] : sales.front()) header.push_back(text_cell(name));
  std::string rows = row_of(first_row, header);
  for (const Row& sale : sales) {
    std::vector<std::string> cells;
    for (const auto& [name, text] : sale) cells.push_back(text_cell(text));
    rows += row_of(++first_row, cells);
  }
  return rows;
}

}  // namespace tradein::test
