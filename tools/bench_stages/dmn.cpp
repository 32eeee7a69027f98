// bench_dmn TEST.xml|FOLDER [ROUNDS]: how fast a model of the DMN compatibility kit is evaluated,
// on one thread. Of a folder, as the kit's own, the models that look like ours: chapter 11's and
// lending's.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "adapters/rulefiles/dmn/dmn_file.hpp"
#include "adapters/rulefiles/dmn/tck_xml.hpp"
#include "adapters/rulefiles/dmn/zone_files.hpp"
#include "engine/dmn/compiled_model.hpp"

namespace {

using namespace tradein;

/// CPU time of this thread: other work on the machine is not counted.
std::int64_t cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

int failed(const Error& error) {
  fmt::print(stderr, "bench_dmn: {} {} {}\n", error.code, error.place, error.what.en);
  return 1;
}

/// Every decision that the file's cases ask for, `rounds` times; each must give what the kit
/// expects.
int run(const std::filesystem::path& path, std::int64_t rounds) {
  const auto zones = zone_files();
  const auto bytes = read_whole_file(path);
  if (!bytes) return failed(bytes.error());
  const auto file = read_tck_xml(*bytes, path.string(), zones.get());
  if (!file) return failed(file.error());
  const auto definitions = load_dmn_file(path.parent_path() / file->model);
  if (!definitions) return failed(definitions.error());
  const auto model = dmn::CompiledModel::compile(*definitions, zones.get());
  if (!model) return failed(model.error());
  std::int64_t evaluations = 0, wrong = 0;
  const std::int64_t begun = cpu_ns();
  for (std::int64_t round = 0; round < rounds; ++round) {
    for (const TckCase& each : file->cases) {
      for (const TckResult& result : each.results) {
        feel::Run once{zones.get(), std::nullopt};
        const auto value = model->evaluate_decision(result.name, each.inputs, once);
        wrong += value && tck_matches(result.expected, *value) ? 0 : 1;
        ++evaluations;
      }
    }
  }
  const std::int64_t spent = cpu_ns() - begun;
  if (evaluations == 0 || spent == 0) return 1;
  fmt::print("{}: {} decisions, {} wrong, {} ns each, {} a second\n", path.stem().string(),
             evaluations, wrong, spent / evaluations, evaluations * 1'000'000'000 / spent);
  return wrong == 0 ? 0 : 1;
}

/// The test files of a folder that are worth timing, or the one file.
std::vector<std::filesystem::path> wanted_files(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_directory(path, failure)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{path, failure}) {
    const std::string folder = entry.path().parent_path().filename().string();
    const std::string name = entry.path().filename().string();
    const bool alike = folder.find("chapter-11") != std::string::npos ||
                       folder.find("lending") != std::string::npos ||
                       folder.find("loan") != std::string::npos;
    if (alike && name.find("-test-") != std::string::npos && name.ends_with(".xml"))
      files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

int run_all(const std::filesystem::path& path, std::int64_t rounds) {
  const auto files = wanted_files(path);
  int worst = files.empty() ? 1 : 0;
  if (files.empty()) std::fputs("bench_dmn: the folder has none of these models\n", stderr);
  for (const auto& file : files) worst = std::max(worst, run(file, rounds));
  return worst;
}

}  // namespace

int main(int argc, char** argv) {
  std::int64_t rounds = 1'000;
  const std::string_view wanted = argc == 3 ? argv[2] : "1000";
  const auto read = std::from_chars(wanted.data(), wanted.data() + wanted.size(), rounds);
  if (argc < 2 || argc > 3 || read.ec != std::errc{} || read.ptr != wanted.data() + wanted.size() ||
      rounds < 1) {
    std::fputs("usage: bench_dmn TEST.xml|FOLDER [ROUNDS]\n", stderr);
    return 2;
  }
  try {
    return run_all(argv[1], rounds);
  } catch (const std::exception& failure) {
    std::fputs(failure.what(), stderr);
    return 1;
  }
}
