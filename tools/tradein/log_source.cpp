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

Result<void> for_each_entry_block(LogReader& log, std::uint64_t size,
                                  const std::function<bool(const EntryBlock&)>& take) {
  BoundedQueue<std::unique_ptr<EntryBlock>> full{3}, free{5};
  std::optional<Error> failure;
  for (int i = 0; i < 5; ++i) free.push(std::make_unique<EntryBlock>());
  std::jthread reader{[&] {
    for (std::uint64_t first = 0; first < size;) {
      auto block = free.pop();
      if (!block) break;
      const auto read = log.read(first, block_entries, **block);
      if (!read) failure = read.error();
      if (!read || (*block)->empty()) break;
      first = (*block)->next_number();
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

}  // namespace tradein::tool
