#include "tools/tradein/threaded_row_looker.hpp"

#include "adapters/store/sqlite_store.hpp"
#include "engine/log/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/sqlite_shell.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;

namespace {

void make_store(const std::string& path, std::uint64_t entries) {
  crypto::Sha256 hash;
  const auto made = store::open_store(path, {.mode = store::Mode::write_or_create}).value();
  auto log = LogWriter::open(*made, hash).value();
  while (log.size() < entries) REQUIRE(log.append(claim_entries(log.size(), 1'000)).has_value());
}

std::string told(const std::string& path, RowLooker* looker) {
  crypto::Sha256 hash;
  const auto reader = store::open_store(path, {.mode = store::Mode::read}).value();
  VerifyOptions options;
  options.looker = looker;
  const auto report = verify_store(*reader, hash, options).value();
  std::string out = std::to_string(report.entries) + " entries, good up to " +
                    std::to_string(report.good_checkpoint) + "\n";
  for (const Flaw& flaw : report.flaws)
    out += flaw.code + " " + flaw.place + " " + flaw.what.en + "\n";
  return out;
}

}  // namespace

TEST_CASE("threaded rows: many threads say what one says", "[unit][tools][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path, 20'000);
  {
    tool::ThreadedRowLooker looker;
    CHECK(told(path, &looker) == "20000 entries, good up to 20000\n");
  }
  sqlite_shell(path,
               "DROP TRIGGER entry_is_not_changed; DROP TRIGGER entry_is_not_deleted;"
               "UPDATE entry SET bytes = replace(bytes, 'approved', 'rejected') WHERE seq = 4711;"
               "UPDATE entry SET bytes = bytes || ' ' WHERE seq IN (511, 512, 19999);"
               "UPDATE entry SET bytes = replace(bytes, '\"K9000\"', '\"K8000\"') WHERE seq = 9000;"
               "DELETE FROM entry WHERE seq = 15000;");
  const std::string one = told(path, nullptr);
  CHECK(one.find("V-ENTRY-CHANGED entry 4711") != std::string::npos);
  CHECK(one.find("V-CLAIM-TWICE entry 9000") != std::string::npos);
  tool::ThreadedRowLooker looker;
  CHECK(told(path, &looker) == one);
}

TEST_CASE("threaded rows: a verification that ends early leaves nothing behind",
          "[unit][tools][verify]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db");
  make_store(path, 20'000);
  sqlite_shell(path,
               "DROP TRIGGER entry_is_not_changed; UPDATE entry SET bytes = '' WHERE seq = 2000;");
  crypto::Sha256 hash;
  const auto reader = store::open_store(path, {.mode = store::Mode::read}).value();
  tool::ThreadedRowLooker looker;
  VerifyOptions options;
  options.any_flaw_is_enough = true;
  options.looker = &looker;
  CHECK_FALSE(verify_store(*reader, hash, options)->holds());
}
