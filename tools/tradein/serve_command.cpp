#include <cerrno>
#include <csignal>
#include <fstream>

#include <fmt/format.h>

#include "adapters/wire/certificates.hpp"
#include "adapters/wire/health_port.hpp"
#include "engine/base/json.hpp"
#include "tools/tradein/command.hpp"
#include "tools/tradein/event_log.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/retailer.hpp"
#include "tools/tradein/serve_config.hpp"
#include "tools/tradein/service_desk.hpp"
#include "tools/tradein/service_metrics.hpp"

namespace tradein::tool {
namespace {

struct ServeOptions {
  Shared shared;
  std::string config, folder;
  std::vector<std::string> retailers;
  std::uint16_t port = 8443;
  bool verbose = false;
};

int init(const ServeOptions& options) {
  const Language language = options.shared.language();
  for (const std::string& retailer : options.retailers)
    if (const auto fine = check_retailer(retailer); !fine) return report(fine.error(), language);
  if (const auto made = wire::make_development_set(options.folder, options.retailers); !made)
    return report(made.error(), language);
  const std::string path = options.folder + "/serve.yaml";
  std::ofstream out{path, std::ios::binary};
  out << development_config(options.port, options.retailers);
  if (!out.flush())
    return report({"E-FILE-WRITE",
                   path,
                   {"无法写入", "it cannot be written"},
                   {"检查目录的权限和剩余空间", "check the folder's rights and its free space"},
                   Trouble::input},
                  language);
  say({fmt::format(
           "已生成开发用的一套证书和配置：{}\n  启动：tradein serve --store claims.db --config {}",
           options.folder, path),
       fmt::format("made certificates and a configuration for development in {}\n  start it: "
                   "tradein serve --store claims.db --config {}",
                   options.folder, path)},
      language);
  return Exit::done;
}

/// A health port that cannot be had is said, but claims matter more.
std::unique_ptr<wire::HealthPort> open_health(const ServeConfig& config, const wire::Server& server,
                                              const ServiceDesk& desk, EventLog& log) {
  if (config.health_address.empty()) return nullptr;
  auto health =
      wire::HealthPort::open(config.health_address, config.health_port,
                             {[&] { return !server.metrics().draining && !desk.metrics().full; },
                              [&] { return metrics_text(server.metrics(), desk); }});
  if (health) return std::move(*health);
  std::string members = "\"code\":\"" + health.error().code + "\",\"place\":";
  append_json_string(members, health.error().place);
  members += ",\"what\":";
  append_json_string(members, health.error().what.en);
  log.tell("error", "no-health-port", members);
  return nullptr;
}

int serve(const ServeOptions& options) {
  const Language language = options.shared.language();
  auto config = read_serve_config(options.config);
  if (!config) return report(config.error(), language);
  EventLog log{options.verbose ? EventLog::Level::debug : EventLog::Level::info};
  const wire::Tell tell = [&log](const char* level, const char* event, const std::string& members) {
    log.tell(level, event, members);
  };
  ServiceDesk desk{{options.shared.store, options.shared.rules,
                    options.shared.lang == "en" ? Language::en : Language::zh, config->limits,
                    config->free_bytes_min},
                   tell};
  wire::Server::Options server_options{
      config->address, config->port, config->limits, config->settings, {}};
  server_options.reload = [&]() -> Result<wire::ServerSettings> {
    desk.reload_rules();
    auto again = read_serve_config(options.config);
    if (!again) return std::unexpected(again.error());
    return again->settings;
  };
  auto server = wire::Server::open(std::move(server_options), desk, tell);
  if (!server) return report(server.error(), language);
  // Who cannot listen makes no store; who comes early waits until the store is open.
  if (const auto opened = desk.open(); !opened) return report(opened.error(), language);
  desk.answer_to([&server](auto answers) { (*server)->answer(std::move(answers)); });
  desk.start();
  std::string members = "\"address\":";
  append_json_string(members, config->address);
  members += fmt::format(",\"port\":{},\"retailers\":{},\"version\":\"" TRADEIN_VERSION "\"",
                         (*server)->port(), config->settings.retailers.size());
  tell("info", "listening", members);
  const auto health = open_health(*config, **server, desk, log);
  const int signal = (*server)->run();
  const auto finished = desk.finish();
  if (!finished) return report(finished.error(), language);
  tell("info", "ended", fmt::format("\"entries\":{}", desk.metrics().entries.load()));
  return signal == SIGINT ? Exit::interrupted : Exit::done;
}

}  // namespace

void add_serve_command(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = add_command(
      app, "serve", "受理服务：TLS 1.3 上的 NDJSON the intake service: NDJSON over TLS 1.3",
      "tradein serve init dev --retailer 91370100MA00012378\n  tradein serve --store claims.db "
      "--config dev/serve.yaml",
      options->shared);
  add_rules_options(*command, options->shared);
  CLI::Option* const store =
      command->add_option("--store", options->shared.store, "存储文件 the store");
  CLI::Option* const config =
      command->add_option("--config", options->config, "配置文件 the configuration, serve.yaml");
  command->add_flag("--verbose", options->verbose, "也记录调试事件 debug events, too");
  auto init_options = std::make_shared<ServeOptions>();
  CLI::App* init_command = add_command(
      *command, "init", "生成开发用证书和配置 makes certificates and serve.yaml for development",
      "tradein serve init dev --retailer 91370100MA00012378 --port 8443", init_options->shared);
  init_command->add_option("DIR", init_options->folder, "文件夹 the folder")->required();
  init_command
      ->add_option("--retailer", init_options->retailers,
                   "参与企业的统一社会信用代码 USCC of each retailer")
      ->required();
  init_command->add_option("--port", init_options->port, "端口 the port")
      ->check(CLI::Range(1, 65'535));
  init_command->callback([=, &exit_code] { exit_code = init(*init_options); });
  command->callback([=, &exit_code] {
    if (init_command->parsed()) return;
    if (store->count() == 0) throw CLI::RequiredError("--store");
    if (config->count() == 0) throw CLI::RequiredError("--config");
    exit_code = serve(*options);
  });
}

}  // namespace tradein::tool
