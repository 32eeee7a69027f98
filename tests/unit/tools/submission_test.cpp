// A file's lines in flight: what is sent, sent again, and handed over.
#include "tools/tradein/submission.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace tradein;
using namespace tradein::tool;

namespace {

const Submission::Time noon{};

std::string approved(const std::string& claim_id) {
  return R"({"row":1,"claim_id":")" + claim_id +
         R"(","outcome":"approved","amount":"12.30","programme":"p-2025","entry":7,"rules":"sha256:ab","reasons":[]})";
}
std::string invalid(const std::string& code) {
  return R"({"row":1,"claim_id":"X","outcome":"invalid","amount":"0.00","reasons":[],"errors":[{"code":")" +
         code + R"(","column":"price","cell":"","zh":"错","en":"wrong","fix":"改"}]})";
}
const std::string busy = R"({"row":1,"claim_id":"A","error":{"code":"E-BUSY","retry_after":2}})";

/// A file of rows 2, 3 …, and everything that came of it.
struct Desk final : Submission::Taker {
  std::vector<ClaimLine> file;
  std::size_t at = 0;
  std::vector<std::string> told;
  Submission submission;

  explicit Desk(std::vector<ClaimLine> lines, Submission::Wishes wishes = {})
      : file{std::move(lines)},
        submission{[this](ClaimLine& line) -> Result<bool> {
                     if (at == file.size()) return false;
                     line = file[at++];
                     return true;
                   },
                   wishes, *this} {}
  Result<void> row(const RowAnswer& answer) override {
    std::string text = std::to_string(answer.row) + " " + answer.claim_id + " ";
    text += outcome_name(answer);
    for (const RowError& error : answer.errors) (text += " ") += error.name();
    for (const Reason& reason : answer.reasons) (text += " ") += reason.code;
    told.push_back(text);
    return {};
  }
  Result<void> receipt(const std::string& claim_id, const std::string& text) override {
    told.push_back("receipt " + claim_id + " " + text);
    return {};
  }
  std::string sent(Submission::Time now = noon, std::size_t window = 10) {
    std::string out;
    REQUIRE(submission.append_lines(window, now, out).has_value());
    return out;
  }
  std::string came(const std::string& line) {
    const auto taken = submission.answer(line, noon);
    return taken ? "" : taken.error().code;
  }
};

ClaimLine good(std::uint64_t row, const std::string& id) {
  return {row, id, "{" + id + "}", {}, {}};
}
ClaimLine bad(std::uint64_t row, const std::string& id) {
  return {row, id, "{" + id + "}", "raw", {make_row_error(RowErrorCode::row_quote, "", {})}};
}

}  // namespace

