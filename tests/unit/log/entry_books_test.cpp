#include "engine/log/entry_books.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

/// A log of made-up entries, whose complaints are written `entry code`.
class Log {
 public:
  Log& add(const std::string& text) {
    entries_.push_back(text);
    CanonicalReader in{entries_.back()};
    EntryHead head;
    REQUIRE(read_entry_head(in, head));
    const std::uint64_t number = entries_.size() - 1;
    books_.take(number, head, [&](const std::string& code, const Text& what) {
      CHECK_FALSE(what.zh.empty());
      CHECK_FALSE(what.en.empty());
      complaints_ += (complaints_.empty() ? "" : ", ") + std::to_string(number) + " " + code;
    });
    return *this;
  }
  Log& batch(const std::string& retailer, int at = 1'000) {
    return add(R"({"at":)" + std::to_string(at) + R"(,"k":"batch","retailer":")" + retailer +
               "\"}");
  }
  Log& claim(int batch, const std::string& retailer, const std::string& id,
             const std::string& outcome, int amount = 0, int corrects = -1) {
    return add(R"({"amount":)" + std::to_string(amount) + R"(,"batch":)" + std::to_string(batch) +
               R"(,"claim_id":")" + id + "\"" +
               (corrects < 0 ? "" : ",\"corrects\":" + std::to_string(corrects)) +
               R"(,"k":"claim","outcome":")" + outcome + R"(","retailer":")" + retailer + "\"}");
  }
  /// approved, rejected, review, returned, invalid, repeated
  Log& end(int batch, int amount, const std::array<int, 6>& counts, int rows) {
    return add(R"({"amount":)" + std::to_string(amount) + R"(,"approved":)" +
               std::to_string(counts[0]) + R"(,"batch":)" + std::to_string(batch) +
               R"(,"invalid":)" + std::to_string(counts[4]) + R"(,"k":"batch-end","rejected":)" +
               std::to_string(counts[1]) + R"(,"repeated":)" + std::to_string(counts[5]) +
               R"(,"returned":)" + std::to_string(counts[3]) + R"(,"review":)" +
               std::to_string(counts[2]) + R"(,"rows":)" + std::to_string(rows) + "}");
  }
  [[nodiscard]] const std::string& complaints() const { return complaints_; }

 private:
  EntryBooks books_{nullptr};
  std::vector<std::string> entries_;
  std::string complaints_;
};

}  // namespace

