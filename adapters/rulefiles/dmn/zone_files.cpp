#include "adapters/rulefiles/dmn/zone_files.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/rulefiles/dmn/dmn_file.hpp"

namespace tradein {
namespace {

/// `M3.5.0/2`: the last Sunday of March at two; Julian forms are not in use.
struct ChangeRule {
  unsigned month = 1;
  unsigned week = 1;
  unsigned weekday = 0;  ///< 0 is Sunday
  std::int64_t seconds = 7'200;
};

struct Footer {
  std::int32_t standard = 0;
  std::optional<std::int32_t> summer;
  ChangeRule to_summer;
  ChangeRule to_standard;
};

struct ZoneTable {
  std::vector<std::int64_t> changes;  ///< UTC seconds
  std::vector<std::int32_t> offsets;  ///< from changes[i] on
  std::int32_t first = 0;             ///< before all changes
  std::optional<Footer> footer;
};

std::int64_t big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = static_cast<unsigned char>(bytes[at]) >= 0x80 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < width; ++i)
    value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return static_cast<std::int64_t>(value);
}

/// A POSIX TZ text such as CET-1CEST,M3.5.0,M10.5.0/3.
class FooterReader {
 public:
  explicit FooterReader(std::string_view text) : rest_{text} {}
  std::optional<Footer> read() {
    Footer footer;
    if (!name()) return std::nullopt;
    footer.standard = static_cast<std::int32_t>(-clock());
    if (rest_.empty()) return footer;
    if (!name()) return std::nullopt;
    footer.summer = rest_.empty() || rest_[0] == ',' ? footer.standard + 3600
                                                     : static_cast<std::int32_t>(-clock());
    if (!change(footer.to_summer) || !change(footer.to_standard)) return std::nullopt;
    return footer;
  }