TEST_CASE("submission: rows are handed over in the file's order, with its numbers",
          "[unit][wire]") {
  Desk desk{{good(2, "A"), good(4, "B"), good(5, "C")}};
  CHECK(desk.sent(noon, 2) == "{A}\n{B}\n");
  CHECK(desk.came(busy).empty());
  CHECK(desk.came(approved("B")).empty());
  CHECK(desk.told.empty());
  CHECK(desk.sent(noon + std::chrono::milliseconds{1'999}) == "");
  CHECK(desk.sent(noon + std::chrono::seconds{2}) == "{A}\n{C}\n");
  CHECK(desk.came(approved("A")).empty());
  CHECK(desk.told == std::vector<std::string>{"2 A approved", "4 B approved"});
  CHECK_FALSE(desk.submission.finished());
  CHECK(desk.came(approved("C")).empty());
  CHECK(desk.submission.finished());
  CHECK(desk.told.back() == "5 C approved");
  CHECK(desk.submission.counts().approved == 3);
  CHECK(desk.submission.counts().amount == Money::from_fen(3 * 1230));
}

TEST_CASE("submission: what a broken connection left is sent again in its order", "[unit][wire]") {
  Desk desk{{good(2, "A"), good(3, "B"), good(4, "C")}};
  desk.sent();
  CHECK(desk.came(approved("A")).empty());
  desk.submission.broken();
  CHECK(desk.sent() == "{B}\n{C}\n");
  CHECK(desk.came(approved("B")).empty());
  CHECK(desk.came(approved("C")).empty());
  CHECK(desk.told.size() == 3);
  CHECK(desk.submission.answered() == 3);
}

TEST_CASE("submission: the batch's receipt is asked for once every row is answered",
          "[unit][wire]") {
  Desk desk{{good(2, "A"), good(3, "B")}, {.batch_receipt = true}};
  CHECK(desk.sent() == "{A}\n{B}\n");
  CHECK(desk.came(approved("A")).empty());
  CHECK(desk.sent() == "");
  CHECK(desk.came(approved("B")).empty());
  CHECK_FALSE(desk.submission.finished());
  CHECK(desk.sent() == "{\"op\":\"batch-end\"}\n");
  CHECK_FALSE(desk.submission.finished());
  desk.submission.broken();
  CHECK(desk.sent() == "{\"op\":\"batch-end\"}\n");
  CHECK(desk.came(R"({"row":3,"op":"batch-end","rows":2,"entry":7,"receipt":"proof"})").empty());
  CHECK(desk.submission.finished());
  CHECK(desk.sent() == "");
  CHECK(desk.submission.counts().receipt == "proof");
  CHECK(desk.submission.answered() == 2);
}

TEST_CASE("submission: a row refused here is told with its own errors", "[unit][wire]") {
  Desk desk{{bad(2, "A"), good(3, "B")}};
  CHECK(desk.sent() == "{A}\n{B}\n");
  CHECK(desk.came(invalid("E-FIELD-MISSING")).empty());
  CHECK(desk.came(invalid("E-MONEY")).empty());
  CHECK(desk.told == std::vector<std::string>{"2 A invalid E-ROW-QUOTE", "3 X invalid E-MONEY"});
  CHECK(desk.submission.counts().invalid == 2);
  Desk decided{{bad(2, "A")}};
  decided.sent();
  CHECK(decided.came(approved("A")) == "E-ANSWER");
}

TEST_CASE("submission: a code that is not known here is told all the same", "[unit][wire]") {
  Desk desk{{good(2, "A")}};
  desk.sent();
  CHECK(desk.came(invalid("E-OF-TOMORROW")).empty());
  CHECK(desk.told == std::vector<std::string>{"2 X invalid E-OF-TOMORROW"});
}

TEST_CASE("submission: a receipt is asked for each decided row", "[unit][wire]") {
  Desk desk{{good(2, "A"), good(3, "B")}, {.receipts = true}};
  desk.sent();
  CHECK(desk.came(approved("A")).empty());
  CHECK(desk.came(invalid("E-MONEY")).empty());
  CHECK(desk.sent() == R"({"op":"receipt","claim_id":"A"})"
                       "\n");
  CHECK_FALSE(desk.submission.finished());
  CHECK(
      desk.came(R"({"row":3,"op":"receipt","claim_id":"A","entry":7,"receipt":"proof"})").empty());
  CHECK(desk.submission.finished());
  CHECK(desk.told.back() == "receipt A proof");
}

TEST_CASE("submission: what no intake service says is strange", "[unit][wire]") {
  for (const std::string line :
       {"HTTP/1.1 400", "[]", "{}", R"({"outcome":"granted"})", R"({"outcome":"note"})",
        R"({"outcome":"approved","amount":"99999999999999999999"})",
        R"({"outcome":"approved","amount":"-1.00"})"}) {
    Desk desk{{good(2, "A")}};
    desk.sent();
    CAPTURE(line);
    CHECK(desk.came(line) == "E-ANSWER");
  }
  Desk nothing{{}};
  CHECK(nothing.came(approved("A")) == "E-ANSWER");
}
