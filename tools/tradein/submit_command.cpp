#include <poll.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "adapters/wire/client.hpp"
#include "tools/tradein/ack_files.hpp"
#include "tools/tradein/claim_lines.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/file_digest.hpp"
#include "tools/tradein/interrupt.hpp"
#include "tools/tradein/plain_words.hpp"
#include "tools/tradein/receipt_folder.hpp"
#include "tools/tradein/submission.hpp"
#include "tools/tradein/text_table.hpp"

namespace tradein::tool {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t window = 512;           // lines that wait for their answer
constexpr milliseconds patience{10'000};      // for a connection
constexpr milliseconds longest_pause{5'000};  // between two tries
constexpr std::size_t shown_max = 12;

struct SubmitOptions {
  Shared shared;
  std::string file, to, receipts, ack;
  wire::TlsFiles tls;
  unsigned tries = 10;
};

struct Target {
  std::string host;
  std::uint16_t port = 0;
};

Result<Target> target_of(const std::string& to) {
  const std::size_t colon = to.rfind(':');
  Target target;
  if (colon != std::string::npos && colon > 0) {
    target.host = to.substr(0, colon);
    if (target.host.starts_with('[') && target.host.ends_with(']'))
      target.host = target.host.substr(1, target.host.size() - 2);
    const char* const end = to.data() + to.size();
    const auto [stop, error] = std::from_chars(to.data() + colon + 1, end, target.port);
    if (error == std::errc{} && stop == end && target.port > 0) return target;
  }
  return std::unexpected(
      Error{"E-USAGE",
            "--to",
            {fmt::format("`{}` 不是 主机:端口", to), fmt::format("`{}` is no HOST:PORT", to)},
            {"例如 --to 127.0.0.1:8443", "for instance --to 127.0.0.1:8443"},
            Trouble::usage});
}

/// For people: the counts and the first rows that were not approved.
class SentSink final : public AnswerSink {
 public:
  explicit SentSink(Language language) : language_{language} {}
  Result<void> begin(const std::string&, const FileLayout&) override { return {}; }
  bool wants(bool invalid, bool repeated, Outcome outcome) const override {
    return (invalid || outcome != Outcome::approved) && !repeated && shown_.size() < shown_max;
  }
  Result<void> row(const RowAnswer& answered) override {
    shown_.push_back(answered);
    return {};
  }
  Result<void> end(const FileAnswer& counts) override;

 private:
  Language language_;
  std::vector<RowAnswer> shown_;
};

Result<void> SentSink::end(const FileAnswer& counts) {
  const bool zh = language_ == Language::zh;
  std::string out = counts.file + "\n" + counts_table(counts, language_);
  TextTable rows{{zh ? "行" : "row", zh ? "申领号" : "claim", zh ? "结论" : "outcome",
                  zh ? "单元格" : "cell", zh ? "代码" : "code", zh ? "说明" : "what"}};
  rows.right(0);
  for (const RowAnswer& row : shown_) {
    const FirstTold first = first_told(row);
    rows.row({std::to_string(row.row), row.claim_id, std::string{outcome_name(row)}, first.cell,
              first.code, in(first.what, language_)});
  }
  if (!shown_.empty()) out += "\n" + rows.text();
  answer(out + notice_lines(counts.notices, language_));
  return {};
}

std::unique_ptr<AnswerSink> sink_of(const SubmitOptions& options, const KindSet& kinds,
                                    Language language, Language told_in) {
  std::unique_ptr<AnswerSink> sink =
      options.shared.ndjson() ? ndjson_sink(told_in) : std::make_unique<SentSink>(language);
  if (options.ack.empty()) return sink;
  return both_sinks(ack_sink(options.ack, kinds, told_in), std::move(sink));
}

class Submitter final : public Submission::Taker {
 public:
  explicit Submitter(const SubmitOptions& options)
      : options_{options},
        language_{options.shared.language()},
        told_in_{options.shared.lang == "en" ? Language::en : Language::zh} {}

  int run();

 private:
  /// Reads the file and readies what its answers go to.
  Result<void> open(const KindSet& kinds, const IntakeContext& context);
  Result<void> send_all(const Target& target, const std::shared_ptr<wire::TlsContext>& context);
  /// One connection's life; true where it did something.
  Result<bool> converse(wire::Client& client);
  Result<void> row(const RowAnswer& answered) override;
  Result<void> receipt(const std::string& claim_id, const std::string& text) override;
  Result<void> read_lines();
  int refuse(const Error& error);
  int close();

  const SubmitOptions& options_;
  Language language_, told_in_;  ///< of what people and of what programs read
  std::unique_ptr<ClaimLines> lines_;
  std::optional<Submission> submission_;
  std::unique_ptr<AnswerSink> sink_;
  std::optional<ReceiptFolder> receipts_;
  std::string received_;
};

Result<void> Submitter::receipt(const std::string& claim_id, const std::string& text) {
  return receipts_->keep(claim_id, text);
}

Result<void> Submitter::row(const RowAnswer& answered) {
  RowAnswer placed = answered;
  lines_->place(placed);
  return sink_->wants(placed.invalid, placed.repeated, placed.outcome) ? sink_->row(placed)
                                                                       : Result<void>{};
}

Result<void> Submitter::read_lines() {
  std::size_t begin = 0;
  for (std::size_t end = received_.find('\n'); end != std::string::npos;
       end = received_.find('\n', begin)) {
    const auto taken =
        submission_->answer(std::string_view{received_}.substr(begin, end - begin), Clock::now());
    if (!taken) return taken;
    begin = end + 1;
  }
  received_.erase(0, begin);
  return {};
}

Result<bool> Submitter::converse(wire::Client& client) {
  const std::uint64_t before = submission_->answered();
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(options_.file, ignored);
  Progress progress{{"发送", "sending"}, language_};
  received_.clear();
  for (auto state = wire::Client::State::open;
       state == wire::Client::State::open && !submission_->finished();) {
    std::string lines;
    if (const auto read = submission_->append_lines(window, Clock::now(), lines); !read)
      return std::unexpected(read.error());
    client.send(lines);
    if (interrupt_requested()) break;
    state = client.move(received_);
    if (const auto taken = read_lines(); !taken) return std::unexpected(taken.error());
    progress.at(lines_->bytes_read(), ignored ? 0 : bytes, submission_->answered());
    pollfd one{client.fd(), static_cast<short>(POLLIN | (client.wants_to_write() ? POLLOUT : 0)),
               0};
    if (state == wire::Client::State::open && !submission_->finished()) ::poll(&one, 1, 100);
  }
  submission_->broken();
  return submission_->answered() > before;
}

Result<void> Submitter::send_all(const Target& target,
                                 const std::shared_ptr<wire::TlsContext>& context) {
  milliseconds pause{200};
  for (unsigned failures = 0; !submission_->finished() && !interrupt_requested();) {
    auto client = wire::Client::connect(target.host, target.port, context, patience);
    std::optional<Error> error;
    if (client) {
      const auto moved = converse(**client);
      if (!moved) return std::unexpected(moved.error());
      if (*moved) {
        failures = 0;
        pause = milliseconds{200};
      }
      error = Error{
          "E-CONNECT",
          options_.to,
          {"连接中断：" + (*client)->trouble(), "the connection broke: " + (*client)->trouble()},
          {"稍后重新运行同一命令，已答复的申领会得到原答复",
           "run the same command again later; what was answered gets its first answer"}};
    } else {
      if (client.error().code != "E-CONNECT") return std::unexpected(client.error());
      error = client.error();
    }
    if (submission_->finished() || interrupt_requested()) return {};
    if (++failures >= options_.tries) return std::unexpected(*error);
    ::poll(nullptr, 0, static_cast<int>(pause.count()));
    pause = std::min(pause * 2, longest_pause);
  }
  return {};
}

int Submitter::refuse(const Error& error) {
  if (options_.shared.ndjson()) {
    FileAnswer refused;
    refused.file = options_.file;
    refused.sha256 = file_digest(options_.file).value_or("");
    refused.refused = error;
    if (const auto told = ndjson_sink(told_in_)->end(refused); !told)
      return report(told.error(), language_);
  }
  return report(error, language_);
}

int Submitter::close() {
  FileAnswer counts = submission_->counts();
  counts.file = options_.file;
  counts.sha256 = file_digest(options_.file).value_or("");
  counts.notices = lines_->notices();
  if (const auto ended = sink_->end(counts); !ended) return report(ended.error(), language_);
  if (receipts_)
    say({fmt::format("{} 份回执已存入 {}", grouped(receipts_->kept()), receipts_->path()),
         fmt::format("{} receipts are in {}", grouped(receipts_->kept()), receipts_->path())},
        language_);
  return Exit::done;
}

Result<void> Submitter::open(const KindSet& kinds, const IntakeContext& context) {
  auto lines = ClaimLines::open(options_.file, kinds, context);
  if (!lines) return std::unexpected(lines.error());
  lines_ = std::move(*lines);
  submission_.emplace([this](ClaimLine& line) { return lines_->next(line); },
                      Submission::Wishes{!options_.receipts.empty(), !options_.ack.empty()}, *this);
  return {};
}

int Submitter::run() {
  const auto target = target_of(options_.to);
  if (!target) return report(target.error(), language_);
  const auto context = wire::TlsContext::client(options_.tls);
  if (!context) return report(context.error(), language_);
  const auto kinds = read_kinds(options_.shared.rules);
  if (!kinds) return report(kinds.error(), language_);
  // The retailer is the certificate's; what rests on it only the service needs.
  const IntakeContext intake{{}, today()};
  if (const auto opened = open(*kinds, intake); !opened) return refuse(opened.error());
  if (!options_.receipts.empty()) receipts_.emplace(options_.receipts);
  sink_ = sink_of(options_, *kinds, language_, told_in_);
  if (const auto begun = sink_->begin(options_.file, lines_->layout()); !begun)
    return report(begun.error(), language_);
  watch_for_interrupt();
  if (const auto sent = send_all(*target, *context); !sent) return report(sent.error(), language_);
  if (!interrupt_requested()) return close();
  say({fmt::format("已中断。{} 行已有答复；重新运行同一命令，这些行会得到原答复",
                   grouped(submission_->answered())),
       fmt::format("interrupted; {} rows were answered. Run the same command again: they get their "
                   "first answer",
                   grouped(submission_->answered()))},
      language_);
  return Exit::interrupted;
}

}  // namespace

void add_submit_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = add_command(
      app, "submit",
      "向受理服务发送批次文件 sends a batch file to the intake service; answers as process gives "
      "them",
      "tradein submit claims.csv --to 127.0.0.1:8443 --ca dev/ca.pem --cert dev/USCC.pem --key "
      "dev/USCC.key --ack ack",
      options->shared);
  command->add_option("FILE", options->file, "批次文件 a batch file: CSV, NDJSON, XLSX")
      ->required();
  command->add_option("--to", options->to, "服务的 主机:端口 the service's HOST:PORT")->required();
  command->add_option("--cert", options->tls.certificate, "企业证书 the retailer's certificate")
      ->required();
  command->add_option("--key", options->tls.key, "企业私钥 the retailer's key")->required();
  command->add_option("--ca", options->tls.authority, "签发服务证书的 CA the service's authority")
      ->required();
  command->add_option("--ack", options->ack,
                      "回执文件夹 folder for acknowledgement and corrected-file template");
  command->add_option("--schemas", options->shared.rules.schemas,
                      "更多申领种类 folder of more claim kinds");
  command->add_option("--receipts", options->receipts,
                      "逐件回执的文件夹 folder for a receipt of every decided claim");
  command->add_option("--tries", options->tries,
                      "连接中断后的尝试次数 tries without an answer before it gives up");
  command->callback([=, &exit_code] { exit_code = Submitter{*options}.run(); });
}

}  // namespace tradein::tool
