// Long files and long rows: what is read must not depend on where the chunks end.
#include "adapters/batch/cutter.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "adapters/batch/csv_rows.hpp"
#include "tests/unit/batch/support.hpp"

using namespace tradein;
using namespace tradein::test;

namespace {

/// Gives its bytes a few at a time, as a slow pipe does.
class Dripping : public ByteSource {
 public:
  Dripping(std::string bytes, std::size_t step) : bytes_{std::move(bytes)}, step_{step} {}
  Result<std::size_t> read(std::span<char> into) override {
    const std::size_t count = std::min({into.size(), step_, bytes_.size() - at_});
    std::copy_n(bytes_.data() + at_, count, into.data());
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t step_;
  std::size_t at_ = 0;
};

/// Endless copies of one text, up to a number of bytes; nothing of it is kept.
class Repeated : public ByteSource {
 public:
  Repeated(std::string head, std::string text, std::size_t bytes)
      : head_{std::move(head)}, text_{std::move(text)}, left_{bytes} {}
  Result<std::size_t> read(std::span<char> into) override {
    std::size_t count = 0;
    while (count < into.size() && left_ > 0) {
      if (head_.empty()) head_ = text_;
      const std::size_t part = std::min({head_.size(), into.size() - count, left_});
      std::copy_n(head_.data(), part, into.data() + count);
      head_.erase(0, part);
      count += part;
      left_ -= part;
    }
    return count;
  }

 private:
  std::string head_;
  std::string text_;
  std::size_t left_;
};

std::vector<std::pair<std::uint64_t, std::string>> rows_of(std::unique_ptr<ByteSource> source,
                                                           Cutter::Rows rows) {
  Cutter cutter{std::move(source), "", rows, ',', 1};
  std::vector<std::pair<std::uint64_t, std::string>> all;
  Chunk chunk;
  while (*cutter.next(chunk))
    for (std::size_t i = 0; i < chunk.rows.size(); ++i)
      all.emplace_back(
          chunk.first_row + i,
          chunk.rows[i].fault == RowFault::too_long
              ? std::string{"too long"}
              : std::string{chunk.bytes.data() + chunk.rows[i].offset, chunk.rows[i].length});
  return all;
}

}  // namespace

TEST_CASE("Cutter: rows are the same however the bytes arrive", "[unit][batch]") {
  const std::string bytes = "a,b\r\n\r\n\"x\ny\",2\n3,4\r5,\"\"\"\"\r\n\"6\r\n7\"\r\nend";
  const auto whole = rows_of(bytes_in_memory(bytes), Cutter::Rows::table);
  REQUIRE(whole.size() == 7);
  CHECK(whole[2].second == "\"x\ny\",2");
  CHECK(whole[6].second == "end");
  for (std::size_t step = 1; step < 12; ++step)
    CHECK(rows_of(std::make_unique<Dripping>(bytes, step), Cutter::Rows::table) == whole);
}

TEST_CASE("Cutter: 64 KiB is the longest row, from both sides", "[unit][batch]") {
  const std::string longest(65'536, 'x');
  for (const auto rows : {Cutter::Rows::table, Cutter::Rows::lines}) {
    const auto good = rows_of(bytes_in_memory(longest + "\nnext\n"), rows);
    CHECK(good == decltype(good){{1, longest}, {2, "next"}});
    const auto bad = rows_of(bytes_in_memory(longest + "x\nnext\n"), rows);
    CHECK(bad == decltype(bad){{1, "too long"}, {2, "next"}});
    const auto huge = rows_of(
        std::make_unique<Dripping>(std::string(3'000'000, 'x') + "\r\nnext\r\n", 65'521), rows);
    CHECK(huge == decltype(huge){{1, "too long"}, {2, "next"}});
  }
}

TEST_CASE("Cutter: a quotation mark that nobody closes costs its own row only", "[unit][batch]") {
  const std::string filler = std::string(1'000, 'y') + "\n";
  std::string bytes = "1,a\n2,\"b\n3,c\n";
  for (int i = 0; i < 200; ++i) bytes += filler;
  const auto rows = rows_of(bytes_in_memory(bytes), Cutter::Rows::table);
  REQUIRE(rows.size() == 203);
  CHECK(rows[1].second == "2,\"b");
  CHECK(rows[2].second == "3,c");
}

TEST_CASE("a file of any size and a line of any length stay within two chunks", "[unit][batch]") {
  const std::string header = csv_header(sale(1)) + "\n";
  auto reader =
      open_batch(std::make_unique<Repeated>(header + "K1,\"", std::string(4'096, 'x'), 200'000'000),
                 "long", shipped_kinds(), context());
  REQUIRE(reader.has_value());
  Chunk chunk;
  Block block;
  std::size_t bytes_max = 0;
  std::size_t rows = 0;
  while (*(*reader)->next(chunk)) {
    (*reader)->parse(chunk, block);
    bytes_max = std::max(bytes_max, chunk.bytes.size() + block.bytes.size() + block.arena.bytes());
    for (const BatchRow& row : block.rows) {
      ++rows;
      CHECK(block.errors_of(row)[0].name() == "E-ROW-LONG");
    }
  }
  CHECK(rows == 1);
  CHECK(bytes_max < 8 * 1024 * 1024);
}

TEST_CASE("blocks may be parsed in any order and reused", "[unit][batch]") {
  std::vector<Row> rows;
  for (int i = 0; i < 9'000; ++i) rows.push_back(sale(i % 10));
  auto reader = open_batch(bytes_in_memory(csv(rows)), "many", shipped_kinds(), context());
  REQUIRE(reader.has_value());
  std::vector<Chunk> chunks;
  while (true) {
    Chunk chunk;
    if (!*(*reader)->next(chunk)) break;
    chunks.push_back(std::move(chunk));
  }
  REQUIRE(chunks.size() > 2);
  Block block;
  std::size_t count = 0;
  for (std::size_t i = chunks.size(); i-- > 0;) {
    (*reader)->parse(chunks[i], block);
    CHECK(block.sequence == i);
    for (const BatchRow& row : block.rows) CHECK(row.good());
    count += block.rows.size();
  }
  CHECK(count == rows.size());
}

TEST_CASE("split_row: quotes, doubled quotes and spaces around them", "[unit][batch]") {
  Arena arena;
  std::vector<std::string_view> cells;
  const auto split = [&](std::string_view row) {
    split_row(row, ',', arena, cells);
    return std::vector<std::string>{cells.begin(), cells.end()};
  };
  using Cells = std::vector<std::string>;
  CHECK(split("") == Cells{""});
  CHECK(split("a,b,") == Cells{"a", "b", ""});
  CHECK(split("\"a,b\", \"c\"\"d\" ,e") == Cells{"a,b", "c\"d", "e"});
  CHECK(split("5\" pipe,x") == Cells{"5\" pipe", "x"});
  CHECK(split("0123456789abcdef,0123456789abcdef,\"\"") ==
        Cells{"0123456789abcdef", "0123456789abcdef", ""});
}
