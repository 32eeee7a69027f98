// bench_stages: what the stages of deciding a claim cost, each on one thread, in microseconds of
// CPU.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "adapters/batch/batch_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "engine/base/siphash.hpp"
#include "engine/decision/decide.hpp"
#include "engine/decision/history_table.hpp"
#include "tools/tradein/rule_files.hpp"

namespace {

using namespace tradein;

/// CPU time of this thread: other work on the machine is not counted.
std::int64_t cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

struct Stage {
  std::int64_t spent_ns = 0;
  template <class Work>
  void time(Work&& work) {
    const std::int64_t begun = cpu_ns();
    work();
    spent_ns += cpu_ns() - begun;
  }
};

struct Counts {
  std::uint64_t rows = 0, decided = 0, approved = 0, ruled = 0, findings = 0;
};

struct Stages {
  Stage digest, cut, parse, pseudonyms, rules, decide, entry_digest;
  Counts counts;
};

/// The claims of a block as rules see them: personal keys are keyed digests, other personal fields
/// are absent.
class FactMaker {
 public:
  void make(const Block& block) {
    facts_.clear();
    slots_.clear();
    digests_.clear();
    std::size_t needed = 0;
    std::size_t digests = 0;
    for (const BatchRow& row : block.rows) {
      if (!row.good()) continue;
      needed += row.kind->slot_count();
      digests += row.kind->fields.size();
    }
    slots_.reserve(needed);
    digests_.reserve(digests);
    for (const BatchRow& row : block.rows) {
      if (row.good()) add(row);
    }
  }
  [[nodiscard]] const std::vector<Facts>& facts() const { return facts_; }

 private:
  void add(const BatchRow& row) {
    const Kind& kind = *row.kind;
    const std::size_t first = slots_.size();
    slots_.insert(slots_.end(), row.slots, row.slots + kind.slot_count());
    for (std::size_t i = 0; i < kind.fields.size(); ++i) {
      Slot& slot = slots_[first + i];
      if (kind.fields[i].privacy == Privacy::none || !slot.present()) continue;
      if (!is_pseudonym(kind.fields[i])) {
        slot = Slot{};
        continue;
      }
      const Digest128 digest = siphash128(key_, slot.text());
      auto& bytes = digests_.emplace_back();
      std::memcpy(bytes.data(), &digest, bytes.size());
      slot = Slot::of_text({bytes.data(), bytes.size()});
    }
    facts_.push_back({&kind, {slots_.data() + first, kind.slot_count()}});
  }

  SipKey key_{1, 2};
  std::vector<Slot> slots_;
  std::vector<std::array<char, sizeof(Digest128)>> digests_;
  std::vector<Facts> facts_;
};

/// The rules alone, on claims that a programme is in force for; findings are kept, a decision for
/// each.
class RulesAlone {
 public:
  void prepare(const std::vector<Facts>& facts, Decider& decider) {
    claims_.clear();
    decisions_.resize(std::max(decisions_.size(), facts.size()));
    for (const Facts& claim : facts) {
      Decision& decision = decisions_[claims_.size()];
      decider.apply_rules(claim, decision);
      if (decision.programme != nullptr) claims_.push_back(claim);
    }
  }
  void run(Decider& decider) {
    for (std::size_t i = 0; i < claims_.size(); ++i) decider.apply_rules(claims_[i], decisions_[i]);
  }
  void count(Counts& counts) const {
    counts.ruled += claims_.size();
    for (std::size_t i = 0; i < claims_.size(); ++i)
      counts.findings += decisions_[i].findings.size();
  }

