#include "tools/tradein/log_source.hpp"

#include <memory>
#include <optional>
#include <thread>

#include "adapters/store/log_file.hpp"
#include "tools/tradein/bounded_queue.hpp"
#include "tools/tradein/open_store.hpp"

namespace tradein::tool {
namespace {
constexpr std::size_t block_entries = 8'192;
}

Result<std::unique_ptr<LogReader>> open_log(const LogSource& source) {
  if (!source.log.empty()) return store::open_log_file(source.log);
  auto store = open_read_only(source.store);
  if (!store) return std::unexpected(store.error());
  return std::unique_ptr<LogReader>{std::move(*store)};
}

Result<void> for_each_entry_block(LogReader& log, std::uint64_t first, std::uint64_t end,
                                  const std::function<bool(const EntryBlock&)>& take) {
  BoundedQueue<std::unique_ptr<EntryBlock>> full{3}, free{5};
  std::optional<Error> failure;
  for (int i = 0; i < 5; ++i) free.push(std::make_unique<EntryBlock>());
  std::jthread reader{[&] {
    for (std::uint64_t at = first; at < end;) {
      auto block = free.pop();
      if (!block) break;
      const auto read = log.read(at, block_entries, **block);
      if (!read) failure = read.error();
      if (!read || (*block)->empty()) break;
      at = (*block)->next_number();
      if (!full.push(std::move(*block))) break;
    }
    full.close();
  }};
  while (auto block = full.pop()) {
    if (!take(**block)) break;
    free.push(std::move(*block));
  }
  full.close();
  free.close();
  reader.join();
  if (failure) return std::unexpected(*failure);
  return {};
}

Result<void> for_each_entry_with(LogReader& log, std::uint64_t first, std::string_view needle,
                                 const TakeEntry& take) {
  const auto size = log.size();
  if (!size) return std::unexpected(size.error());
  return for_each_entry_block(log, first, *size, [&](const EntryBlock& block) {
    if (block.bytes.find(needle) == std::string::npos) return true;
    for (std::size_t i = 0; i < block.size(); ++i)
      if (block[i].find(needle) != std::string_view::npos && !take(block.first + i, block[i]))
        return false;
    return true;
  });
}

}  // namespace tradein::tool
