#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "adapters/batch/batch_file.hpp"
#include "adapters/crypto/sha256.hpp"
#include "adapters/rulefiles/kind_files.hpp"
#include "adapters/rulefiles/tree_file.hpp"
#include "engine/decision/admission.hpp"
#include "engine/decision/decide.hpp"
#include "engine/policy/book.hpp"
#include "tests/support/catch.hpp"

namespace tradein {
namespace {

namespace fs = std::filesystem;

constexpr SipKey any_key{1, 2};
const Date long_after = Date::from_days(20'605);  // 2026-06-01: all packs here are published

/// The plainest history there can be.
class MapHistory : public History {
 public:
  [[nodiscard]] std::uint64_t find(const Digest128& key) const noexcept override {
    const auto found = values_.find({key.high, key.low});
    return found == values_.end() ? 0 : found->second;
  }
  void put(const Digest128& key, std::uint64_t value, std::uint64_t) override {
    values_[{key.high, key.low}] = value;
  }
  void prefetch(const Digest128&) const noexcept override {}

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> values_;
};

HashHex sha256() {
  return [hash = std::make_shared<crypto::Sha256>()](std::string_view bytes) {
    std::string hex;
    for (const std::uint8_t byte : hash->hash(bytes)) hex += fmt::format("{:02x}", byte);
    return hex;
  };
}

const KindSet& kinds() {
  static const KindSet set = [] {
    auto read = load_kinds({fs::path{TRADEIN_SOURCE_DIR} / "schemas/claims"});
    REQUIRE(read.has_value());
    return std::move(*read);
  }();
  return set;
}

std::vector<Pack> shipped_packs() {
  std::vector<Pack> packs;
  for (const auto& item :
       fs::recursive_directory_iterator{fs::path{TRADEIN_SOURCE_DIR} / "rules"}) {
    const std::string name = item.path().filename().string();
    if (!name.ends_with(".yaml") || name.ends_with(".test.yaml")) continue;
    const auto tree = read_tree(item.path());
    CAPTURE(item.path());
    REQUIRE(tree.has_value());
    PackReading reading = read_pack(*tree);
    for (const Problem& problem : reading.problems)
      FAIL_CHECK(problem.code << ' ' << problem.text.en);
    packs.push_back(std::move(reading.pack));
  }
  return packs;
}

/// A row's answer as one line: row, claim, outcome, amount, programme, reasons or errors.
std::string line_of(const BatchRow& row, std::string_view outcome, Money amount,
                    std::string_view programme, const std::vector<std::string>& codes) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", row.number, row.claim_id, outcome, to_yuan(amount),
                     programme.empty() ? "-" : programme,
                     codes.empty() ? "-" : fmt::format("{}", fmt::join(codes, " ")));
}

class Desk {
 public:
  Desk(const Book& book, std::string retailer)
      : retailer_{std::move(retailer)}, decider_{book, any_key} {}

  std::string answer(const Block& block, const BatchRow& row) {
    if (!row.good()) {
      std::vector<std::string> codes;
      for (const RowError& error : block.errors_of(row))
        codes.push_back(fmt::format("{}:{}", error.name(), error.column));
      return line_of(row, "invalid", {}, {}, codes);
    }
    const Claim claim = block.claim_of(row);
    std::string content;
    append_content(claim, content);
    const Digest128 digest = siphash128(any_key, content);
    ticket_ = admission_ticket(any_key, retailer_, claim.claim_id(),
                               {reinterpret_cast<const char*>(&digest), sizeof digest});
    const Admission admission = admit(ticket_, history_).admission;
    if (admission == Admission::repeated) return line_of(row, "repeated", {}, {}, {});
    if (admission == Admission::conflict)
      return line_of(row, "invalid", {}, {}, {"E-KEY-CONFLICT"});
    return decide(row, claim);
  }

 private:
  std::string decide(const BatchRow& row, const Claim& claim) {
    decider_.examine({&claim.kind(), claim.slots()}, draft_);
    conclude(draft_, history_);
    const Decision& decision = draft_.decision;
    hold(draft_, entry_, history_);
    remember(ticket_, entry_++, decision.outcome == Outcome::returned, history_);
    std::vector<std::string> codes;
    for (const Reason& reason : reasons_of(decision, claim.kind())) codes.push_back(reason.code);
    const Programme* programme = decision.programme;
    return line_of(row, name(decision.outcome), decision.granted(),
                   programme == nullptr ? "" : programme->rules.pack.id, codes);
  }

  std::string retailer_;
  Decider decider_;
  AdmissionTicket ticket_;
  MapHistory history_;
  Draft draft_;
  std::uint64_t entry_ = 0;
};

std::string answers_of(const std::string& file, const std::string& retailer, const Book& book) {
  const IntakeContext context{retailer, long_after};
  auto source = open_file(fs::path{TRADEIN_SOURCE_DIR} / "tests/data" / file);
  REQUIRE(source.has_value());
  const auto reader = open_batch(std::move(*source), file, kinds(), context);
  REQUIRE(reader.has_value());
  Desk desk{book, retailer};
  Chunk chunk;
  Block block;
  std::string out;
  for (auto more = (*reader)->next(chunk); more.has_value() && *more;
       more = (*reader)->next(chunk)) {
    (*reader)->parse(chunk, block);
    for (const BatchRow& row : block.rows) out += desk.answer(block, row);
  }
  return out;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

std::string text_of(const fs::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

}  // namespace

TEST_CASE("shipped packs: no problem on any day that a pack was published", "[golden][rules]") {
  const auto packs = shipped_packs();
  std::set<Date> days{long_after};
  for (const Pack& pack : packs) days.insert(pack.in_force.published);
  for (const Date day : days) {
    CAPTURE(to_iso(day));
    for (const Problem& problem : build_book(packs, kinds(), day, sha256()).problems)
      FAIL_CHECK(problem.code << ' ' << problem.text.en);
  }
}

// `TRADEIN_REWRITE_GOLDEN=1 build/tests/golden_test` rewrites the answers; the commit says why they
// changed.
TEST_CASE("sample batches: each row is answered as before", "[golden][rules]") {
  const auto [file, retailer] = GENERATE(table<std::string, std::string>({
      {"appliance-chain.csv", "91370100MAX164NEQ4"},
      {"digital.ndjson", "91370200MA7FAF4JDF"},
      {"car-dealer.csv", "91350100MAMW5RY937"},
      {"renovation.csv", "91140100MAKGNB45Q2"},
  }));
  const auto building = build_book(shipped_packs(), kinds(), long_after, sha256());
  REQUIRE(building.book != nullptr);
  const std::string answers = answers_of(file, retailer, *building.book);
  const fs::path golden = fs::path{TRADEIN_SOURCE_DIR} / "tests/golden" / (file + ".answers");
  if (std::getenv("TRADEIN_REWRITE_GOLDEN") != nullptr)
    std::ofstream{golden, std::ios::binary} << answers;
  CAPTURE(file);
  CHECK(lines(answers) == lines(text_of(golden)));
}

}  // namespace tradein
