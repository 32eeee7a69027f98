// Runs the published Merkle proofs of transparency-dev/merkle (testdata/, one JSON file a case)
// through our verifiers. The data is not part of this project: its folder is the only argument.
#include <simdjson.h>

#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/crypto/sha256.hpp"
#include "engine/log/merkle.hpp"

using namespace tradein;

namespace {

/// Base64 with padding; the files hold nothing else.
std::string from_base64(std::string_view text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    unsigned value = 0;
    if (c >= 'A' && c <= 'Z')
      value = static_cast<unsigned>(c - 'A');
    else if (c >= 'a' && c <= 'z')
      value = static_cast<unsigned>(c - 'a') + 26;
    else if (c >= '0' && c <= '9')
      value = static_cast<unsigned>(c - '0') + 52;
    else if (c == '+')
      value = 62;
    else if (c == '/')
      value = 63;
    else
      break;
    held = held << 6 | value;
    if ((bits += 6) < 8) continue;
    bits -= 8;
    out.push_back(static_cast<char>(held >> bits & 255));
  }
  return out;
}

bool to_hash(std::string_view bytes, Hash256& out) {
  if (bytes.size() != out.size()) return false;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::uint8_t>(bytes[i]);
  return true;
}

/// Some cases have words in place of roots, as only their equality counts; our roots have 32 bytes
/// by their type.
bool hash_member(simdjson::dom::element file, const char* name, Hash256& out) {
  std::string_view text;
  if (file[name].get(text) != simdjson::SUCCESS) return false;
  const std::string bytes = from_base64(text);
  if (bytes.empty()) return false;
  if (!to_hash(bytes, out)) out = crypto::Sha256{}.hash(std::string_view{}, bytes);
  return true;
}

bool holds(simdjson::dom::element file, bool inclusion) {
  std::vector<Hash256> proof;
  simdjson::dom::array items;
  if (file["proof"].get(items) == simdjson::SUCCESS)
    for (const simdjson::dom::element item : items)
      if (!to_hash(from_base64(item.get_string().value_unsafe()), proof.emplace_back()))
        return false;  // a hash of another length proves nothing
  crypto::Sha256 sha;
  Hash256 root{};
  Hash256 other{};
  const auto number = [&](const char* name) {
    std::uint64_t value = 0;
    return file[name].get(value) == simdjson::SUCCESS ? value : 0;
  };
  if (inclusion)
    return hash_member(file, "root", root) && hash_member(file, "leafHash", other) &&
           inclusion_holds(sha, number("leafIdx"), number("treeSize"), other, proof, root);
  return hash_member(file, "root1", other) && hash_member(file, "root2", root) &&
         consistency_holds(sha, number("size1"), number("size2"), proof, other, root);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::puts("skipped: no folder of published Merkle vectors was given");
    return 0;
  }
  int right = 0;
  int wrong = 0;
  for (const char* kind : {"inclusion", "consistency"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{std::filesystem::path{argv[1]} / kind}) {
      if (entry.path().extension() != ".json") continue;
      simdjson::dom::parser parser;
      const auto file = parser.load(entry.path().string());
      bool want_error = false;
      if (file.error() != simdjson::SUCCESS ||
          file.value_unsafe()["wantErr"].get(want_error) != simdjson::SUCCESS) {
        std::printf("unreadable: %s\n", entry.path().c_str());
        ++wrong;
        continue;
      }
      const bool agreed = holds(file.value_unsafe(), kind[0] == 'i') != want_error;
      if (!agreed) std::printf("wrong verdict: %s\n", entry.path().c_str());
      ++(agreed ? right : wrong);
    }
  }
  std::printf("%d verdicts right, %d wrong\n", right, wrong);
  return wrong == 0 && right > 0 ? 0 : 1;
}
