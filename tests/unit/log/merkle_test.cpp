#include "engine/log/merkle.hpp"

#include <bit>
#include <random>
#include <string>

#include "adapters/crypto/sha256.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/tiles.hpp"

using namespace tradein;

namespace {

/// The definition of RFC 6962, 2.1, as it stands there: slow and plain.
Hash256 defined_root(HashFunction& hash, std::span<const Hash256> leaves) {
  if (leaves.empty()) return hash.hash("");
  if (leaves.size() == 1) return leaves[0];
  const std::size_t k = std::bit_floor(leaves.size() - 1);
  return node_hash(hash, defined_root(hash, leaves.first(k)),
                   defined_root(hash, leaves.subspan(k)));
}

std::vector<Hash256> some_leaves(HashFunction& hash, std::size_t count) {
  std::vector<Hash256> leaves;
  for (std::size_t i = 0; i < count; ++i)
    leaves.push_back(leaf_hash(hash, "entry " + std::to_string(i)));
  return leaves;
}

}  // namespace

TEST_CASE("merkle: the roots of the RFC's own eight leaves", "[log][merkle]") {
  crypto::Sha256 hash;
  MerkleTree tree{hash};
  CHECK(hex(tree.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const char* leaf : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                           "606162636465666768696a6b6c6d6e6f"})
    tree.append(leaf_hash(hash, from_hex(leaf)));
  CHECK(hex(tree.root()) == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

TEST_CASE("merkle: every size gives the defined root, appended, loaded or from tiles",
          "[log][merkle]") {
  crypto::Sha256 hash;
  const std::vector<Hash256> leaves = some_leaves(hash, 1'100);
  MerkleTree tree{hash};
  MemoryTiles tiles;
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    tree.append(leaves[size - 1]);
    tiles.put(tree.take_changed_tiles());
    CAPTURE(size);
    const Hash256 root = tree.root();
    if (size < 300 || size % 37 == 0 || size % 256 < 2)
      REQUIRE(root == defined_root(hash, std::span{leaves}.first(size)));
    REQUIRE(MerkleTree::load(hash, size, tiles)->root() == root);
    REQUIRE(tree_root(hash, tiles, size).value() == root);
  }
  const std::size_t earlier = GENERATE(1U, 255U, 256U, 257U, 700U, 1'099U);
  CHECK(tree_root(hash, tiles, earlier).value() ==
        defined_root(hash, std::span{leaves}.first(earlier)));
}

TEST_CASE("merkle: tiles do not depend on how the leaves were grouped", "[log][merkle]") {
  crypto::Sha256 hash;
  const std::vector<Hash256> leaves = some_leaves(hash, 70'000);
  MerkleTree at_once{hash};
  for (const Hash256& leaf : leaves) at_once.append(leaf);
  MemoryTiles whole;
  whole.put(at_once.take_changed_tiles());

  std::mt19937 dice{7};
  MemoryTiles grouped;
  std::size_t next = 0;
  while (next < leaves.size()) {
    // Each group is appended by a writer that starts anew from the stored edge.
    MerkleTree tree = MerkleTree::load(hash, next, grouped).value();
    for (std::size_t n = 1 + dice() % 5'000; n > 0 && next < leaves.size(); --n)
      tree.append(leaves[next++]);
    grouped.put(tree.take_changed_tiles());
  }
  CHECK(grouped.tiles == whole.tiles);
  CHECK(whole.tiles.at({0, 0}).size() == 256);
  CHECK(whole.tiles.at({0, 273}).size() == 112);
  CHECK(whole.tiles.at({1, 1}).size() == 17);
  CHECK(whole.tiles.at({2, 0}).size() == 1);
}

TEST_CASE("merkle: proofs of every entry and every pair of sizes hold", "[log][merkle]") {
  crypto::Sha256 hash;
  const std::size_t most = 70;
  const std::vector<Hash256> leaves = some_leaves(hash, most);
  MerkleTree tree{hash};
  for (const Hash256& leaf : leaves) tree.append(leaf);
  MemoryTiles tiles;
  tiles.put(tree.take_changed_tiles());
  std::vector<Hash256> roots;
  for (std::size_t size = 0; size <= most; ++size)
    roots.push_back(defined_root(hash, std::span{leaves}.first(size)));

  for (std::size_t size = 1; size <= most; ++size) {
    for (std::size_t index = 0; index < size; ++index) {
      CAPTURE(size, index);
      const auto proof = inclusion_proof(hash, tiles, index, size).value();
      REQUIRE(inclusion_holds(hash, index, size, leaves[index], proof, roots[size]));
      REQUIRE_FALSE(inclusion_holds(hash, index, size, leaves[index], proof, roots[size - 1]));
      if (size > 1)
        REQUIRE_FALSE(inclusion_holds(hash, index ^ 1, size, leaves[index], proof, roots[size]));
    }
    for (std::size_t older = 1; older <= size; ++older) {
      CAPTURE(size, older);
      const auto proof = consistency_proof(hash, tiles, older, size).value();
      REQUIRE(consistency_holds(hash, older, size, proof, roots[older], roots[size]));
      REQUIRE_FALSE(consistency_holds(hash, older, size, proof, roots[older - 1], roots[size]));
    }
  }
}

TEST_CASE("merkle: an empty older tree proves nothing", "[log][merkle]") {
  crypto::Sha256 hash;
  const Hash256 empty = hash.hash("");
  CHECK_FALSE(consistency_holds(hash, 0, 0, {}, empty, empty));
  CHECK_FALSE(consistency_holds(hash, 0, 1, {}, empty, leaf_hash(hash, "entry")));
}

TEST_CASE("merkle: proofs across tiles of three levels hold", "[log][merkle]") {
  crypto::Sha256 hash;
  const std::vector<Hash256> leaves = some_leaves(hash, 66'000);
  MerkleTree tree{hash};
  for (const Hash256& leaf : leaves) tree.append(leaf);
  MemoryTiles tiles;
  tiles.put(tree.take_changed_tiles());
  for (const std::uint64_t index : {0U, 255U, 256U, 65'535U, 65'536U, 65'999U}) {
    CAPTURE(index);
    const auto proof = inclusion_proof(hash, tiles, index, 66'000).value();
    CHECK(inclusion_holds(hash, index, 66'000, leaves[index], proof, tree.root()));
  }
  for (const std::uint64_t older : {1U, 256U, 257U, 65'535U, 65'536U, 65'537U}) {
    CAPTURE(older);
    const auto proof = consistency_proof(hash, tiles, older, 66'000).value();
    CHECK(consistency_holds(hash, older, 66'000, proof, tree_root(hash, tiles, older).value(),
                            tree.root()));
  }
}

TEST_CASE("merkle: a missing or short tile is E-LOG-TILE", "[log][merkle]") {
  crypto::Sha256 hash;
  MerkleTree tree{hash};
  for (const Hash256& leaf : some_leaves(hash, 300)) tree.append(leaf);
  MemoryTiles tiles;
  tiles.put(tree.take_changed_tiles());
  tiles.tiles.at({0, 1}).pop_back();
  const auto loaded = MerkleTree::load(hash, 300, tiles);
  REQUIRE_FALSE(loaded.has_value());
  CHECK(loaded.error().code == "E-LOG-TILE");
  CHECK(loaded.error().place == "tile 0/1");
  CHECK(loaded.error().trouble == Trouble::integrity);
  CHECK(inclusion_proof(hash, tiles, 298, 300).error().code == "E-LOG-TILE");
  tiles.tiles.erase({0, 0});
  CHECK(consistency_proof(hash, tiles, 5, 256).error().place == "tile 0/0");
}
