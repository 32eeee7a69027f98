#include "adapters/batch/workbook.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <pugixml.hpp>
#include <utility>

#include "adapters/batch/zip_parts.hpp"
#include "engine/base/limits.hpp"
#include "engine/claim/fold.hpp"

namespace tradein {
namespace {

constexpr std::size_t small_part_max = 8 * 1024 * 1024;
constexpr std::size_t fragment_max = 4 * 1024 * 1024;
constexpr std::size_t strings_max = std::size_t{256} * 1024 * 1024;
constexpr std::size_t cells_max = 16'384;  // the columns of a sheet
constexpr unsigned parse_flags = pugi::parse_default | pugi::parse_ws_pcdata;

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name) {
  for (const pugi::xml_node& node : parent.children())
    if (local_name(node) == name) return node;
  return {};
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_attribute& at : node.attributes()) {
    const std::string_view full = at.name();
    const auto colon = full.find(':');
    if ((colon == std::string_view::npos ? full : full.substr(colon + 1)) == name)
      return at.value();
  }
  return {};
}

/// Characters that XML cannot hold are written _x000D_.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    unsigned code = 0;
    const bool escape = text.size() - at >= 7 && text[at] == '_' && text[at + 1] == 'x' &&
                        text[at + 6] == '_' &&
                        std::from_chars(text.data() + at + 2, text.data() + at + 6, code, 16).ptr ==
                            text.data() + at + 6;
    if (escape) {
      append_utf8(code, out);
      at += 7;
    } else {
      out.push_back(text[at++]);
    }
  }
  return out;
}

/// The text of <si> or <is>: all <t>, less the phonetic runs.
std::string rich_text(const pugi::xml_node& node) {
  std::string text;
  for (const pugi::xml_node& part : node.children()) {
    if (local_name(part) == "t") text += part.text().get();
    if (local_name(part) == "r") text += child(part, "t").text().get();
  }
  return unescaped(text);
}

/// Takes elements of one name out of a part that is inflated piece by piece.
class Fragments {
 public:
  Fragments(std::unique_ptr<ZipPart> part, std::string tag, std::string file)
      : part_{std::move(part)}, tag_{std::move(tag)}, file_{std::move(file)} {}

  /// Parses the next <tag …>…</tag>; false when there is none.
  Result<bool> next(pugi::xml_document& document) {
    while (true) {
      const std::size_t start = find_start();
      if (start == std::string::npos) {
        // Keep what may be the beginning of a tag.
        const std::size_t tail = std::min<std::size_t>(text_.size() - at_, 256);
        before_ += text_.substr(at_, text_.size() - at_ - tail);
        if (before_.size() > small_part_max) before_.resize(small_part_max);
        at_ = text_.size() - tail;
      } else {
        const std::size_t end = find_end(start);
        if (end != std::string::npos) {
          before_ += text_.substr(at_, std::min<std::size_t>(start - at_, small_part_max));
          const auto parsed = document.load_buffer(text_.data() + start, end - start, parse_flags);
          at_ = end;
          if (!parsed) return std::unexpected(broken_workbook(file_));
          return true;
        }
        if (text_.size() - start > fragment_max) return std::unexpected(oversized_workbook(file_));
      }
      text_.erase(0, at_);
      at_ = 0;
      const auto count = part_->read(text_);
      if (!count) return std::unexpected(count.error());
      if (*count == 0) {
        if (start != std::string::npos) return std::unexpected(broken_workbook(file_));
        return false;
      }
    }
  }
  /// What stood before the first element (at most 8 MiB), once.
  std::string take_before() { return std::exchange(before_, {}); }

