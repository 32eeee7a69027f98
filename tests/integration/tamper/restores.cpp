#include <fmt/format.h>

#include <filesystem>

#include "adapters/crypto/ed25519.hpp"
#include "adapters/store/sqlite_store.hpp"
#include "tests/integration/tamper/harness.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tamper {
namespace {

namespace fs = std::filesystem;

/// Would a writer append to it? It must not, and must say why.
bool refused(const std::string& path) {
  crypto::Sha256 hash;
  const auto store = store::open_store(path, {.mode = store::Mode::write}).value();
  const auto keys = crypto::read_store_keys(path).value();
  const auto anchor = store::AnchorFile::open(tool::anchor_path_of(path, keys.origin)).value();
  const auto log = open_signed_log(
      *store, hash,
      {tool::log_key_of(keys, hash), tool::signer_of(keys), crypto::ed25519_verify, anchor.get()});
  return !log && log.error().trouble == Trouble::integrity && log.error().code == "E-ANCHOR-AHEAD";
}

}  // namespace

std::uint64_t restore_old_copies(const Options& options) {
  const fs::path folder = fs::path{options.work} / "restores";
  fs::create_directories(folder);
  const std::string path = (folder / "claims.db").string();
  fs::copy_file(options.store, path, fs::copy_options::overwrite_existing);
  fs::copy_file(options.store + ".key", path + ".key", fs::copy_options::overwrite_existing);
  const tool::Trust trust = trust_of(path);
  for (std::uint64_t i = 0; i < options.count; ++i) {
    fs::copy_file(path, folder / std::to_string(i), fs::copy_options::overwrite_existing);
    static_cast<void>(append_batch(path, 1 + i % 7)->close());
  }
  std::uint64_t taken = 0, unseen = 0;
  for (std::uint64_t i = 0; i < options.count; ++i) {
    for (const char* ending : {"-wal", "-shm"}) fs::remove(path + ending);
    fs::copy_file(folder / std::to_string(i), path, fs::copy_options::overwrite_existing);
    if (!refused(path)) ++taken;
    if (!verdict_of(store::open_store(path, {.mode = store::Mode::read}), path, trust).seen)
      ++unseen;
  }
  fmt::print("restores: {} old copies: {} refused by the writer, {} seen by verify\n",
             options.count, options.count - taken, options.count - unseen);
  return taken + unseen;
}

}  // namespace tradein::tamper