 private:
  bool accept(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool name() {
    if (accept('<')) {
      const std::size_t end = rest_.find('>');
      if (end == std::string_view::npos) return false;
      rest_.remove_prefix(end + 1);
      return true;
    }
    std::size_t size = 0;
    while (size < rest_.size() && ((rest_[size] | 0x20) >= 'a' && (rest_[size] | 0x20) <= 'z'))
      ++size;
    rest_.remove_prefix(size);
    return size >= 3;
  }
  std::int64_t number() {
    std::int64_t value = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9' && value < 10'000) {
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  std::int64_t clock() {
    const bool negative = accept('-');
    if (!negative) accept('+');
    std::int64_t seconds = number() * 3600;
    if (accept(':')) seconds += number() * 60;
    if (accept(':')) seconds += number();
    return negative ? -seconds : seconds;
  }
  bool change(ChangeRule& rule) {
    if (!accept(',') || !accept('M')) return false;
    rule.month = static_cast<unsigned>(number());
    if (!accept('.')) return false;
    rule.week = static_cast<unsigned>(number());
    if (!accept('.')) return false;
    rule.weekday = static_cast<unsigned>(number());
    if (accept('/')) rule.seconds = clock();
    return rule.month >= 1 && rule.month <= 12 && rule.week >= 1 && rule.week <= 5 &&
           rule.weekday <= 6;
  }
  std::string_view rest_;
};

// Local seconds at which a change of that year happens.
std::int64_t change_time(const ChangeRule& rule, std::int64_t year) {
  const feel::CalendarDate first = *feel::calendar_date(year, rule.month, 1);
  const unsigned first_weekday = feel::weekday(first) % 7;
  std::int64_t day = 1 + (rule.weekday + 7 - first_weekday) % 7 + std::int64_t{rule.week - 1} * 7;
  while (day > std::int64_t{feel::days_in_month(year, rule.month)}) day -= 7;
  return (first.days + day - 1) * feel::seconds_per_day + rule.seconds;
}

std::int32_t footer_offset(const Footer& footer, std::int64_t local) {
  if (!footer.summer) return footer.standard;
  const std::int64_t days =
      local / feel::seconds_per_day - (local % feel::seconds_per_day < 0 ? 1 : 0);
  const std::int64_t year = feel::civil({days}).year;
  if (year <= -feel::year_max || year >= feel::year_max) return footer.standard;
  // In the gap and the overlap the offset before the change holds.
  const std::int64_t summer =
      change_time(footer.to_summer, year) + (*footer.summer - footer.standard);
  const std::int64_t standard = change_time(footer.to_standard, year);
  const bool in_summer =
      summer < standard ? local >= summer && local < standard : local >= summer || local < standard;
  return in_summer ? *footer.summer : footer.standard;
}

// The second block of a TZif file, whose times have 64 bits.
std::optional<ZoneTable> read_table(std::string_view file) {
  constexpr std::size_t header_bytes = 44;
  const auto count = [&](std::size_t header, std::size_t index) {
    return static_cast<std::size_t>(big_endian(file, header + 20 + index * 4, 4));
  };
  if (file.size() < header_bytes * 2 || file.substr(0, 4) != "TZif" || file[4] < '2')
    return std::nullopt;
  const std::size_t first_block =
      count(0, 3) * 5 + count(0, 4) * 6 + count(0, 5) + count(0, 2) * 8 + count(0, 1) + count(0, 0);
  const std::size_t header = header_bytes + first_block;
  if (file.size() < header + header_bytes || file.substr(header, 4) != "TZif") return std::nullopt;
  const std::size_t times = count(header, 3);
  const std::size_t types = count(header, 4);
  const std::size_t times_at = header + header_bytes;
  const std::size_t indices_at = times_at + times * 8;
  const std::size_t types_at = indices_at + times;
  const std::size_t end = types_at + types * 6 + count(header, 5) + count(header, 2) * 12 +
                          count(header, 1) + count(header, 0);
  if (types == 0 || file.size() < end || times > 100'000) return std::nullopt;
  const auto offset_of = [&](std::size_t type) {
    return type < types ? static_cast<std::int32_t>(big_endian(file, types_at + type * 6, 4)) : 0;
  };
  ZoneTable table;
  table.first = offset_of(0);
  for (std::size_t i = 0; i < times; ++i) {
    table.changes.push_back(big_endian(file, times_at + i * 8, 8));
    table.offsets.push_back(offset_of(static_cast<unsigned char>(file[indices_at + i])));
  }
  std::string_view footer = file.substr(end);
  if (footer.starts_with('\n')) footer.remove_prefix(1);
  footer = footer.substr(0, footer.find('\n'));
  table.footer = FooterReader{footer}.read();
  return table;
}

class ZoneFiles final : public feel::ZoneRules {
 public:
  explicit ZoneFiles(std::filesystem::path folder) : folder_{std::move(folder)} {}

  [[nodiscard]] std::optional<std::int32_t> offset_at(std::string_view zone,
                                                      std::int64_t local) const override {
    const ZoneTable* table = find(zone);
    if (table == nullptr) return std::nullopt;
    // The last change whose local time, by the offset before it, is not after `local`.
    std::int32_t offset = table->first;
    for (std::size_t i = 0; i < table->changes.size(); ++i) {
      const std::int64_t gap = std::max(table->offsets[i], offset);
      if (local < table->changes[i] + gap) return offset;
      offset = table->offsets[i];
    }
    return table->footer ? footer_offset(*table->footer, local) : offset;
  }

 private:
  const ZoneTable* find(std::string_view zone) const {
    constexpr std::size_t name_bytes_max = 64;
    constexpr std::string_view name_characters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+/";
    if (zone.empty() || zone.size() > name_bytes_max || zone[0] == '/' ||
        zone.find_first_not_of(name_characters) != std::string_view::npos)
      return nullptr;
    const std::lock_guard guard{mutex_};
    const auto known = tables_.find(zone);
    if (known != tables_.end()) return known->second ? &*known->second : nullptr;
    constexpr std::size_t names_max = 2'000;
    if (tables_.size() >= names_max) return nullptr;
    const auto file = read_whole_file(folder_ / zone);
    auto& table = tables_[std::string{zone}];
    if (file) table = read_table(*file);
    return table ? &*table : nullptr;
  }

  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::optional<ZoneTable>, std::less<>> tables_;
};

}  // namespace

std::unique_ptr<feel::ZoneRules> zone_files(std::filesystem::path folder) {
  return std::make_unique<ZoneFiles>(std::move(folder));
}

}  // namespace tradein