TEST_CASE("entry_books: an honest log, with two batches at once and a correction", "[log]") {
  Log log;
  log.batch("A")                               // 0
      .claim(0, "A", "K1", "approved", 300)    // 1
      .batch("B")                              // 2: another connection
      .claim(2, "B", "K1", "rejected")         // 3: another retailer's K1
      .claim(0, "A", "K2", "returned")         // 4
      .end(0, 300, {1, 0, 0, 1, 2, 5}, 9)      // 5
      .claim(2, "B", "K2", "review")           // 6
      .batch("A", 1'001)                       // 7
      .claim(7, "A", "K2", "returned", 0, 4)   // 8: corrected, and returned again
      .claim(7, "A", "K2", "approved", 50, 8)  // 9
      .end(7, 50, {1, 0, 0, 1, 0, 0}, 2);      // 10; batch 2 was interrupted
  CHECK(log.complaints().empty());
}

TEST_CASE("entry_books: a batch's counts and sum are those of its entries", "[log]") {
  const auto complaints = [](int amount, std::array<int, 6> counts, int rows) {
    Log log;
    log.batch("A").claim(0, "A", "K1", "approved", 300).claim(0, "A", "K2", "rejected");
    return log.end(0, amount, counts, rows).complaints();
  };
  CHECK(complaints(300, {1, 1, 0, 0, 0, 0}, 2).empty());
  CHECK(complaints(301, {1, 1, 0, 0, 0, 0}, 2) == "3 V-BATCH-SUM");
  CHECK(complaints(299, {1, 1, 0, 0, 0, 0}, 2) == "3 V-BATCH-SUM");
  CHECK(complaints(300, {2, 1, 0, 0, 0, 0}, 3) == "3 V-BATCH-SUM");
  CHECK(complaints(300, {1, 0, 1, 0, 0, 0}, 2) == "3 V-BATCH-SUM, 3 V-BATCH-SUM");
  CHECK(complaints(300, {1, 1, 0, 0, 1, 0}, 2) == "3 V-BATCH-SUM");  // rows are one short
  CHECK(complaints(300, {1, 1, 0, 0, 1, 3}, 6).empty());
}

TEST_CASE("entry_books: a claim belongs to an open batch of its retailer", "[log]") {
  CHECK(Log{}.claim(0, "A", "K1", "rejected").complaints() == "0 V-BATCH");
  Log other;
  CHECK(other.batch("A").claim(0, "B", "K1", "rejected").complaints() == "1 V-BATCH");
  Log ended;
  ended.batch("A").end(0, 0, {0, 0, 0, 0, 0, 0}, 0).claim(0, "A", "K1", "rejected");
  CHECK(ended.complaints() == "2 V-BATCH");
  Log twice;
  twice.batch("A").end(0, 0, {0, 0, 0, 0, 0, 0}, 0).end(0, 0, {0, 0, 0, 0, 0, 0}, 0);
  CHECK(twice.complaints() == "2 V-BATCH");
  Log often;
  often.claim(9, "A", "K1", "rejected").claim(9, "A", "K2", "rejected");
  CHECK(often.complaints() == "0 V-BATCH");  // one complaint a batch
}

TEST_CASE("entry_books: a claim is decided once, again only when it was returned", "[log]") {
  const auto second = [](const std::string& first, const std::string& id, int corrects) {
    Log log;
    log.batch("A").claim(0, "A", "K1", first).claim(0, "A", "K2", "returned");
    return log.claim(0, "A", id, "rejected", 0, corrects).complaints();
  };
  CHECK(second("returned", "K1", 1).empty());
  CHECK(second("returned", "K1", -1) == "3 V-CLAIM-TWICE");
  CHECK(second("rejected", "K1", -1) == "3 V-CLAIM-TWICE");
  CHECK(second("rejected", "K1", 1) == "3 V-CORRECTS");  // it was final
  CHECK(second("returned", "K1", 2) == "3 V-CORRECTS");  // another claim's entry
  CHECK(second("returned", "K3", 1) == "3 V-CORRECTS");  // it has no entry yet
  Log stale;
  stale.batch("A").claim(0, "A", "K1", "returned").claim(0, "A", "K1", "returned", 0, 1);
  CHECK(stale.claim(0, "A", "K1", "approved", 5, 1).complaints() == "3 V-CORRECTS");
}

TEST_CASE("entry_books: only an approved claim has an amount", "[log]") {
  const auto complaints = [](const std::string& outcome, int amount) {
    Log log;
    return log.batch("A").claim(0, "A", "K1", outcome, amount).complaints();
  };
  CHECK(complaints("approved", 0).empty());
  CHECK(complaints("approved", 1).empty());
  CHECK(complaints("approved", -1) == "1 V-AMOUNT");
  CHECK(complaints("rejected", 1) == "1 V-AMOUNT");
  CHECK(complaints("returned", 1) == "1 V-AMOUNT");
  CHECK(complaints("review", 1) == "1 V-AMOUNT");
  CHECK(complaints("note", 0) == "1 V-AMOUNT");
}

TEST_CASE("entry_books: time never goes back, and kinds are known", "[log]") {
  Log log;
  log.batch("A", 1'000).batch("A", 1'000).batch("A", 999).batch("A", 1'001);
  CHECK(log.complaints() == "2 V-TIME");
  CHECK(Log{}.add(R"({"k":"made-up"})").complaints() == "0 V-ENTRY-KIND");
  CHECK(Log{}.add(R"({"n":0})").complaints() == "0 V-ENTRY-KIND");
  for (const char* kind : {"reveal", "personal-data", "key"})
    CHECK(Log{}.add(std::string{R"({"k":")"} + kind + "\"}").complaints().empty());
}

TEST_CASE("entry_books: remembers more claims than its first table has room for", "[log]") {
  Log log;
  log.batch("A");
  for (int i = 0; i < 5'000; ++i) log.claim(0, "A", "K" + std::to_string(i), "rejected");
  CHECK(log.complaints().empty());
  CHECK(log.claim(0, "A", "K4321", "rejected").complaints() == "5001 V-CLAIM-TWICE");
}
