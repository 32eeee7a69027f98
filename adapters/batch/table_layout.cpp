#include "adapters/batch/table_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tradein {
namespace {

/// What headers carry besides the name: 发票金额(元), 手机号（必填）.
constexpr std::string_view harmless_endings[] = {"单位元", "人民币", "必填", "选填", "元"};

std::optional<std::uint16_t> field_named(const Kind& kind, std::string_view header) {
  std::string key = word_key(header);
  for (int tries = 0; tries < 3 && !key.empty(); ++tries) {
    const auto found = kind.header_index.find(key);
    if (found != kind.header_index.end()) return found->second;
    const auto before = key.size();
    for (const auto ending : harmless_endings) {
      if (key.size() > ending.size() && key.ends_with(ending)) {
        key.resize(key.size() - ending.size());
        break;
      }
    }
    if (key.size() == before) break;
  }
  return std::nullopt;
}

bool is_own_name(const Field& field, std::string_view header) {
  const std::string key = word_key(header);
  return key == word_key(field.name) || key == word_key(field.label.zh);
}

ColumnMap map_columns(const Kind& kind, const std::vector<std::string>& columns) {
  ColumnMap map;
  map.kind = &kind;
  map.field_of_column.assign(columns.size(), -1);
  map.column_of_field.assign(kind.fields.size(), -1);
  std::vector<bool> doubtful(kind.fields.size(), false);
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const auto field = field_named(kind, columns[column]);
    if (!field) continue;
    std::int16_t& place = map.column_of_field[*field];
    const auto here = static_cast<std::int16_t>(column);
    if (place < 0) {
      place = here;
      continue;
    }
    const auto& known = columns[static_cast<std::size_t>(place)];
    const bool old_exact = is_own_name(kind.fields[*field], known);
    const bool new_exact = is_own_name(kind.fields[*field], columns[column]);
    // The field's own name wins over a synonym; the synonym's column is ignored and named.
    if (old_exact == new_exact) {
      map.twice = fmt::format("{}, {}", known, columns[column]);
    } else if (new_exact) {
      place = here;
    }
  }
  for (std::size_t field = 0; field < map.column_of_field.size(); ++field) {
    const auto column = map.column_of_field[field];
    if (column < 0) continue;
    map.field_of_column[static_cast<std::size_t>(column)] = static_cast<std::int16_t>(field);
    ++map.known;
  }
  return map;
}

TableLayout layout_of(std::vector<std::string> columns, const KindSet& kinds) {
  TableLayout layout;
  while (!columns.empty() && word_key(columns.back()).empty()) columns.pop_back();
  layout.columns = std::move(columns);
  std::vector<bool> known(layout.columns.size(), false);
  for (const auto& kind : kinds.all()) {
    ColumnMap map = map_columns(*kind, layout.columns);
    for (std::size_t i = 0; i < known.size(); ++i)
      known[i] = known[i] || map.field_of_column[i] >= 0;
    layout.maps.push_back(std::move(map));
  }
  layout.ignored.assign(known.size(), false);
  for (std::size_t i = 0; i < known.size(); ++i) {
    layout.score += known[i] ? 1U : 0U;
    layout.ignored[i] =
        !known[i] && !word_key(layout.columns[i]).empty() && !is_own_column(layout.columns[i]);
  }
  if (!layout.maps.empty()) {
    const ColumnMap& any = layout.maps.front();
    layout.kind_column = any.column_of_field[any.kind->kind];
    layout.claim_id_column = any.column_of_field[any.kind->claim_id];
  }
  layout.common_fields = common_field_count(kinds);
  return layout;
}

bool known_to_any(const KindSet& kinds, std::string_view header) {
  return std::any_of(kinds.all().begin(), kinds.all().end(),
                     [&](const auto& kind) { return field_named(*kind, header).has_value(); });
}

/// Two header rows in one: a group's title reaches to the right over empty cells (merged), the
/// second row refines it.
std::vector<std::string> merged(const std::vector<std::string>& upper,
                                const std::vector<std::string>& lower, const KindSet& kinds) {
  std::vector<std::string> columns;
  std::string group;
  for (std::size_t i = 0; i < std::max(upper.size(), lower.size()); ++i) {
    const std::string above = i < upper.size() ? upper[i] : std::string{};
    const std::string below = i < lower.size() ? lower[i] : std::string{};
    if (!word_key(above).empty()) group = above;
    if (word_key(below).empty()) {
      columns.push_back(above);
    } else if (known_to_any(kinds, group + below)) {
      columns.push_back(group + below);
    } else {
      columns.push_back(below);
    }
  }
  return columns;
}

