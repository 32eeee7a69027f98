#include "engine/log/signed_log.hpp"

#include <filesystem>
#include <fstream>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/store/anchor_file.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "engine/log/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::store;

namespace {

struct Office {
  TemporaryFolder folder;
  crypto::Sha256 hash;
  crypto::Ed25519Secret secret{};
  LogKey key;
  std::string path = folder.file("claims.db");
  std::string anchor_path = anchor_file_path(folder.file("anchors"), "example.org/log");

  Office() {
    secret.fill(9);
    key = log_key(hash, "example.org/log", crypto::ed25519_public(secret).value());
  }
  [[nodiscard]] Sign signer() const {
    return [this](std::string_view text) { return crypto::ed25519_sign(secret, text); };
  }
  /// Appends `count` entries, as one run of the product.
  Result<Commit> run(std::size_t count) {
    const auto made = open_store(path, {.mode = Mode::write_or_create});
    if (!made) return std::unexpected(made.error());
    const auto anchor = AnchorFile::open(anchor_path).value();
    auto log = open_signed_log(**made, hash, {key, signer(), crypto::ed25519_verify, anchor.get()});
    if (!log) return std::unexpected(log.error());
    return log->append(claim_entries(log->size(), count));
  }
  [[nodiscard]] std::string anchored() const {
    return read_anchor(anchor_path).value().value_or("");
  }
};

}  // namespace

TEST_CASE("signed log: every commit has its note, in the store and in the anchor",
          "[store][anchor]") {
  Office office;
  const Commit first = office.run(10).value();
  CHECK(parse_note(first.note)->checkpoint.size == 10);
  CHECK(office.anchored() == first.note);
  const Commit second = office.run(300).value();
  CHECK(office.anchored() == second.note);
  CHECK(office.run(0)->note == second.note);

  const auto reader = open_store(office.path, {.mode = Mode::read}).value();
  const std::vector<LogKey> keys{office.key};
  const auto report =
      verify_store(*reader, office.hash, {.progress = {}, .note_flaw = [&](const Commit& commit) {
                                            return note_flaw(commit, keys, crypto::ed25519_verify);
                                          }});
  CHECK(report->holds());
  CHECK(report->unsigned_checkpoints == 0);
}

TEST_CASE("signed log: commits that a crash kept from the anchor are anchored by the next start",
          "[store][anchor]") {
  Office office;
  REQUIRE(office.run(10).has_value());
  std::string last_note;
  {
    const auto made = open_store(office.path, {.mode = Mode::write}).value();
    const auto anchor = AnchorFile::open(office.anchor_path).value();
    auto log = open_signed_log(*made, office.hash,
                               {office.key, office.signer(), crypto::ed25519_verify, anchor.get()});
    REQUIRE(log->write(claim_entries(10, 5), {}).has_value());
    last_note = log->write(claim_entries(15, 5), {}).value().note;
  }
  CHECK(parse_note(office.anchored())->checkpoint.size == 10);
  REQUIRE(office.run(0).has_value());
  CHECK(office.anchored() == last_note);
}

TEST_CASE("signed log: a last note that does not hold is refused, and not anchored",
          "[store][anchor]") {
  Office office;
  REQUIRE(office.run(10).has_value());
  {
    const auto made = open_store(office.path, {.mode = Mode::write}).value();
    REQUIRE(LogWriter::open(*made, office.hash)->append(claim_entries(10, 5)).has_value());
    REQUIRE(made->put_note(15, office.anchored()).has_value());  // of 10 entries
  }
  const auto refused = office.run(1);
  CHECK(refused.error().code == "E-LOG-NOTE");
  CHECK(refused.error().trouble == Trouble::integrity);
  CHECK(parse_note(office.anchored())->checkpoint.size == 10);
}

// As a version that stored a note with the next commit left it.
TEST_CASE("signed log: a last commit without its note gets it", "[store][anchor]") {
  Office office;
  REQUIRE(office.run(10).has_value());
  {
    const auto made = open_store(office.path, {.mode = Mode::write}).value();
    REQUIRE(LogWriter::open(*made, office.hash)->append(claim_entries(10, 5)).has_value());
  }
  CHECK(parse_note(office.anchored())->checkpoint.size == 10);
  REQUIRE(office.run(0).has_value());
  CHECK(parse_note(office.anchored())->checkpoint.size == 15);
  CHECK(open_store(office.path, {}).value()->last_commit()->note == office.anchored());
}

TEST_CASE("signed log: an old copy, a fork and another key are refused", "[store][anchor]") {
  Office office;
  REQUIRE(office.run(10).has_value());
  const std::string backup = office.folder.file("backup.db");
  std::filesystem::copy_file(office.path, backup);
  const Commit honest = office.run(10).value();

  SECTION("an old copy") {
    std::filesystem::copy_file(backup, office.path,
                               std::filesystem::copy_options::overwrite_existing);
    const auto refused = office.run(1);
    CHECK(refused.error().code == "E-ANCHOR-AHEAD");
    CHECK(refused.error().place == "entry 10");
  }
  SECTION("a fork that is as long") {
    std::filesystem::copy_file(backup, office.path,
                               std::filesystem::copy_options::overwrite_existing);
    {
      const auto made = open_store(office.path, {.mode = Mode::write}).value();
      EntryBlock other = claim_entries(10, 9);
      other.bytes.append("{}");
      other.close_entry();
      REQUIRE(LogWriter::open(*made, office.hash)->append(other).has_value());
    }
    CHECK(office.run(1).error().code == "E-ANCHOR-FORK");
  }
  SECTION("another key") {
    office.secret.fill(1);
    office.key =
        log_key(office.hash, "example.org/log", crypto::ed25519_public(office.secret).value());
    CHECK(office.run(1).error().code == "E-ANCHOR-KEY");
  }
  CHECK(office.anchored() == honest.note);
}

TEST_CASE("anchor file: a torn end is passed over, a large file begins anew", "[store][anchor]") {
  Office office;
  const Commit first = office.run(3).value();
  std::ofstream{office.anchor_path, std::ios::app} << "example.org/log\n9\nhalf";
  CHECK(office.anchored() == first.note);
  const Commit second = office.run(3).value();
  CHECK(office.anchored() == second.note);
  for (const std::size_t cut : {1U, 2U, 30U, 100U}) {
    std::filesystem::resize_file(office.anchor_path,
                                 std::filesystem::file_size(office.anchor_path) - cut);
    CAPTURE(cut);
    CHECK((office.anchored() == second.note || office.anchored() == first.note));
  }
  std::ofstream{office.anchor_path, std::ios::app} << std::string(2 << 20, 'x') << "\n\n"
                                                   << second.note << "\n";
  const Commit third = office.run(3).value();
  CHECK(office.anchored() == third.note);
  CHECK(std::filesystem::file_size(office.anchor_path) < 1'000);
  CHECK_FALSE(read_anchor(office.folder.file("none")).value().has_value());
}
