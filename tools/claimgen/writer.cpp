#include "tools/claimgen/writer.hpp"

#include <array>

namespace tradein::claimgen {
namespace {

void write_csv(const Row& row, std::string& out) {
  for (const Cell& cell : row.cells()) {
    if (cell.shape != Shape::absent) out.append(cell.data, cell.size);
    out.push_back(',');
  }
  out.back() = '\n';
}

/// `,"name":` for every column.
const std::array<std::string, column_count>& keys() {
  static const std::array<std::string, column_count> made = [] {
    std::array<std::string, column_count> texts;
    for (std::size_t i = 0; i < column_count; ++i) {
      texts[i].append(",\"").append(name_of(static_cast<Column>(i))).append("\":");
    }
    return texts;
  }();
  return made;
}

void write_ndjson(const Row& row, std::string& out) {
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < column_count; ++i) {
    const Cell& cell = row.cells()[i];
    if (cell.shape == Shape::absent) continue;
    out.append(keys()[i]);
    if (cell.shape == Shape::text) out.push_back('"');
    out.append(cell.data, cell.size);
    if (cell.shape == Shape::text) out.push_back('"');
  }
  out[begin] = '{';
  out.append("}\n");
}

}  // namespace

void write_header(Format format, std::string& out) {
  if (format == Format::ndjson) return;
  for (std::size_t i = 0; i < column_count; ++i) {
    out.append(name_of(static_cast<Column>(i)));
    out.push_back(i + 1 == column_count ? '\n' : ',');
  }
}

void write_row(Format format, const Row& row, std::string& out) {
  return format == Format::csv ? write_csv(row, out) : write_ndjson(row, out);
}

}  // namespace tradein::claimgen
