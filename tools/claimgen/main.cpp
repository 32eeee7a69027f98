// claimgen: any number of realistic claims from a seed, to standard output.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <memory>
#include <string>

#include "tools/claimgen/generator.hpp"
#include "tools/claimgen/writer.hpp"

namespace {

using namespace tradein::claimgen;

constexpr std::size_t block_bytes = 1U << 20;

std::string fault_list() {
  std::string text = "Faults (one claim in twenty has one of them):\n";
  for (const FaultInfo& info : faults) {
    text.append("  ").append(info.name);
    text.append(info.name.size() < 26 ? 26 - info.name.size() : 1, ' ').append(info.what);
    text.push_back('\n');
  }
  return text + "\nExample: claimgen --count 1000 --seed 7 --format csv > claims.csv";
}

bool flush(std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  text.clear();
  return written;
}

int generate(std::uint64_t count, const Generator& generator, Format format) {
  std::string text;
  text.reserve(block_bytes + 8192);
  write_header(format, text);
  const auto row = std::make_unique<Row>();
  for (std::uint64_t i = 0; i < count; ++i) {
    generator.make(i, *row);
    write_row(format, *row, text);
    if (text.size() >= block_bytes && !flush(text)) break;
  }
  const bool written = flush(text) && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
  if (!written) std::fputs("claimgen: standard output takes no more; free some space\n", stderr);
  return written ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) try {
  CLI::App app{"Made-up claims from a seed; the same arguments give the same bytes anywhere."};
  std::uint64_t count = 1000;
  std::uint64_t seed = 1;
  std::string retailer = "91370100MA00012378";
  Format format = Format::csv;
  const std::map<std::string, Format> formats{{"csv", Format::csv}, {"ndjson", Format::ndjson}};
  app.add_option("--count", count, "How many claims")->check(CLI::Range(0, 1'000'000'000));
  app.add_option("--seed", seed, "Another seed gives other claims");
  app.add_option("--format", format, "csv or ndjson")
      ->transform(CLI::Transformer(formats))
      ->type_name("csv|ndjson");
  app.add_option("--retailer", retailer, "USCC of the retailer that issues the invoices")
      ->check(CLI::Validator(
          [](std::string& text) {
            return text.size() == 18 ? std::string{} : std::string{"a USCC has 18 signs"};
          },
          "USCC"));
  app.footer(fault_list());
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return generate(count, Generator{seed, retailer}, format);
} catch (const std::exception& error) {
  std::fprintf(stderr, "claimgen: %s\n", error.what());
  return 70;
}
