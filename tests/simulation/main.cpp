// The intake service in a simulated world: many runs, each from one seed, each the same when it is
// run again. A seed that fails is printed with its last events, and shown whole by
//     build/tests/simulate --seeds N-N --trace
//
// Real: framing, sessions and their limits (wire::SessionState), the desk with its queue, groups,
// refusals and ops (tool::ServiceDesk, on the caller's thread), claim parsing, decisions, the
// history and its files, the log's writer, tree, signatures and receipts, opening a store
// and catching up, and the rule files.
// Simulated: sockets and TLS (Link, Front), clients, both clocks, and the disk behind the ports
// Store and Anchor. The store has no vault. The SQLite store and the real files have
// tests/integration/faults and service/kill_loop.
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "adapters/crypto/ed25519.hpp"
#include "engine/base/assert.hpp"
#include "tests/simulation/simulation.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::simulation;

namespace {

struct Options {
  std::uint64_t first = 1, last = 200, steps = 400;
  bool trace = false;
};

constexpr std::uint64_t twice_every = 16;  // seeds that are run again and must do the same
char seed_text[64] = "";

/// An assertion of the product ends the process; the seed is to be known all the same.
extern "C" void on_abort(int) {
  const ssize_t written = ::write(STDERR_FILENO, seed_text, std::strlen(seed_text));
  static_cast<void>(written);
}

bool read_number(std::string_view text, std::uint64_t& out) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size();
}

bool read_options(int count, char** words, Options& out) {
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const std::string_view value = i + 1 < count ? words[i + 1] : "";
    if (word == "--trace") {
      out.trace = true;
    } else if (word == "--steps") {
      if (!read_number(value, out.steps)) return false;
      ++i;
    } else if (word == "--seeds") {
      const auto dash = value.find('-');
      if (dash == std::string_view::npos || !read_number(value.substr(0, dash), out.first) ||
          !read_number(value.substr(dash + 1), out.last))
        return false;
      ++i;
    } else {
      return false;
    }
  }
  return out.first <= out.last;
}

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// One kind of claims and one pack, as the shipped ones take most of a run's time to be read.
Setting make_setting(const std::filesystem::path& folder) {
  const std::filesystem::path source{TRADEIN_SOURCE_DIR};
  std::filesystem::create_directories(folder / "schemas/claims");
  std::filesystem::create_directories(folder / "rules");
  for (const char* const name : {"common.json", "digital.json"})
    std::filesystem::copy_file(source / "schemas/claims" / name, folder / "schemas/claims" / name);
  Setting out;
  std::ifstream samples{source / "tests/data/digital.ndjson", std::ios::binary};
  std::ifstream outcomes{source / "tests/golden/digital.ndjson.answers", std::ios::binary};
  for (std::string line, outcome; std::getline(samples, line);) {
    std::getline(outcomes, outcome);
    const bool has_all = outcome.find("\tinvalid\t") == std::string::npos &&
                         line.find("\"serial_no\":\"") != std::string::npos &&
                         line.find("\"model\":\"") != std::string::npos &&
                         line.find("\"claim_id\":\"") != std::string::npos;
    if (has_all) out.samples.push_back(line);
  }
  out.rules_folder = (folder / "rules").string();
  out.pack = file_text(source / "rules/nation/2025/digital.yaml");
  constexpr std::string_view cap = R"(value: "500")";
  const auto at = out.pack.find(cap);
  TRADEIN_ASSERT(at != std::string::npos);
  out.other_pack = std::string{out.pack}.replace(at, cap.size(), R"(value: "300")");
  out.keys.pseudonym_key.fill(1);
  out.keys.history_key.fill(2);
  out.keys.signing_secret.fill(3);
  out.keys.signing_public = crypto::ed25519_public(out.keys.signing_secret).value();
  out.keys.origin = "simulation";
  return out;
}

/// The digest; empty where the seed fails, which is told.
std::string run_seed(std::uint64_t seed, const Options& options, const Setting& setting,
                     bool tells) {
  std::snprintf(seed_text, sizeof seed_text, "in seed %llu\n",
                static_cast<unsigned long long>(seed));
  Trace trace{options.trace && tells};
  Simulation simulation{seed, setting, trace};
  try {
    simulation.run(options.steps);
  } catch (const Broken& broken) {
    std::string lines;
    for (const std::string& line : trace.last_lines()) lines += "  " + line + "\n";
    std::fputs(fmt::format("seed {} FAILS: {}\nits last events:\n{}again: simulate --seeds {}-{} "
                           "--steps {} --trace\n",
                           seed, broken.what(), lines, seed, seed, options.steps)
                   .c_str(),
               stderr);
    return "";
  }
  const std::string digest = trace.digest();
  const Promises& promises = simulation.promises();
  if (tells)
    std::fputs(fmt::format("seed {}: {}  {} entries, {} starts, {} claims acknowledged, {} again, "
                           "{} conflicts, {} refused for now\n",
                           seed, digest, simulation.entries(), simulation.starts(),
                           promises.acknowledged(), promises.repeated(), promises.conflicts(),
                           promises.refused())
                   .c_str(),
               stdout);
  return digest;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  if (!read_options(count, words, options)) {
    std::fputs("usage: simulate [--seeds A-B] [--steps N] [--trace]\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, on_abort);
  const TemporaryFolder folder;
  const Setting setting = make_setting(folder.path());
  std::filesystem::current_path(folder.path());  // where schemas are looked for
  for (std::uint64_t seed = options.first; seed <= options.last; ++seed) {
    const std::string digest = run_seed(seed, options, setting, true);
    if (digest.empty()) return 1;
    if (seed % twice_every == 0 && run_seed(seed, options, setting, false) != digest) {
      std::fputs(fmt::format("seed {} FAILS: it went otherwise a second time\n", seed).c_str(),
                 stderr);
      return 1;
    }
  }
  return 0;
}
