#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "adapters/crypto/witness_file.hpp"
#include "adapters/store/log_file.hpp"
#include "engine/log/witness.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/signing.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

struct Asked {
  std::string name, key, checkpoint, previous, log_key, proof, log, out;
  std::uint64_t time = 0;
};

Error file_error(const std::string& path) {
  return {"E-NOTE-FILE",
          path,
          {"文件不可读写", "the file cannot be read or written"},
          {"检查路径和权限", "check the path and its rights"},
          Trouble::input};
}

Result<std::string> text_of(const std::string& path) {
  constexpr std::size_t text_bytes_max = 256 * 1024;
  std::ifstream file{path, std::ios::binary};
  if (!file) return std::unexpected(file_error(path));
  std::string text(text_bytes_max, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

/// Whole under its name, or as it was.
Result<void> write_text(const std::string& path, const std::string& text) {
  const std::string draft = path + ".new";
  std::ofstream file{draft, std::ios::binary | std::ios::trunc};
  file << text << std::flush;
  std::error_code failed;
  if (file) fs::rename(draft, path, failed);
  if (!file || failed) return std::unexpected(file_error(path));
  return {};
}

WitnessKey key_of(const crypto::WitnessSecret& secret, HashFunction& hash) {
  return witness_key(hash, secret.name, secret.public_key);
}

int make(const Shared& shared, const Asked& asked) {
  const auto made = crypto::make_witness_secret(asked.key, asked.name);
  if (!made) return report(made.error(), shared.language());
  crypto::Sha256 hash;
  answer(vkey_text(key_of(*made, hash)) + "\n");
  return Exit::done;
}

int show(const Shared& shared, const Asked& asked) {
  const auto read = crypto::read_witness_secret(asked.key);
  if (!read) return report(read.error(), shared.language());
  crypto::Sha256 hash;
  answer(vkey_text(key_of(*read, hash)) + "\n");
  return Exit::done;
}

/// The root of the first entries of an exported log, made from the entries themselves.
Result<Hash256> root_of(const std::string& path, std::uint64_t size, HashFunction& hash) {
  const auto log = store::open_log_file(path);
  if (!log) return std::unexpected(log.error());
  MerkleTree tree{hash};
  EntryBlock block;
  while (tree.size() < size) {
    if (auto read =
            (*log)->read(tree.size(), std::min<std::uint64_t>(4'096, size - tree.size()), block);
        !read)
      return std::unexpected(read.error());
    if (block.empty()) break;
    for (std::size_t i = 0; i < block.size(); ++i) tree.append(leaf_hash(hash, block[i]));
    static_cast<void>(tree.take_changed_tiles());
  }
  return tree.root();
}

/// Does the new checkpoint continue the one that was signed last? By a proof, or by the log itself.
Result<void> check_continues(const Asked& asked, const Checkpoint& older, const Checkpoint& newer,
                             HashFunction& hash) {
  if (!asked.log.empty()) {
    const auto before = root_of(asked.log, older.size, hash);
    if (!before) return std::unexpected(before.error());
    const auto after = root_of(asked.log, newer.size, hash);
    if (!after) return std::unexpected(after.error());
    return continues(older, newer, *before, *after);
  }
  Continuation continuation;
  if (!asked.proof.empty()) {
    const auto text = text_of(asked.proof);
    if (!text) return std::unexpected(text.error());
    auto parsed = parse_continuation(*text);
    if (!parsed) return std::unexpected(parsed.error());
    continuation = std::move(*parsed);
  }
  return continues(hash, older, newer, continuation.proof);
}

/// The checkpoint, whose log's key has signed it.
Result<Note> signed_note(const std::string& text, const std::vector<LogKey>& keys) {
  auto note = parse_note(text);
  if (!note) return note;
  auto flaw = signature_flaw(*note, keys, crypto::ed25519_verify);
  if (!flaw) return note;
  return std::unexpected(Error{"E-WITNESS-KEY",
                               "checkpoint " + std::to_string(note->checkpoint.size),
                               std::move(*flaw),
                               {"核对日志的公钥", "check the log's public key"},
                               Trouble::integrity});
}

Result<std::string> sign_it(const Asked& asked) {
  crypto::Sha256 hash;
  const auto secret = crypto::read_witness_secret(asked.key);
  if (!secret) return std::unexpected(secret.error());
  const auto keys = keys_of_option(asked.log_key, hash);
  if (!keys) return std::unexpected(keys.error());
  const auto text = text_of(asked.checkpoint);
  if (!text) return text;
  const auto note = signed_note(*text, *keys);
  if (!note) return std::unexpected(note.error());
  std::error_code failed;
  if (fs::exists(asked.previous, failed)) {
    const auto before = text_of(asked.previous);
    if (!before) return before;
    const auto older = signed_note(*before, *keys);
    if (!older) return std::unexpected(older.error());
    if (auto same = check_continues(asked, older->checkpoint, note->checkpoint, hash); !same)
      return std::unexpected(same.error());
  }
  const std::uint64_t time =
      asked.time != 0 ? asked.time : static_cast<std::uint64_t>(now_ms() / 1'000);
  const auto sign = [&](std::string_view message) {
    return crypto::ed25519_sign(secret->secret, message);
  };
  auto with_line = cosigned(*text, key_of(*secret, hash), time, sign);
  if (!with_line) return with_line;
  // What was signed is remembered before anybody gets the signature.
  if (auto kept = write_text(asked.previous, *text); !kept) return std::unexpected(kept.error());
  return with_line;
}

int sign(const Shared& shared, const Asked& asked) {
  const auto note = sign_it(asked);
  if (!note) return report(note.error(), shared.language());
  if (asked.out.empty()) {
    answer(*note);
    return Exit::done;
  }
  if (auto written = write_text(asked.out, *note); !written)
    return report(written.error(), shared.language());
  return Exit::done;
}

}  // namespace

void add_witness_commands(CLI::App& app, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<Asked>();
  CLI::App* witness = app.add_subcommand("witness", "见证检查点 witnesses a log's checkpoints");
  witness->require_subcommand(1);
  CLI::App* init = add_command(*witness, "init", "生成见证密钥 makes a witness's key",
                               "tradein witness init --name audit.example/a --key a.key", *shared);
  init->add_option("--name", asked->name, "名称 its name in signature lines")->required();
  CLI::App* key = add_command(*witness, "key", "输出公钥行 prints its vkey line",
                              "tradein witness key --key a.key > a.vkey", *shared);
  CLI::App* cosign = add_command(
      *witness, "sign",
      "确认检查点是上次那个的延续，然后签名 signs a checkpoint that continues the one signed last",
      "tradein witness sign --checkpoint c --previous last --log-key office.vkey --key a.key "
      "--proof p",
      *shared);
  for (CLI::App* one : {init, key, cosign})
    one->add_option("--key", asked->key, "见证密钥文件 the witness's key file")->required();
  cosign->add_option("--checkpoint", asked->checkpoint, "检查点 the checkpoint")->required();
  cosign
      ->add_option("--previous", asked->previous,
                   "上次签名的检查点，签名后更新 the one signed last; kept here")
      ->required();
  cosign->add_option("--log-key", asked->log_key, "日志公钥 the log's vkey line, or its file")
      ->required();
  cosign->add_option("--proof", asked->proof, "`tradein log consistency` 的输出 its output");
  cosign->add_option("--log", asked->log, "或导出的日志 or the exported log itself");
  cosign->add_option("--time", asked->time,
                     "签名时间，秒 time of signing, seconds since 1970 (else now)");
  cosign->add_option("--out", asked->out, "写入文件 a file to write (else standard output)");
  init->callback([=, &exit_code] { exit_code = make(*shared, *asked); });
  key->callback([=, &exit_code] { exit_code = show(*shared, *asked); });
  cosign->callback([=, &exit_code] { exit_code = sign(*shared, *asked); });
}

}  // namespace tradein::tool