 private:
  static bool ends_name(char c) {
    return c == '>' || c == '/' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
  /// "<row" or "<x:row", wherever the name ends there.
  std::size_t find_start() const {
    for (std::size_t at = at_; (at = text_.find(tag_, at)) != std::string::npos; ++at) {
      const std::size_t after = at + tag_.size();
      if (after >= text_.size()) return std::string::npos;
      if (!ends_name(text_[after]) || at == 0) continue;
      std::size_t open = at - 1;
      if (text_[open] == ':') {
        while (open > 0 && text_[open] != '<' && text_[open] != '>' && text_[open] != '/') --open;
      }
      if (text_[open] == '<') return open;
    }
    return std::string::npos;
  }
  std::size_t find_end(std::size_t start) {
    const std::size_t close = text_.find('>', start);
    if (close == std::string::npos) return close;
    if (text_[close - 1] == '/') return close + 1;
    const std::string name =
        text_.substr(start + 1, text_.find(tag_, start) + tag_.size() - start - 1);
    const std::string ending = "</" + name + ">";
    const std::size_t end = text_.find(ending, close);
    return end == std::string::npos ? end : end + ending.size();
  }

  std::unique_ptr<ZipPart> part_;
  std::string tag_;
  std::string file_;
  std::string text_;
  std::size_t at_ = 0;
  std::string before_;
};

/// All shared strings in one piece of memory.
struct Strings {
  std::string text;
  std::vector<std::uint32_t> ends;
  [[nodiscard]] std::string_view at(std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends[index - 1];
    return std::string_view{text}.substr(begin, ends[index] - begin);
  }
};

std::string shortest(std::string_view number) {
  double value = 0;
  const auto end = number.data() + number.size();
  const auto read = std::from_chars(number.data(), end, value);
  if (read.ptr != end || !std::isfinite(value)) return std::string{number};
  char text[400];
  const bool plain = std::fabs(value) < 1e21 && (value == 0 || std::fabs(value) > 1e-9);
  const auto written =
      plain ? std::to_chars(text, text + sizeof text, value, std::chars_format::fixed)
            : std::to_chars(text, text + sizeof text, value);
  return {text, written.ptr};
}

/// 0 for A, 26 for AA; nothing for what is no reference.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && at < 4; ++at)
    column = column * 26 + static_cast<std::size_t>(reference[at] - 'A') + 1;
  if (at == 0) return std::nullopt;
  return column - 1;
}

class Rows : public SheetRows {
 public:
  Rows(Fragments fragments, const Strings& strings, bool from_1904, std::string file)
      : fragments_{std::move(fragments)},
        strings_{strings},
        from_1904_{from_1904},
        file_{std::move(file)} {}

  Result<bool> next(SheetRow& row) override {
    pugi::xml_document document;
    const auto more = fragments_.next(document);
    if (!more || !*more) return more;
    if (number_ == 0) read_columns(fragments_.take_before());
    const pugi::xml_node node = document.first_child();
    const std::string_view number = attribute(node, "r");
    std::uint64_t stated = 0;
    std::from_chars(number.data(), number.data() + number.size(), stated);
    if (stated != 0 && stated <= number_) return std::unexpected(broken_workbook(file_));
    number_ = stated != 0 ? stated : number_ + 1;
    row = {};
    row.number = number_;
    const std::string_view hidden = attribute(node, "hidden");
    row.hidden = hidden == "1" || hidden == "true";
    std::size_t bytes = 0;
    for (const pugi::xml_node& cell : node.children()) {
      if (local_name(cell) != "c") continue;
      const std::size_t column = column_of(attribute(cell, "r")).value_or(row.cells.size());
      if (column >= cells_max || column < row.cells.size())
        return std::unexpected(broken_workbook(file_));
      row.cells.resize(column + 1);
      if (!read_cell(cell, row.cells.back())) return std::unexpected(broken_workbook(file_));
      bytes += row.cells.back().text.size();
    }
    if (bytes > limits::line_bytes_max) {
      row.too_long = true;
      row.cells.clear();
    }
    return true;
  }
  const std::vector<std::pair<std::size_t, std::size_t>>& hidden_columns() const noexcept override {
    return hidden_;
  }

