#include "tools/tradein/parsed_stream.hpp"

#include <optional>
#include <thread>

#include "tools/tradein/bounded_queue.hpp"

namespace tradein::tool {
namespace {

constexpr std::size_t block_entries =
    512;  // small enough to stay in the caches between the threads
constexpr std::size_t blocks = 12;

using Blocks = BoundedQueue<std::unique_ptr<ParsedBlock>>;

std::optional<Error> read_all(LogReader& log, std::uint64_t size, Blocks& free, Blocks& read) {
  for (std::uint64_t first = 0; first < size;) {
    auto block = free.pop();
    if (!block) return std::nullopt;
    const auto done = log.read(first, block_entries, (*block)->entries);
    if (!done) return done.error();
    if ((*block)->entries.empty()) return std::nullopt;
    first = (*block)->entries.next_number();
    if (!read.push(std::move(*block))) return std::nullopt;
  }
  return std::nullopt;
}

std::optional<Error> parse_all(EntryParser& parser, Blocks& read, Blocks& parsed) {
  while (auto block = read.pop()) {
    const EntryBlock& entries = (*block)->entries;
    if ((*block)->parsed.size() < entries.size()) (*block)->parsed.resize(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i)
      if (const auto done = parser.parse(entries.first + i, entries[i], (*block)->parsed[i]); !done)
        return done.error();
    if (!parsed.push(std::move(*block))) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Result<void> for_each_parsed_block(LogReader& log, EntryParser& parser, std::uint64_t size,
                                   const std::function<bool(ParsedBlock&)>& take) {
  Blocks free{blocks}, read{blocks}, parsed{blocks};
  std::optional<Error> read_failure, parse_failure;
  for (std::size_t i = 0; i < blocks; ++i) free.push(std::make_unique<ParsedBlock>());
  std::jthread reader{[&] {
    read_failure = read_all(log, size, free, read);
    read.close();
  }};
  std::jthread taker_apart{[&] {
    parse_failure = parse_all(parser, read, parsed);
    read.close();
    parsed.close();
  }};
  while (auto block = parsed.pop()) {
    if (!take(**block)) break;
    free.push(std::move(*block));
  }
  for (Blocks* queue : {&free, &read, &parsed}) queue->close();
  reader.join();
  taker_apart.join();
  if (parse_failure) return std::unexpected(*parse_failure);
  if (read_failure) return std::unexpected(*read_failure);
  return {};
}

}  // namespace tradein::tool
