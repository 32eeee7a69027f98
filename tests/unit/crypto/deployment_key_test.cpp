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
  const auto read = read_deployment_keys(path);
  REQUIRE(read.has_value());
  CHECK(read->now.key == made->key);
  CHECK(read->now.id == made->id);
  CHECK(read->old.empty());
  CHECK(make_deployment_key(folder.file("other"))->id != made->id);
}

TEST_CASE("deployment key: there, missing, readable by others, damaged, nowhere to write",
          "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.db.kek");
  CHECK(read_deployment_keys(path).error().code == "E-KEK-MISSING");
  CHECK(read_deployment_keys(path).error().trouble == Trouble::integrity);
  REQUIRE(make_deployment_key(path).has_value());
  CHECK(make_deployment_key(path).error().code == "E-KEK-EXISTS");
  ::chmod(path.c_str(), 0604);
  CHECK(read_deployment_keys(path).error().code == "E-KEK-MODE");
  ::chmod(path.c_str(), 0600);

  std::ostringstream good;
  good << std::ifstream{path}.rdbuf();
  for (std::size_t size = 0; size < good.str().size(); ++size) {
    std::ofstream{path} << good.str().substr(0, size);
    CAPTURE(size);
    REQUIRE(read_deployment_keys(path).error().code == "E-KEK-FORM");
  }
  std::ofstream{path} << good.str() << "more\n";
  CHECK(read_deployment_keys(path).error().code == "E-KEK-FORM");
  CHECK(make_deployment_key(folder.file("none/kek")).error().code == "E-KEK-WRITE");
}

TEST_CASE("deployment key: old ones stay in the file until it is replaced without them",
          "[crypto][key]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("claims.kek");
  const DeploymentKey first = make_deployment_key(path).value();
  const DeploymentKey second = new_deployment_key().value(), third = new_deployment_key().value();
  REQUIRE(replace_deployment_keys(path, {third, {second, first}}));
  struct stat about{};
  REQUIRE(::stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  const auto read = read_deployment_keys(path).value();
  CHECK(read.now.key == third.key);
  REQUIRE(read.old.size() == 2);
  CHECK(read.find(first.id)->key == first.key);
  CHECK(read.find(second.id)->key == second.key);
  CHECK(read.find(third.id)->key == third.key);
  CHECK(read.find(new_deployment_key()->id) == nullptr);
  REQUIRE(replace_deployment_keys(path, {third, {}}));
  CHECK(read_deployment_keys(path)->find(first.id) == nullptr);
  CHECK(replace_deployment_keys(folder.file("none"), read).error().code == "E-KEK-WRITE");

  std::ofstream{path, std::ios::app} << "old 12\n";
  CHECK(read_deployment_keys(path).error().code == "E-KEK-FORM");
}

TEST_CASE("deployment key: a link to another disk stays one", "[crypto][key]") {
  const TemporaryFolder folder, disk;
  const std::string link = folder.file("claims.db.kek"), path = disk.file("kek");
  REQUIRE(make_deployment_key(path).has_value());
  std::filesystem::create_symlink(path, link);
  const DeploymentKey made = new_deployment_key().value();
  REQUIRE(replace_deployment_keys(link, {made, {}}));
  CHECK(std::filesystem::is_symlink(link));
  CHECK(read_deployment_keys(path)->now.key == made.key);
}