 private:
  void read_columns(const std::string& before) {
    const std::size_t start = before.find("<cols");
    const std::size_t end = before.find("</cols>");
    if (start == std::string::npos || end == std::string::npos || end < start) return;
    pugi::xml_document document;
    if (!document.load_buffer(before.data() + start, end + 7 - start)) return;
    for (const pugi::xml_node& col : document.first_child().children()) {
      const std::string_view hidden = attribute(col, "hidden");
      if (hidden != "1" && hidden != "true") continue;
      const auto from = col.attribute("min").as_uint();
      const auto to = col.attribute("max").as_uint();
      if (from >= 1 && to >= from) hidden_.emplace_back(from - 1, to - 1);
    }
  }

  bool read_cell(const pugi::xml_node& node, SheetCell& cell) const {
    const std::string_view type = attribute(node, "t");
    const pugi::xml_node value = child(node, "v");
    cell.formula = !child(node, "f").empty();
    if (type == "inlineStr") {
      cell.text = rich_text(child(node, "is"));
      return true;
    }
    const std::string_view text = value.text().get();
    if (text.empty()) {
      // A formula that gives "" has a stored result of type str.
      if (cell.formula && type != "str") cell.kind = CellKind::sheet_no_value;
      return true;
    }
    if (type == "s") {
      std::size_t index = 0;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
      if (read.ptr != text.data() + text.size() || index >= strings_.ends.size()) return false;
      cell.text = strings_.at(index);
    } else if (type == "b") {
      cell.text = text == "1" || text == "true" ? "true" : "false";
    } else if (type == "e") {
      cell.text = text;
      cell.kind = CellKind::sheet_error;
    } else if (type == "str" || type == "d") {
      cell.text = unescaped(text);
    } else {
      cell.text = shortest(text);
      cell.kind = from_1904_ ? CellKind::sheet_number_1904 : CellKind::sheet_number;
    }
    return true;
  }

  Fragments fragments_;
  const Strings& strings_;
  bool from_1904_;
  std::string file_;
  std::uint64_t number_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> hidden_;
};

class Book : public Workbook {
 public:
  Book(std::unique_ptr<ZipParts> parts, std::string file)
      : parts_{std::move(parts)}, file_{std::move(file)} {}

  Result<void> read() {
    auto kind = check_kind();
    if (!kind) return kind;
    auto sheets = read_sheets();
    if (!sheets) return sheets;
    return read_strings();
  }
  const std::vector<SheetInfo>& sheets() const noexcept override { return sheets_; }
  bool days_from_1904() const noexcept override { return from_1904_; }
  Result<std::unique_ptr<SheetRows>> rows(const SheetInfo& sheet) override {
    auto part = parts_->open(sheet.path);
    if (!part) return std::unexpected(part.error());
    return std::make_unique<Rows>(Fragments{std::move(*part), "row", file_}, strings_, from_1904_,
                                  file_);
  }

