// schemas/log.md is what outsiders build on: its example is computed here.
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/crypto/sha256.hpp"
#include "engine/log/base64.hpp"
#include "engine/log/canonical.hpp"
#include "engine/log/merkle.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"

using namespace tradein;

TEST_CASE("schemas/log.md: the worked example is right", "[log][schema]") {
  std::ifstream in{TRADEIN_SOURCE_DIR "/schemas/log.md"};
  const std::string text{std::istreambuf_iterator<char>{in}, {}};
  crypto::Sha256 hash;
  MerkleTree tree{hash};
  std::vector<Hash256> leaves;
  for (std::size_t at = text.find("\n    {\""); at != std::string::npos;
       at = text.find("\n    {\"", at + 1)) {
    const std::size_t begin = at + 5;
    const std::size_t end = text.find(' ', begin);
    const std::string entry = text.substr(begin, end - begin);
    CAPTURE(entry);
    CHECK(is_canonical(entry));
    leaves.push_back(leaf_hash(hash, entry));
    tree.append(leaves.back());
    const std::size_t hex_at = text.find_first_not_of(' ', end);
    CHECK(text.substr(hex_at, 64) == hex(leaves.back()));
  }
  REQUIRE(leaves.size() == 3);
  CHECK(text.find("  " + hex(node_hash(hash, leaves[0], leaves[1])) + "\n") != std::string::npos);
  CHECK(text.find("  " + hex(tree.root()) + "\n") != std::string::npos);
  CHECK(text.find("    3\n    " + to_base64(as_text(tree.root())) + "\n") != std::string::npos);
}
