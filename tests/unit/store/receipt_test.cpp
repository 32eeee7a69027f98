#include "engine/log/receipt.hpp"

#include "adapters/crypto/ed25519.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "engine/log/tile_export.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/log_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

#include <map>

using namespace tradein;

namespace {

/// A store of 700 entries whose last commit is signed.
struct SignedStore {
  TemporaryFolder folder;
  crypto::Sha256 hash;
  crypto::Ed25519Secret secret{};
  std::unique_ptr<Store> store;
  LogKey key;
  Commit commit;

  SignedStore() {
    secret.fill(3);
    key = log_key(hash, "example.org/log", crypto::ed25519_public(secret).value());
    store =
        store::open_store(folder.file("claims.db"), {.mode = store::Mode::write_or_create}).value();
    auto log = LogWriter::open(*store, hash).value();
    REQUIRE(log.append(claim_entries(0, 300)).has_value());
    commit = log.append(claim_entries(300, 400)).value();
    const Checkpoint checkpoint{.origin = key.name, .size = commit.size, .root = commit.root};
    commit.note = signed_checkpoint(checkpoint, key, [&](std::string_view text) {
                    return crypto::ed25519_sign(secret, text);
                  }).value();
    REQUIRE(store->put_note(commit.size, commit.note).has_value());
  }
  std::optional<Text> flaw(const Receipt& receipt) {
    return receipt_flaw(receipt, hash, std::vector<LogKey>{key}, crypto::ed25519_verify);
  }
};

}  // namespace

TEST_CASE("receipt: proves its entry, written and read back", "[log][receipt]") {
  SignedStore office;
  for (const std::uint64_t index : {0U, 137U, 255U, 256U, 699U}) {
    CAPTURE(index);
    const Receipt receipt =
        make_receipt(*office.store, office.hash, index, *office.store->last_commit()).value();
    CHECK(receipt.entry == claim_entries(index, 1)[0]);
    CHECK_FALSE(office.flaw(receipt).has_value());
    const std::string text = receipt_text(receipt);
    CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra "));
    CHECK(parse_receipt(text).value() == receipt);
  }
}

TEST_CASE("receipt: any changed letter makes it prove nothing", "[log][receipt]") {
  SignedStore office;
  const std::string text =
      receipt_text(make_receipt(*office.store, office.hash, 137, office.commit).value());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string bad = text;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    const auto receipt = parse_receipt(bad);
    CAPTURE(i);
    REQUIRE((!receipt || office.flaw(*receipt)));
  }
}

TEST_CASE("receipt: another log's or another key's proves nothing", "[log][receipt]") {
  SignedStore office;
  const Receipt receipt = make_receipt(*office.store, office.hash, 5, office.commit).value();
  crypto::Ed25519Secret secret{};
  const auto other = crypto::ed25519_public(secret).value();
  for (const char* name : {"example.org/log", "example.org/other"}) {
    const std::vector<LogKey> keys{log_key(office.hash, name, other)};
    CHECK(receipt_flaw(receipt, office.hash, keys, crypto::ed25519_verify).has_value());
  }
}

TEST_CASE("receipt: what is none is E-RECEIPT-FORM", "[log][receipt]") {
  SignedStore office;
  const std::string text =
      receipt_text(make_receipt(*office.store, office.hash, 1, office.commit).value());
  const std::size_t gap = text.find("\n\n") + 2;
  for (const std::string& bad :
       {std::string{}, std::string{"{}"}, "x" + text, text.substr(0, 30), text.substr(0, gap - 1),
        std::string{"c2sp.org/tlog-proof@v1\nindex 1\n\n"} + text.substr(gap),
        std::string{"c2sp.org/tlog-proof@v1\nextra e30=\nindex 01\n\n"} + text.substr(gap),
        std::string{"c2sp.org/tlog-proof@v1\nextra e30=\nindex -1\n\n"} + text.substr(gap),
        std::string{"c2sp.org/tlog-proof@v1\nextra e30=\nindex 1\nAAAA\n\n"} + text.substr(gap)}) {
    CAPTURE(bad);
    const auto parsed = parse_receipt(bad);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().code == "E-RECEIPT-FORM");
  }
  CHECK(parse_receipt(text.substr(0, gap)).error().code == "E-NOTE-FORM");
}

TEST_CASE("anchor: an older store and a forked one are refused", "[log][anchor]") {
  SignedStore office;
  Checkpoint anchor{
      .origin = office.key.name, .size = 300, .root = office.store->commit_at(300).value()->root};
  CHECK(check_anchor(*office.store, office.hash, anchor).has_value());
  anchor.root[5] ^= 1;
  CHECK(check_anchor(*office.store, office.hash, anchor).error().code == "E-ANCHOR-FORK");
  anchor.size = 701;
  const auto ahead = check_anchor(*office.store, office.hash, anchor);
  REQUIRE_FALSE(ahead.has_value());
  CHECK(ahead.error().code == "E-ANCHOR-AHEAD");
  CHECK(ahead.error().place == "entry 700");
  CHECK(ahead.error().trouble == Trouble::integrity);
}

TEST_CASE("tiles: names and bytes are those of tlog-tiles", "[log][tiles]") {
  CHECK(tile_name(0, 256) == "000");
  CHECK(tile_name(67, 43) == "067.p/43");
  CHECK(tile_name(1'234'067, 256) == "x001/x234/067");
  CHECK(tile_name(1'000, 1) == "x001/000.p/1");

  SignedStore office;
  std::map<std::string, std::string> files;
  REQUIRE(export_tiles(*office.store, 700, [&](const std::string& path, std::string_view bytes) {
            files[path] = bytes;
            return Result<void>{};
          }).has_value());
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files) names.push_back(name);
  CHECK(names == std::vector<std::string>{"tile/0/000", "tile/0/001", "tile/0/002.p/188",
                                          "tile/1/000.p/2", "tile/entries/000", "tile/entries/001",
                                          "tile/entries/002.p/188"});
  const EntryBlock all = claim_entries(0, 700);
  std::string hashes;
  std::string entries;
  for (std::size_t i = 0; i < all.size(); ++i) {
    hashes += as_text(leaf_hash(office.hash, all[i]));
    entries += static_cast<char>(all[i].size() >> 8);
    entries += static_cast<char>(all[i].size() & 255);
    entries += all[i];
  }
  CHECK(files["tile/0/000"] + files["tile/0/001"] + files["tile/0/002.p/188"] == hashes);
  CHECK(files["tile/entries/000"] + files["tile/entries/001"] + files["tile/entries/002.p/188"] ==
        entries);
}