 private:
  std::vector<Facts> claims_;
  std::vector<Decision> decisions_;
};

void decide_all(const std::vector<Facts>& facts, Decider& decider, HistoryTable& history,
                Draft& draft, Counts& counts) {
  for (const Facts& claim : facts) {
    decider.examine(claim, draft);
    conclude(draft, history);
    if (draft.decision.outcome == Outcome::approved) {
      hold(draft, counts.decided, history);
      ++counts.approved;
    }
    ++counts.decided;
  }
}

Result<Stages> measure(const std::string& file, const std::string& retailer,
                       const std::string& rules_folder) {
  const auto rules =
      tool::load_rules({.rules = rules_folder, .schemas = {}, .as_of = {}}, Language::en);
  if (!rules) return std::unexpected(rules.error());
  Stages stages;
  crypto::Sha256 sha;
  const IntakeContext context{.retailer = retailer, .received_on = (*rules)->as_of};
  auto source = open_file(file);
  if (!source) return std::unexpected(source.error());
  auto reader = open_batch(std::move(*source), file, (*rules)->kinds, context);
  if (!reader) return std::unexpected(reader.error());

  Decider decider{*(*rules)->book, SipKey{3, 4}};
  PlainHistoryMemory memory;
  HistoryTable history{memory};
  Draft draft;
  FactMaker facts;
  RulesAlone rules_alone;
  Chunk chunk;
  Block block;
  Result<bool> more = true;
  for (;;) {
    stages.cut.time([&] { more = (*reader)->next(chunk); });
    if (!more) return std::unexpected(more.error());
    if (!*more) return stages;
    stages.digest.time([&] { static_cast<void>(sha.hash({chunk.bytes.data(), chunk.size})); });
    stages.parse.time([&] { (*reader)->parse(chunk, block); });
    stages.counts.rows += block.rows.size();
    stages.pseudonyms.time([&] { facts.make(block); });
    rules_alone.prepare(facts.facts(), decider);
    stages.rules.time([&] { rules_alone.run(decider); });
    rules_alone.count(stages.counts);
    stages.decide.time([&] { decide_all(facts.facts(), decider, history, draft, stages.counts); });
    stages.entry_digest.time([&] {
      const std::string_view bytes{block.bytes.data(),
                                   std::min<std::size_t>(block.bytes.size(), 500)};
      for (std::size_t i = 0; i < block.rows.size(); ++i) static_cast<void>(sha.hash(bytes));
    });
  }
}

void print(const Stages& stages) {
  const auto each = [&](const char* name, const Stage& stage, std::uint64_t of) {
    const std::int64_t claims = of == 0 ? 1 : static_cast<std::int64_t>(of);
    const std::int64_t thousandths = stage.spent_ns / claims;
    fmt::print("{} {}.{:03}\n", name, thousandths / 1000, thousandths % 1000);
  };
  const Counts& counts = stages.counts;
  fmt::print("rows {}\ndecided {}\napproved {}\n", counts.rows, counts.decided, counts.approved);
  each("reference", stages.digest, counts.rows);
  each("cut", stages.cut, counts.rows);
  each("parse", stages.parse, counts.rows);
  each("pseudonyms", stages.pseudonyms, counts.decided);
  each("rules", stages.rules, counts.ruled);
  fmt::print("ruled {}\nfindings {}\n", counts.ruled, counts.findings);
  if (stages.rules.spent_ns > 0)
    fmt::print("rules-a-second {}\n",
               static_cast<std::int64_t>(counts.ruled) * 1'000'000'000 / stages.rules.spent_ns);
  each("decide", stages.decide, counts.decided);
  each("entry-digest", stages.entry_digest, counts.rows);
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 3 || argc > 4) {
    fmt::print(stderr, "usage: bench_stages FILE RETAILER [RULES]\n");
    return 2;
  }
  const auto stages = measure(argv[1], argv[2], argc == 4 ? argv[3] : "");
  if (!stages) {
    const Error& error = stages.error();
    fmt::print(stderr, "bench_stages: {} {}: {}\n", error.code, error.place, error.what.en);
    return 3;
  }
  print(*stages);
  return 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "bench_stages: {}\n", error.what());
  return 70;
}
