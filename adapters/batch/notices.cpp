#include "adapters/batch/notices.hpp"

#include <fmt/format.h>

#include "engine/base/money.hpp"

namespace tradein {
namespace {

constexpr std::size_t runs_max = 12;
constexpr std::size_t groups_max = 500;  // a file of a million different unknown fields

}  // namespace

NoticeBook::NoticeBook(const BatchReader& reader) : columns_{reader.layout().columns} {
  sums_fen_.assign(columns_.size(), 0);
  for (const Notice& notice : reader.notices()) add(notice);
}

void NoticeBook::add(const Notice& notice) {
  const auto key = std::pair{notice.code, notice.column};
  auto place = places_.find(key);
  if (place == places_.end()) {
    if (groups_.size() >= groups_max) return;
    place = places_.emplace(key, groups_.size()).first;
    groups_.push_back({notice, 0, {}});
  }
  Group& group = groups_[place->second];
  ++group.count;
  auto& runs = group.runs;
  if (!runs.empty() && (runs.back().second == notice.row || runs.back().second + 1 == notice.row))
    runs.back().second = notice.row;
  else if (runs.size() < runs_max)
    runs.emplace_back(notice.row, notice.row);
}

void NoticeBook::add(const Block& block) {
  for (const Notice& notice : block.notices) add(notice);
  for (const TotalLine& total : block.totals) {
    const std::int64_t sum = sums_fen_[total.column] + total.sum_fen;
    if (sum == total.stated_fen) continue;
    const std::string stated = to_yuan(Money::from_fen(total.stated_fen));
    const std::string added = to_yuan(Money::from_fen(sum));
    const std::string& column = columns_[total.column];
    add(Notice{"N-TOTAL-DIFFERS",
               total.row,
               column,
               {fmt::format("合计行的 `{}` 为 {}，各行之和为 {}", column, stated, added),
                fmt::format("the total line states {} for `{}`, the rows add up to {}", stated,
                            column, added)}});
  }
  for (std::size_t i = 0; i < block.column_sums_fen.size() && i < sums_fen_.size(); ++i)
    sums_fen_[i] += block.column_sums_fen[i];
}

std::vector<Notice> NoticeBook::finish() const {
  std::vector<Notice> notices;
  for (const Group& group : groups_) {
    Notice notice = group.first;
    if (group.count > 1) {
      std::string rows;
      for (const auto& [from, to] : group.runs) {
        if (!rows.empty()) rows += ", ";
        rows += from == to ? std::to_string(from) : fmt::format("{}–{}", from, to);
      }
      const bool more = group.runs.size() == runs_max;
      notice.what.zh +=
          fmt::format("（第 {}{} 行，共 {} 行）", rows, more ? " …" : "", group.count);
      notice.what.en += fmt::format(" (rows {}{}; {} in all)", rows, more ? " …" : "", group.count);
    }
    notices.push_back(std::move(notice));
  }
  return notices;
}

}  // namespace tradein