/// A row that says something that is no header: a data row under a one-row header.
bool may_be_lower_header(const std::vector<std::string>& row) {
  std::size_t words = 0;
  for (const auto& cell : row) {
    if (word_key(cell).empty()) continue;
    ++words;
    if (std::any_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }))
      return false;
  }
  return words > 0;
}

std::size_t names_in(const std::vector<std::string>& row, const KindSet& kinds) {
  return static_cast<std::size_t>(std::count_if(
      row.begin(), row.end(), [&](const std::string& cell) { return known_to_any(kinds, cell); }));
}

}  // namespace

std::optional<TableLayout> find_header(const std::vector<std::vector<std::string>>& rows,
                                       const KindSet& kinds) {
  std::size_t best_at = 0;
  std::size_t best = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t found = names_in(rows[i], kinds);
    if (found > best) {
      best = found;
      best_at = i;
    }
  }
  if (best < 2) return std::nullopt;
  std::optional<TableLayout> layout = layout_of(rows[best_at], kinds);
  layout->first_header_row = best_at;
  const auto try_pair = [&](std::size_t upper) {
    if (upper + 1 >= rows.size() || !may_be_lower_header(rows[upper + 1])) return;
    TableLayout pair = layout_of(merged(rows[upper], rows[upper + 1], kinds), kinds);
    if (pair.score <= layout->score) return;
    pair.first_header_row = upper;
    pair.header_rows = 2;
    layout = std::move(pair);
  };
  if (best_at > 0) try_pair(best_at - 1);
  try_pair(best_at);
  return layout;
}

Result<void> check_layout(const TableLayout& layout, const std::string& file) {
  std::size_t most = 0;
  for (const auto& map : layout.maps) most = std::max(most, map.known);
  for (const auto& map : layout.maps) {
    if (map.known < most || map.twice.empty()) continue;
    return std::unexpected(Error{"E-FILE-COLUMN-TWICE",
                                 file,
                                 {fmt::format("两列是同一个字段：`{}`", map.twice),
                                  fmt::format("two columns stand for one field: `{}`", map.twice)},
                                 {"删掉或改名其中一列", "delete or rename one of them"}});
  }
  const Kind& any = *layout.maps.front().kind;
  std::string zh;
  std::string en;
  for (std::size_t field = 0; field < layout.common_fields; ++field) {
    const bool needed = any.fields[field].required || field == any.claim_id || field == any.kind;
    if (!needed || layout.maps.front().column_of_field[field] >= 0) continue;
    zh += fmt::format("{}{}（{}）", zh.empty() ? "" : "、", any.fields[field].label.zh,
                      any.fields[field].name);
    en += fmt::format("{}{} ({})", en.empty() ? "" : ", ", any.fields[field].label.en,
                      any.fields[field].name);
  }
  if (zh.empty()) return {};
  return std::unexpected(
      Error{"E-FILE-COLUMN",
            file,
            {"表里缺少每笔申领都要有的列：" + zh,
             "the table lacks columns that every claim needs: " + en},
            {"补上这些列后重新上传", "add these columns and send the file again"}});
}

std::vector<Notice> layout_notices(const TableLayout& layout, std::uint64_t header_row) {
  std::vector<Notice> notices;
  if (layout.first_header_row > 0 && header_row > 1)
    notices.push_back(
        {"N-TITLE",
         1,
         "",
         {fmt::format("表头在第 {} 行，之前的行已跳过", header_row),
          fmt::format("the header is row {}; the rows above it are skipped", header_row)}});
  for (std::size_t i = 0; i < layout.columns.size(); ++i)
    if (layout.ignored[i])
      notices.push_back({"N-COLUMN",
                         header_row,
                         layout.columns[i],
                         {fmt::format("不认识的列 `{}` 已忽略", layout.columns[i]),
                          fmt::format("the unknown column `{}` is ignored", layout.columns[i])}});
  return notices;
}

std::size_t common_field_count(const KindSet& kinds) {
  std::size_t count = 0;
  const auto& all = kinds.all();
  while (!all.empty()) {
    for (const auto& kind : all)
      if (count >= kind->fields.size() || kind->fields[count].name != all[0]->fields[count].name)
        return count;
    ++count;
  }
  return count;
}

std::string column_letters(std::size_t index) {
  std::string letters;
  for (std::size_t rest = index + 1; rest > 0; rest = (rest - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
  return letters;
}

bool is_own_column(std::string_view header) {
  const std::string key = word_key(header);
  return std::any_of(std::begin(own_columns), std::end(own_columns),
                     [&](std::string_view own) { return key == own; });
}

}  // namespace tradein
