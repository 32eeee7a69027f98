#include "adapters/crypto/key_file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::crypto;

namespace {

std::string text_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream{path}.rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("key file: what was made is read back, and only its owner can read it", "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string store = folder.file("claims.db");
  const auto made = make_store_keys(store);
  REQUIRE(made.has_value());
  struct stat about{};
  REQUIRE(::stat(key_file_path(store).c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK_FALSE(std::filesystem::exists(key_file_path(store) + ".new"));

  const auto read = read_store_keys(store);
  REQUIRE(read.has_value());
  CHECK(read->origin == made->origin);
  CHECK(read->pseudonym_key == made->pseudonym_key);
  CHECK(read->history_key == made->history_key);
  CHECK(read->signing_secret == made->signing_secret);
  CHECK(read->signing_public == made->signing_public);
  CHECK(ed25519_public(read->signing_secret).value() == made->signing_public);
}

TEST_CASE("key file: a key that is there is never replaced", "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string store = folder.file("claims.db");
  REQUIRE(make_store_keys(store).has_value());
  const std::string before = text_of(key_file_path(store));
  CHECK(make_store_keys(store).error().code == "E-KEY-EXISTS");
  CHECK(store_keys(store, true).has_value());
  CHECK(text_of(key_file_path(store)) == before);
}

TEST_CASE("key file: two stores share neither key nor name", "[crypto][key]") {
  const TemporaryFolder folder;
  const auto one = make_store_keys(folder.file("one.db")).value();
  const auto two = make_store_keys(folder.file("two.db")).value();
  CHECK(one.origin != two.origin);
  CHECK(one.pseudonym_key != two.pseudonym_key);
  CHECK(one.signing_public != two.signing_public);
}

TEST_CASE("key file: missing, readable by others and damaged are told apart", "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string store = folder.file("claims.db");
  const std::string path = key_file_path(store);
  const auto code_of_read = [&] { return store_keys(store, false).error().code; };
  CHECK(code_of_read() == "E-KEY-MISSING");
  CHECK(read_store_keys(store).error().trouble == Trouble::integrity);

  REQUIRE(store_keys(store, true).has_value());
  ::chmod(path.c_str(), 0640);
  CHECK(code_of_read() == "E-KEY-MODE");
  ::chmod(path.c_str(), 0600);

  const std::string good = text_of(path);
  for (std::size_t size = 0; size < good.size(); ++size) {
    std::ofstream{path} << good.substr(0, size);
    CAPTURE(size);
    REQUIRE(code_of_read() == "E-KEY-FORM");
  }
  std::ofstream{path} << good << "more\n";
  CHECK(code_of_read() == "E-KEY-FORM");
  std::ofstream{path} << good;
  CHECK(store_keys(store, false).has_value());
}

TEST_CASE("key file: a folder that is not there is E-KEY-WRITE", "[crypto][key]") {
  const TemporaryFolder folder;
  CHECK(make_store_keys(folder.file("none/claims.db")).error().code == "E-KEY-WRITE");
}

TEST_CASE("key file: a rotation waits in it, then the old key is kept as a public one",
          "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string store = folder.file("claims.db");
  StoreKeys keys = make_store_keys(store).value();
  keys.next = NextSigningKey{new_ed25519_secret().value(), 41};
  REQUIRE(replace_store_keys(store, keys).has_value());
  const auto waiting = read_store_keys(store).value();
  REQUIRE(waiting.next.has_value());
  CHECK(waiting.next->entry == 41);
  CHECK(waiting.next->secret == keys.next->secret);
  CHECK(waiting.signing_secret == keys.signing_secret);

  const auto after = rotated(waiting).value();
  REQUIRE(replace_store_keys(store, after).has_value());
  const auto read = read_store_keys(store).value();
  CHECK_FALSE(read.next.has_value());
  CHECK(read.origin == keys.origin);
  CHECK(read.pseudonym_key == keys.pseudonym_key);
  CHECK(read.signing_secret == keys.next->secret);
  REQUIRE(read.retired.size() == 1);
  CHECK(read.retired[0].key == keys.signing_public);
  CHECK(read.retired[0].until == 42);

  StoreKeys again = read;
  again.next = NextSigningKey{new_ed25519_secret().value(), 99};
  REQUIRE(replace_store_keys(store, rotated(again).value()).has_value());
  const auto third = read_store_keys(store).value();
  REQUIRE(third.retired.size() == 2);
  CHECK(third.retired[0].until == 100);
  CHECK(third.retired[1].key == keys.signing_public);
  // The secret of a retired key is gone.
  std::string secret;
  for (const std::uint8_t byte : keys.signing_secret) {
    secret += "0123456789abcdef"[byte >> 4];
    secret += "0123456789abcdef"[byte & 15];
  }
  CHECK(text_of(key_file_path(store)).find(secret) == std::string::npos);
}

TEST_CASE("key file: a retired key without its number is E-KEY-FORM", "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string store = folder.file("claims.db");
  REQUIRE(make_store_keys(store).has_value());
  const std::string good = text_of(key_file_path(store));
  const std::string hex(64, 'a');
  for (const std::string& line : {"retired " + hex, "retired x " + hex, "retired 1 " + hex + "a",
                                  "retired 1x " + hex, std::string{"next 1"}, "other 1 " + hex}) {
    CAPTURE(line);
    std::ofstream{key_file_path(store)} << good << line << "\n";
    CHECK(read_store_keys(store).error().code == "E-KEY-FORM");
  }
  std::ofstream{key_file_path(store)} << good << "retired 1 " + hex << "\n";
  CHECK(read_store_keys(store).has_value());
}
