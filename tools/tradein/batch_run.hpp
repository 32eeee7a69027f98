#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tools/tradein/answers.hpp"
#include "tools/tradein/block_stream.hpp"
#include "tools/tradein/claim_desk.hpp"

namespace tradein::tool {

/// One run over several files: how each is opened, streamed through the desk and answered. What
/// becomes of a group (a commit and its answers, or in a pre-check the answers alone) is the
/// caller's.
class BatchRun {
 public:
  using GroupTaker = std::function<bool(std::unique_ptr<AnswerGroup>)>;  ///< false: end the run
  using GroupMaker = std::function<std::unique_ptr<AnswerGroup>()>;

  BatchRun(const Rules& rules, std::string retailer, BlockKeys keys, ClaimDesk& desk,
           AnswerSink& sink, GroupMaker make, GroupTaker take);

  /// Streams the file. A file that is refused as a whole is answered so; errors are the world's
  /// alone.
  Result<void> file(const std::string& path, Language language);

  [[nodiscard]] bool refused_any() const noexcept { return refused_; }
  [[nodiscard]] bool ended() const noexcept { return ended_; }

 private:
  [[nodiscard]] std::unique_ptr<AnswerGroup> fresh_group();
  bool hand_over(std::unique_ptr<AnswerGroup> group);
  Result<void> refuse(const std::string& path, const Error& error);

  const Rules& rules_;
  IntakeContext context_;
  BlockKeys keys_;
  ClaimDesk& desk_;
  AnswerSink& sink_;
  GroupMaker make_;
  GroupTaker take_;
  bool refused_ = false, ended_ = false;
};

}  // namespace tradein::tool
