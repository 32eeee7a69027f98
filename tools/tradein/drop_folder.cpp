#include "tools/tradein/drop_folder.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "tools/tradein/ack_files.hpp"
#include "tools/tradein/file_digest.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/process_files.hpp"

namespace tradein::tool {
namespace {

namespace fs = std::filesystem;

bool is_manifest(const fs::path& path) {
  return path.filename().string().ends_with(manifest_ending);
}

std::unexpected<Error> cannot_move(const fs::path& path) {
  return std::unexpected(
      Error{"E-WATCH-MOVE",
            path.string(),
            {"文件移动不了", "the file cannot be moved"},
            {"检查该文件夹的权限和剩余空间；已裁定的申领都已保存，重新运行会得到原答复",
             "look at the folder's rights and room; what was decided is kept, a new run gets its "
             "answers"},
            Trouble::store});
}

Error out_of_order(const Manifest& manifest, const std::string& last) {
  const auto shown = [](const std::string& hash, const char* none) {
    return hash.empty() ? std::string{none} : hash;
  };
  return {
      "E-BATCH-ORDER",
      manifest.path.filename().string(),
      {fmt::format("清单写的上一批是 {}，该企业已收的最后一批是 {}", shown(manifest.previous, "无"),
                   shown(last, "无")),
       fmt::format("it names {} as the batch before it, the retailer's last one is {}",
                   shown(manifest.previous, "none"), shown(last, "none"))},
      {"先补交缺少的批次，再重新放入这一批；prev_batch_sha256 是上一份清单文件的 SHA-256",
       "put in the batch that is missing, then this one again; prev_batch_sha256 is the SHA-256 "
       "of the manifest before it"},
      Trouble::input};
}

Error id_used(const Manifest& manifest) {
  return {"E-BATCH-ID",
          manifest.path.filename().string(),
          {fmt::format("批次号 `{}` 已用于另一批", manifest.batch_id),
           fmt::format("the batch id `{}` is another batch's", manifest.batch_id)},
          {"给这一批一个新的批次号", "give this batch an id of its own"},
          Trouble::input};
}

/// Two lines a language below the code; for a clerk, and for a program that reads the first word.
std::string reason_text(const Error& why) {
  return fmt::format("{} {}\n{}\n下一步：{}\n{}\nnext: {}\n", why.code, why.place, why.what.zh,
                     why.fix.zh, why.what.en, why.fix.en);
}

/// Hands everything on and keeps what was said of the file.
class Listener final : public AnswerSink {
 public:
  Listener(std::unique_ptr<AnswerSink> to, FileAnswer& answer)
      : to_{std::move(to)}, answer_{answer} {}
  Result<void> begin(const std::string& file, const FileLayout& layout) override {
    return to_->begin(file, layout);
  }
  bool wants(bool invalid, bool repeated, Outcome outcome) const override {
    return to_->wants(invalid, repeated, outcome);
  }
  Result<void> row(const RowAnswer& answer) override { return to_->row(answer); }
  Result<void> end(const FileAnswer& answer) override {
    answer_ = answer;
    return to_->end(answer);
  }

