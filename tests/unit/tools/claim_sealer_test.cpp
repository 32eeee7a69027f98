#include "tools/tradein/claim_sealer.hpp"

#include "engine/claim/kind.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/claim/support.hpp"

using namespace tradein;
using namespace tradein::tool;

namespace {

const std::string content(16, 'c');

SealingKeys keys_of(const std::string& origin) {
  SealingKeys keys{{}, origin, "91350100M000100Y43"};
  keys.key.key.fill(7);
  return keys;
}

/// A claim of the small kind with these values.
struct OneClaim {
  Kind kind = test::kind_with("").value();
  std::vector<Slot> slots = std::vector<Slot>(kind.slot_count());

  void set(const std::string& field, std::string_view value) {
    slots[*kind.find(field)] = Slot::of_text(value);
  }
  [[nodiscard]] store::Vault::Record record(const SealingKeys& keys) const {
    store::Vault::Record out{subject_of({}, content), {}};
    ClaimSealer{keys}.seal(Claim{kind, slots}, content, out.subject, out.sealed);
    return out;
  }
};

}  // namespace

TEST_CASE("claim sealer: keeps the personal fields and nothing else", "[tool][vault]") {
  OneClaim claim;
  claim.set("claim_id", "K1");
  claim.set("kind", "made-up");
  claim.set("consumer_name", "卢丽兰");
  claim.set("consumer_id", "370102199012286337");
  const auto fields = open_record(keys_of("log"), {"91350100M000100Y43", "K1", content},
                                  claim.record(keys_of("log")));
  REQUIRE(fields.has_value());
  REQUIRE(fields->size() == 2);
  CHECK(fields->at(0).name == "consumer_id");
  CHECK(fields->at(0).value == "370102199012286337");
  CHECK(fields->at(1).name == "consumer_name");
  CHECK(fields->at(1).value == "卢丽兰");
}

TEST_CASE("claim sealer: a claim without personal fields leaves no record", "[tool][vault]") {
  OneClaim claim;
  claim.set("claim_id", "K1");
  claim.set("kind", "made-up");
  CHECK(claim.record(keys_of("log")).sealed.empty());
}

TEST_CASE("open_record: a record opens for its own claim alone", "[tool][vault]") {
  OneClaim claim;
  claim.set("claim_id", "K1");
  claim.set("consumer_name", "卢丽兰");
  const auto record = claim.record(keys_of("log"));
  const SealedClaim own{"91350100M000100Y43", "K1", content};
  CHECK(open_record(keys_of("log"), own, record).has_value());
  const auto code = [&](const SealingKeys& keys, const SealedClaim& of) {
    return open_record(keys, of, record).error().code;
  };
  CHECK(code(keys_of("another log"), own) == "E-VAULT-RECORD");
  CHECK(code(keys_of("log"), {own.retailer, "K2", content}) == "E-VAULT-RECORD");
  CHECK(code(keys_of("log"), {"91350100M000100Y44", "K1", content}) == "E-VAULT-RECORD");
  CHECK(code(keys_of("log"), {own.retailer, "K1", "another content!"}) == "E-VAULT-RECORD");
  auto other = record;
  other.subject[0] ^= 1;
  CHECK(open_record(keys_of("log"), own, other).error().code == "E-VAULT-RECORD");
}

TEST_CASE("subject_of: the consumer's pseudonym, else the content's digest", "[tool][vault]") {
  CHECK(subject_of("0123456789abcdef", content) == subject_of("0123456789abcdef", "x"));
  CHECK(subject_of({}, content) == subject_of(content, {}));
}
