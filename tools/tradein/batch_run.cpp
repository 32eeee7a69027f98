#include "tools/tradein/batch_run.hpp"

#include <atomic>
#include <filesystem>

#include <fmt/format.h>

#include "adapters/batch/notices.hpp"
#include "tools/tradein/block_stream.hpp"
#include "tools/tradein/console.hpp"
#include "tools/tradein/interrupt.hpp"

namespace tradein::tool {
namespace {

constexpr std::size_t group_entries = 4'096;
constexpr std::size_t group_bytes = group_entries * 1'500;  // memory that grows is touched twice

std::uint64_t size_of(const std::string& path) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(path, failed);
  return failed ? 0 : size;
}

}  // namespace

BatchRun::BatchRun(const Rules& rules, std::string retailer, BlockKeys keys, ClaimDesk& desk,
                   AnswerSink& sink, GroupMaker make, GroupTaker take)
    : rules_{rules},
      context_{std::move(retailer), rules.as_of},
      keys_{std::move(keys)},
      desk_{desk},
      sink_{sink},
      make_{std::move(make)},
      take_{std::move(take)} {}

std::unique_ptr<AnswerGroup> BatchRun::fresh_group() {
  auto group = make_();
  group->entries.bytes.reserve(group_bytes);
  return group;
}

bool BatchRun::hand_over(std::unique_ptr<AnswerGroup> group) {
  ended_ = !take_(std::move(group));
  return !ended_;
}

Result<void> BatchRun::refuse(const std::string& path, const Error& error) {
  refused_ = true;
  auto group = make_();
  group->end_of_file = std::make_unique<FileAnswer>(std::move(desk_.file()));
  group->end_of_file->file = path;
  group->end_of_file->refused = error;
  hand_over(std::move(group));
  return {};
}

Result<void> BatchRun::file(const std::string& path, Language language) {
  crypto::Sha256 digest;
  digest.begin();
  std::atomic<std::uint64_t> bytes{0};
  desk_.begin_file({});
  auto source = open_file(path);
  if (!source) return refuse(path, source.error());
  auto reader = open_batch(std::move(*source), std::filesystem::path{path}.filename().string(),
                           rules_.kinds, context_, [&](std::string_view part) {
                             digest.add(part);
                             bytes += part.size();
                           });
  if (!reader) {
    desk_.file().sha256 = hex(as_text(digest.end()));
    return refuse(path, reader.error());
  }
  desk_.begin_file((*reader)->layout());
  NoticeBook notices{**reader};
  Progress progress{{path, path}, language};
  const std::uint64_t all = size_of(path);
  auto group = fresh_group();
  group->begin_of_file = std::make_unique<FileBegin>(path, (*reader)->layout());
  const auto streamed = for_each_block(**reader, keys_, [&](PreparedBlock& block) {
    desk_.take(block, sink_, *group);
    notices.add(block.block);
    progress.at(bytes, all, desk_.file().rows);
    if (group->entries.size() < group_entries && group->answers.size() < group_entries) return true;
    const bool more = hand_over(std::move(group));
    group = fresh_group();
    return more;
  });
  if (ended_) return {};
  if (!streamed) {
    // The disk failed in the middle. What was decided is kept and answered; the rest of the file,
    // sent again, finds it so.
    if (!hand_over(std::move(group))) return {};
    return refuse(path, streamed.error());
  }
  FileAnswer& answer = desk_.file();
  answer.file = path;
  answer.sha256 = hex(as_text(digest.end()));
  answer.notices = notices.finish();
  if (interrupt_requested()) {
    hand_over(std::move(group));
    return {};
  }
  desk_.end_file(*group);
  group->end_of_file = std::make_unique<FileAnswer>(answer);
  hand_over(std::move(group));
  return {};
}

}  // namespace tradein::tool
