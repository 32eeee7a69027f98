#include "adapters/crypto/deployment_key.hpp"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace tradein;
using namespace tradein::crypto;

TEST_CASE("deployment key: what was made is read back, and only its owner can read it",
          "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db.kek");
  const auto made = make_deployment_key(path);
  REQUIRE(made.has_value());
  struct stat about{};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  const auto read = read_deployment_key(path);
  REQUIRE(read.has_value());
  CHECK(read->key == made->key);
  CHECK(read->id == made->id);
  CHECK(make_deployment_key(folder.file("other"))->id != made->id);
}

TEST_CASE("deployment key: there, missing, readable by others, damaged, nowhere to write",
          "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db.kek");
  CHECK(read_deployment_key(path).error().code == "E-KEK-MISSING");
  CHECK(read_deployment_key(path).error().trouble == Trouble::integrity);
  REQUIRE(make_deployment_key(path).has_value());
  CHECK(make_deployment_key(path).error().code == "E-KEK-EXISTS");
  ::chmod(path.c_str(), 0604);
  CHECK(read_deployment_key(path).error().code == "E-KEK-MODE");
  ::chmod(path.c_str(), 0600);

  std::ostringstream good;
  good << std::ifstream{path}.rdbuf();
  for (std::size_t size = 0; size < good.str().size(); ++size) {
    std::ofstream{path} << good.str().substr(0, size);
    CAPTURE(size);
    REQUIRE(read_deployment_key(path).error().code == "E-KEK-FORM");
  }
  std::ofstream{path} << good.str() << "more\n";
  CHECK(read_deployment_key(path).error().code == "E-KEK-FORM");
  CHECK(make_deployment_key(folder.file("none/kek")).error().code == "E-KEK-WRITE");
}