 private:
  bool has(std::string_view name) const {
    const auto& names = parts_->names();
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  Result<void> check_kind() {
    if (parts_->encrypted())
      return std::unexpected(
          Error{"E-FILE-ENCRYPTED",
                file_,
                {"文件有密码", "the workbook is protected by a password"},
                {"去掉密码后另存，再上传", "take the password away, save it and send that"}});
    bool macros = false;
    for (const std::string& name : parts_->names()) macros |= name.ends_with("vbaProject.bin");
    if (has("[Content_Types].xml")) {
      const auto types = parts_->whole("[Content_Types].xml", small_part_max);
      if (!types) return std::unexpected(types.error());
      macros |= types->find("macroEnabled") != std::string::npos;
    }
    if (macros)
      return std::unexpected(
          Error{"E-FILE-MACRO",
                file_,
                {"文件带有宏", "the workbook holds macros"},
                {"另存为不带宏的 .xlsx 后上传", "save it as .xlsx without macros and send that"}});
    if (has("xl/workbook.xml") || has("[Content_Types].xml")) return {};
    return std::unexpected(Error{
        "E-FILE-KIND",
        file_,
        {"这是压缩包或其他格式的文档，不是 .xlsx", "this is an archive or another document"},
        {"解压后上传其中的表格，或另存为 .xlsx、CSV", "send the table itself, as .xlsx or CSV"}});
  }

  Result<void> load(const std::string& path, pugi::xml_document& document) {
    const auto text = parts_->whole(path, small_part_max);
    if (!text) return std::unexpected(text.error());
    if (document.load_buffer(text->data(), text->size(), parse_flags)) return {};
    return std::unexpected(broken_workbook(file_));
  }

  /// Paths of a relations part are relative to the folder of what they belong to.
  static std::string resolved(std::string_view folder, std::string_view target) {
    if (target.starts_with('/')) return std::string{target.substr(1)};
    return std::string{folder} + std::string{target};
  }

  Result<void> read_sheets() {
    std::string book = "xl/workbook.xml";
    if (has("_rels/.rels")) {
      pugi::xml_document relations;
      if (const auto loaded = load("_rels/.rels", relations); !loaded) return loaded;
      for (const pugi::xml_node& node : relations.document_element().children())
        if (attribute(node, "Type").ends_with("/officeDocument"))
          book = resolved("", attribute(node, "Target"));
    }
    if (!has(book)) return std::unexpected(broken_workbook(file_));
    const auto slash = book.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : book.substr(0, slash + 1);
    pugi::xml_document relations;
    const std::string relations_path = folder + "_rels/" + book.substr(folder.size()) + ".rels";
    if (const auto loaded = load(relations_path, relations); !loaded) return loaded;
    pugi::xml_document document;
    if (const auto loaded = load(book, document); !loaded) return loaded;
    const pugi::xml_node root = document.document_element();
    const std::string_view from_1904 = attribute(child(root, "workbookPr"), "date1904");
    from_1904_ = from_1904 == "1" || from_1904 == "true";
    for (const pugi::xml_node& sheet : child(root, "sheets").children()) {
      const std::string_view id = attribute(sheet, "id");
      for (const pugi::xml_node& node : relations.document_element().children()) {
        if (attribute(node, "Id") != id) continue;
        if (attribute(node, "Type").ends_with("/sharedStrings")) continue;
        if (!attribute(node, "Type").ends_with("/worksheet")) continue;
        sheets_.push_back({std::string{attribute(sheet, "name")},
                           resolved(folder, attribute(node, "Target")),
                           attribute(sheet, "state").ends_with("idden")});
      }
    }
    for (const pugi::xml_node& node : relations.document_element().children())
      if (attribute(node, "Type").ends_with("/sharedStrings"))
        strings_path_ = resolved(folder, attribute(node, "Target"));
    if (sheets_.empty()) return std::unexpected(broken_workbook(file_));
    return {};
  }

  Result<void> read_strings() {
    if (strings_path_.empty() || !has(strings_path_)) return {};
    auto part = parts_->open(strings_path_);
    if (!part) return std::unexpected(part.error());
    Fragments items{std::move(*part), "si", file_};
    pugi::xml_document document;
    while (true) {
      const auto more = items.next(document);
      if (!more) return std::unexpected(more.error());
      if (!*more) return {};
      strings_.text += rich_text(document.first_child());
      if (strings_.text.size() > strings_max) return std::unexpected(oversized_workbook(file_));
      strings_.ends.push_back(static_cast<std::uint32_t>(strings_.text.size()));
    }
  }

  std::unique_ptr<ZipParts> parts_;
  std::string file_;
  std::vector<SheetInfo> sheets_;
  std::string strings_path_;
  Strings strings_;
  bool from_1904_ = false;
};

}  // namespace

Result<std::unique_ptr<Workbook>> open_workbook(std::string bytes, const std::string& name) {
  auto parts = open_zip(std::move(bytes), name);
  if (!parts) return std::unexpected(parts.error());
  auto book = std::make_unique<Book>(std::move(*parts), name);
  const auto read = book->read();
  if (!read) return std::unexpected(read.error());
  return book;
}

}  // namespace tradein
