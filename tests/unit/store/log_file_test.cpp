#include "adapters/store/log_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "adapters/store/sqlite_store.hpp"
#include "engine/log/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::store;

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

struct Exported {
  TemporaryFolder folder;
  crypto::Sha256 hash;
  std::string log = folder.file("audit.log");
  std::string pack = "title: made up";
  Commit commit;

  explicit Exported(std::size_t count = 10'000) {
    const auto store =
        open_store(folder.file("claims.db"), {.mode = Mode::write_or_create}).value();
    REQUIRE(store->put_pack(hash.hash(pack), pack).has_value());
    commit = LogWriter::open(*store, hash)->append(claim_entries(0, count)).value();
    commit.note = "a note\n";
    REQUIRE(export_log(*store, commit, log).has_value());
  }
};

}  // namespace

TEST_CASE("log file: one entry a line, packs under their hash, the note", "[store][export]") {
  Exported out{700};
  std::string lines;
  const EntryBlock all = claim_entries(0, 700);
  for (std::size_t i = 0; i < all.size(); ++i) lines.append(all[i]).push_back('\n');
  CHECK(text_of(out.log) == lines);
  CHECK(text_of(out.log + ".packs/" + hex(out.hash.hash(out.pack))) == out.pack);
  CHECK(text_of(out.log + ".checkpoint") == "a note\n");
  CHECK(read_log_checkpoint(out.log).value() == "a note\n");
  CHECK_FALSE(std::filesystem::exists(out.log + ".new"));
}

TEST_CASE("log file: is read in blocks from anywhere", "[store][export]") {
  Exported out;
  const auto log = open_log_file(out.log).value();
  CHECK(log->size().value() == 10'000);
  CHECK(log->get_pack(out.hash.hash(out.pack)).value() == out.pack);
  CHECK_FALSE(log->get_pack(out.hash.hash("other")).value().has_value());
  EntryBlock block;
  for (const std::uint64_t first : {0U, 100U, 101U, 9'999U, 4'095U, 4'096U, 8'192U, 7U, 10'000U}) {
    CAPTURE(first);
    REQUIRE(log->read(first, 3, block).has_value());
    REQUIRE(block.first == first);
    REQUIRE(block.size() == std::min<std::uint64_t>(3, 10'000 - first));
    for (std::size_t i = 0; i < block.size(); ++i)
      REQUIRE(block[i] == claim_entries(first + i, 1)[0]);
  }
}

TEST_CASE("log file: becomes a store again, with the same root", "[store][export]") {
  Exported out{1'234};
  const auto log = open_log_file(out.log).value();
  const auto again =
      open_store(out.folder.file("again.db"), {.mode = Mode::write_or_create}).value();
  CHECK(copy_log(*log, *again, out.hash)->root == out.commit.root);
  CHECK(again->get_pack(out.hash.hash(out.pack)).value() == out.pack);
  CHECK(verify_store(*again, out.hash)->holds());
  // Again is nothing new.
  CHECK(copy_log(*log, *again, out.hash)->size == 1'234);
}

TEST_CASE("verify_log: names what was changed, without any store", "[store][export][verify]") {
  Exported out{700};
  const auto report = [&] {
    const auto log = open_log_file(out.log).value();
    return verify_log(*log, out.hash, out.commit).value();
  };
  CHECK(report().holds());
  CHECK(report().entries == 700);
  CHECK(report().root == out.commit.root);
  const std::string good = text_of(out.log);
  const auto lines = [&](std::size_t n) {
    std::size_t at = 0;
    while (n-- > 0) at = good.find('\n', at) + 1;
    return at;
  };
  SECTION("another region: an interval") {
    std::string bad = good;
    bad.replace(bad.find("370100", lines(137)), 6, "370200");
    std::ofstream{out.log} << bad;
    const VerifyReport bad_report = report();
    REQUIRE(bad_report.flaws.size() == 1);
    CHECK(bad_report.flaws[0].code == "V-ROOT");
  }
  SECTION("a line is gone") {
    std::ofstream{out.log} << good.substr(0, lines(137)) << good.substr(lines(138));
    CHECK(report().flaws[0].code == "V-ENTRY-NUMBER");
    CHECK(report().flaws[0].entry == 137);
  }
  SECTION("the end is gone") {
    std::ofstream{out.log} << good.substr(0, lines(600));
    CHECK(report().flaws[0].code == "V-ENTRY-MISSING");
    CHECK(report().flaws[0].entry == 600);
  }
  SECTION("the last line is cut") {
    std::ofstream{out.log} << good.substr(0, good.size() - 20);
    CHECK(report().flaws[0].code == "V-ENTRY-TEXT");
    CHECK(report().flaws[0].entry == 699);
  }
  SECTION("a line of a megabyte") {
    std::ofstream{out.log} << good.substr(0, lines(5)) << std::string(1 << 20, '1') << "\n"
                           << good.substr(lines(6));
    CHECK(report().flaws[0].entry == 5);
  }
}

TEST_CASE("log file: one that is not there is E-LOG-FILE", "[store][export]") {
  const TemporaryFolder folder;
  CHECK(open_log_file(folder.file("none")).error().code == "E-LOG-FILE");
  CHECK(open_log_file(folder.path().string()).error().code == "E-LOG-FILE");
  CHECK_FALSE(read_log_checkpoint(folder.file("none")).value().has_value());
}
