#include <poll.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "adapters/wire/client.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/file_digest.hpp"
#include "tools/tradein/interrupt.hpp"
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
  std::string file, to, receipts;
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

/// A claim id as a file's name.
std::string file_name_of(const std::string& claim_id) {
  std::string out;
  for (const char c : claim_id) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '_' || (c == '.' && !out.empty());
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return out + ".receipt";
}

class Submitter {
 public:
  explicit Submitter(const SubmitOptions& options)
      : options_{options},
        language_{options.shared.language()},
        file_{options.file, std::ios::binary},
        submission_{file_, !options.receipts.empty(),
                    [this](const Submission::Answered& a) { return take(a); }} {}

  int run();

 private:
  Result<void> send_all(const Target& target, const std::shared_ptr<wire::TlsContext>& context);
  /// One connection's life; true where it did something.
  Result<bool> converse(wire::Client& client);
  Result<void> take(const Submission::Answered& answered);
  Result<void> read_lines();
  int close();

  const SubmitOptions& options_;
  Language language_;
  std::ifstream file_;
  Submission submission_;
  std::string received_;
  std::vector<Submission::Answered> shown_;
  std::uint64_t receipts_ = 0;
};

Result<void> Submitter::take(const Submission::Answered& answered) {
  if (!answered.receipt.empty()) {
    const std::string path = options_.receipts + "/" + file_name_of(answered.claim_id);
    std::ofstream out{path, std::ios::binary};
    out << answered.receipt;
    ++receipts_;
    if (out.flush()) return {};
    return std::unexpected(
        Error{"E-FILE-WRITE",
              path,
              {"无法写入", "it cannot be written"},
              {"检查目录的权限和剩余空间", "check the folder's rights and its free space"}});
  }
  if (options_.shared.ndjson())
    answer(answered.line);
  else if (answered.outcome != "approved" && !answered.repeated && shown_.size() < shown_max)
    shown_.push_back(answered);
  return {};
}

Result<void> Submitter::read_lines() {
  std::size_t begin = 0;
  for (std::size_t end = received_.find('\n'); end != std::string::npos;
       end = received_.find('\n', begin)) {
    const auto taken =
        submission_.answer(std::string_view{received_}.substr(begin, end - begin), Clock::now());
    if (!taken) return taken;
    begin = end + 1;
  }
  received_.erase(0, begin);
  return {};
}

Result<bool> Submitter::converse(wire::Client& client) {
  const std::uint64_t before = submission_.answered();
  std::error_code ignored;
  const auto bytes = std::filesystem::file_size(options_.file, ignored);
  Progress progress{{"发送", "sending"}, language_};
  received_.clear();
  for (auto state = wire::Client::State::open;
       state == wire::Client::State::open && !submission_.finished();) {
    std::string lines;
    submission_.append_lines(window, Clock::now(), lines);
    client.send(lines);
    if (interrupt_requested()) break;
    state = client.move(received_);
    if (const auto taken = read_lines(); !taken) return std::unexpected(taken.error());
    progress.at(submission_.bytes_read(), ignored ? 0 : bytes, submission_.answered());
    pollfd one{client.fd(), static_cast<short>(POLLIN | (client.wants_to_write() ? POLLOUT : 0)),
               0};
    if (state == wire::Client::State::open && !submission_.finished()) ::poll(&one, 1, 100);
  }
  submission_.broken();
  return submission_.answered() > before;
}

Result<void> Submitter::send_all(const Target& target,
                                 const std::shared_ptr<wire::TlsContext>& context) {
  milliseconds pause{200};
  for (unsigned failures = 0; !submission_.finished() && !interrupt_requested();) {
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
    if (submission_.finished() || interrupt_requested()) return {};
    if (++failures >= options_.tries) return std::unexpected(*error);
    ::poll(nullptr, 0, static_cast<int>(pause.count()));
    pause = std::min(pause * 2, longest_pause);
  }
  return {};
}

int Submitter::close() {
  FileAnswer counts = submission_.counts();
  counts.file = options_.file;
  counts.sha256 = file_digest(options_.file).value_or("");
  if (options_.shared.ndjson()) {
    std::string line;
    append_json(counts, options_.shared.lang == "en" ? Language::en : Language::zh, line);
    answer(line);
  } else {
    const bool zh = language_ == Language::zh;
    std::string out = options_.file + "\n" + counts_table(counts, language_);
    TextTable rows{{zh ? "行" : "row", zh ? "申领号" : "claim", zh ? "结论" : "outcome",
                    zh ? "代码" : "code", zh ? "说明" : "what"}};
    rows.right(0);
    for (const Submission::Answered& row : shown_)
      rows.row(
          {std::to_string(row.row), row.claim_id, row.outcome, row.code, zh ? row.zh : row.en});
    if (!shown_.empty()) out += "\n" + rows.text();
    answer(out);
  }
  if (!options_.receipts.empty())
    say({fmt::format("{} 份回执已存入 {}", grouped(receipts_), options_.receipts),
         fmt::format("{} receipts are in {}", grouped(receipts_), options_.receipts)},
        language_);
  return Exit::done;
}

int Submitter::run() {
  if (!file_)
    return report({"E-FILE-READ",
                   options_.file,
                   {"无法读取该文件", "this file cannot be read"},
                   {"检查文件名和权限", "check the name and the file's rights"},
                   Trouble::input},
                  language_);
  const auto target = target_of(options_.to);
  if (!target) return report(target.error(), language_);
  const auto context = wire::TlsContext::client(options_.tls);
  if (!context) return report(context.error(), language_);
  if (!options_.receipts.empty()) {
    std::error_code failed;
    std::filesystem::create_directories(options_.receipts, failed);
  }
  watch_for_interrupt();
  if (const auto sent = send_all(*target, *context); !sent) return report(sent.error(), language_);
  if (!interrupt_requested()) return close();
  say({fmt::format("已中断。{} 行已有答复；重新运行同一命令，这些行会得到原答复",
                   grouped(submission_.answered())),
       fmt::format("interrupted; {} rows were answered. Run the same command again: they get their "
                   "first answer",
                   grouped(submission_.answered()))},
      language_);
  return Exit::interrupted;
}

}  // namespace

void add_submit_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SubmitOptions>();
  CLI::App* command = add_command(
      app, "submit", "向受理服务发送申领 sends a file of claims (NDJSON) to the intake service",
      "tradein submit claims.ndjson --to 127.0.0.1:8443 --ca dev/ca.pem --cert dev/USCC.pem --key "
      "dev/USCC.key",
      options->shared);
  command->add_option("FILE", options->file, "NDJSON 文件 a file of NDJSON")->required();
  command->add_option("--to", options->to, "服务的 主机:端口 the service's HOST:PORT")->required();
  command->add_option("--cert", options->tls.certificate, "企业证书 the retailer's certificate")
      ->required();
  command->add_option("--key", options->tls.key, "企业私钥 the retailer's key")->required();
  command->add_option("--ca", options->tls.authority, "签发服务证书的 CA the service's authority")
      ->required();
  command->add_option("--receipts", options->receipts,
                      "回执文件夹 folder for a receipt of every decided claim");
  command->add_option("--tries", options->tries,
                      "连接中断后的尝试次数 tries without an answer before it gives up");
  command->callback([=, &exit_code] { exit_code = Submitter{*options}.run(); });
}

}  // namespace tradein::tool