 private:
  std::unique_ptr<AnswerSink> to_;
  FileAnswer& answer_;
};

/// `folder`, or the first of its numbered folders that has none of the names.
fs::path free_folder(const fs::path& folder, const std::vector<fs::path>& names) {
  for (int n = 1;; ++n) {
    const fs::path tried = n == 1 ? folder : folder / std::to_string(n);
    std::error_code failed;
    if (std::ranges::none_of(names, [&](const fs::path& name) {
          return fs::exists(tried / name.filename(), failed);
        }))
      return tried;
  }
}

std::vector<fs::path> parts_of(const Manifest& manifest) {
  std::vector<fs::path> parts;
  if (!manifest.file.empty()) parts.push_back(manifest.file);
  if (manifest.simple) {
    parts.push_back(manifest.file);
    parts.back() += count_ending;
  }
  parts.push_back(manifest.path);  // last: as long as it is there, a kill is made good
  return parts;
}

}  // namespace

void ManifestChain::load(const fs::path& done) {
  std::vector<Manifest> all;
  std::error_code failed;
  for (fs::recursive_directory_iterator at{done, failed}, end; !failed && at != end;
       at.increment(failed)) {
    if (!is_manifest(at->path())) continue;
    if (auto manifest = read_manifest(at->path())) all.push_back(std::move(*manifest));
  }
  for (const Manifest& manifest : all) {
    retailers_[manifest.retailer].hash_of_id[manifest.batch_id] = manifest.hash;
    retailers_[manifest.retailer].last.insert(manifest.hash);
  }
  for (const Manifest& manifest : all) retailers_[manifest.retailer].last.erase(manifest.previous);
}

Result<void> ManifestChain::admit(const Manifest& manifest) const {
  const auto found = retailers_.find(manifest.retailer);
  if (found == retailers_.end()) {
    if (manifest.previous.empty()) return {};
    return std::unexpected(out_of_order(manifest, ""));
  }
  const auto& [last, ids] = found->second;
  if (last.contains(manifest.hash)) return {};
  if (const auto id = ids.find(manifest.batch_id); id != ids.end() && id->second != manifest.hash)
    return std::unexpected(id_used(manifest));
  if (last.contains(manifest.previous)) return {};
  return std::unexpected(out_of_order(manifest, last.empty() ? "" : *last.begin()));
}

void ManifestChain::taken(const Manifest& manifest) {
  Retailer& retailer = retailers_[manifest.retailer];
  retailer.last.erase(manifest.previous);
  retailer.last.insert(manifest.hash);
  retailer.hash_of_id[manifest.batch_id] = manifest.hash;
}

struct DropFolder::Candidate {
  Manifest manifest;
  std::optional<Error> wrong;  ///< with the manifest itself
};

/// In the order of their names, so that equal folders give equal logs.
Result<std::vector<DropFolder::Candidate>> DropFolder::look() const {
  std::error_code failed;
  std::vector<fs::path> paths;
  for (fs::directory_iterator at{setup_.folder, failed}, end; !failed && at != end;
       at.increment(failed))
    if (is_manifest(at->path()) || at->path().extension() == digest_ending)
      paths.push_back(at->path());
  if (failed)
    return std::unexpected(Error{"E-FILE-READ",
                                 setup_.folder.string(),
                                 {"文件夹读不出来", "the folder cannot be read"},
                                 {"检查路径和权限", "look at the path and its rights"},
                                 Trouble::input});
  std::ranges::sort(paths);
  std::ranges::stable_partition(paths, is_manifest);
  std::vector<Candidate> found;
  std::set<fs::path> named;
  for (const fs::path& path : paths) {
    auto manifest = read_manifest(path);
    Candidate candidate;
    if (manifest) {
      if (!named.insert(manifest->file).second) continue;
      candidate.manifest = std::move(*manifest);
      if (candidate.manifest.retailer.empty()) candidate.manifest.retailer = setup_.retailer;
      if (!setup_.retailer.empty() && candidate.manifest.retailer != setup_.retailer)
        candidate.wrong = other_retailer(candidate.manifest, setup_.retailer);
      else if (candidate.manifest.retailer.empty())
        candidate.wrong = no_retailer(candidate.manifest);
    } else {
      candidate.manifest.path = path;
      if (!is_manifest(path)) {
        candidate.manifest.simple = true;
        candidate.manifest.file = fs::path{path}.replace_extension();
      }
      candidate.wrong = manifest.error();
    }
    found.push_back(std::move(candidate));
  }
  // A manifest waits for its file, unless a kill came between moving the two.
  std::erase_if(found, [&](const Candidate& candidate) {
    const Manifest& manifest = candidate.manifest;
    if (candidate.wrong || fs::exists(manifest.file, failed)) return false;
    const auto before = file_digest(setup_.folder / "done" / manifest.file.filename());
    if (before && *before == manifest.sha256)
      fs::rename(manifest.path, setup_.folder / "done" / manifest.path.filename(), failed);
    return true;
  });
  return found;
}

Result<void> DropFolder::move_away(const Manifest& manifest, const fs::path& to) const {
  std::error_code failed;
  fs::create_directories(to, failed);
  if (failed) return cannot_move(to);
  for (const fs::path& part : parts_of(manifest)) {
    if (!fs::exists(part, failed)) continue;
    fs::rename(part, to / part.filename(), failed);
    if (failed) return cannot_move(part);
  }
  return {};
}

Result<void> DropFolder::quarantine(const Manifest& manifest, const Error& why) const {
  const fs::path to = free_folder(setup_.folder / "quarantine", parts_of(manifest));
  const fs::path& name = manifest.file.empty() ? manifest.path : manifest.file;
  std::error_code failed;
  fs::create_directories(to, failed);
  std::ofstream reason{to / (name.filename().string() + ".reason.txt"), std::ios::binary};
  reason << reason_text(why);
  reason.close();
  if (!reason) return cannot_move(to);
  return move_away(manifest, to);
}

Result<void> DropFolder::take(Candidate& candidate, const Rules& rules, WrittenStore& store,
                              DroppedBatch& batch) {
  const Manifest& manifest = candidate.manifest;
  if (const auto whole = check_against_file(manifest, manifest.retailer, rules); !whole) {
    batch.quarantined = whole.error();
    return quarantine(manifest, whole.error());
  }
  // Another batch of the same file name keeps its place; this one gets a folder of its own.
  const fs::path before = setup_.folder / "done" / manifest.path.filename();
  std::error_code failed;
  const bool again = file_digest(before).value_or("") == manifest.hash;
  const bool free =
      again || (!fs::exists(before, failed) &&
                !fs::exists(setup_.folder / "done" / manifest.file.filename(), failed));
  const fs::path own = free ? "" : manifest.batch_id;
  Listener listener{ack_sink(setup_.folder / "ack" / own, rules.kinds, setup_.language),
                    batch.answer};
  const auto done = process_files(rules, store, manifest.retailer, {manifest.file.string()},
                                  listener, setup_.language);
  if (!done) return std::unexpected(done.error());
  if (interrupt_requested()) return {};
  if (batch.answer.refused) {
    batch.quarantined = *batch.answer.refused;
    return quarantine(manifest, *batch.answer.refused);
  }
  return move_away(manifest, setup_.folder / "done" / own);
}

Result<void> DropFolder::sweep(const std::function<void(const DroppedBatch&)>& tell) {
  auto waiting = look();
  if (!waiting) return std::unexpected(waiting.error());
  if (waiting->empty()) return {};
  const auto rules = load_rules(setup_.rules, setup_.language);
  if (!rules) return std::unexpected(rules.error());
  auto store = WrittenStore::open(setup_.store, setup_.language);
  if (!store) return std::unexpected(store.error());
  ManifestChain chain;
  chain.load(setup_.folder / "done");
  const auto handle = [&](Candidate& candidate, const std::optional<Error>& wrong) -> Result<void> {
    const Manifest& manifest = candidate.manifest;
    const fs::path& name = manifest.file.empty() ? manifest.path : manifest.file;
    DroppedBatch batch{name.filename().string(), manifest.retailer, manifest.batch_id, wrong, {}};
    const auto handled =
        wrong ? quarantine(manifest, *wrong) : take(candidate, **rules, **store, batch);
    if (!handled || interrupt_requested()) return handled;
    if (!batch.quarantined && !manifest.simple) chain.taken(manifest);
    tell(batch);
    return {};
  };
  // What comes next in its chain, until nothing does; what is left then is out of order.
  for (bool moved = true; moved && !interrupt_requested();) {
    moved = false;
    for (auto at = waiting->begin(); at != waiting->end() && !interrupt_requested();) {
      if (!at->wrong && !at->manifest.simple && !chain.admit(at->manifest)) {
        ++at;
        continue;
      }
      if (const auto handled = handle(*at, at->wrong); !handled) return handled;
      at = waiting->erase(at);
      moved = true;
    }
  }
  for (Candidate& left : *waiting) {
    if (interrupt_requested()) break;
    const auto admitted = chain.admit(left.manifest);
    if (admitted) continue;
    if (const auto handled = handle(left, admitted.error()); !handled) return handled;
  }
  return (*store)->close();
}

}  // namespace tradein::tool
