#include <csignal>
#include <cstdio>
#include <exception>

#include <CLI/CLI.hpp>

#include "tools/tradein/command.hpp"
#include "tools/tradein/dmn_command.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/feel_command.hpp"

namespace {

/// A command called without what it needs is wrong usage: exit 2, said on standard error.
int wrong_usage(const CLI::App& app, const CLI::ParseError& error) {
  const int code = app.exit(error, std::cout, std::cerr);
  return code == 0 ? tradein::tool::Exit::done : tradein::tool::Exit::wrong_usage;
}

/// A group of commands shows the example of its first one.
void show_examples(CLI::App& app) {
  app.footer(
      "示例 Example:\n  tradein process claims.csv --store claims.db --retailer "
      "91370100MA00012378\n"
      "退出码 Exit codes: 0 done, 1 does not hold, 2 wrong usage, 3 unusable input, 4 no store, 5 "
      "refused for integrity, 130 interrupted");
  for (CLI::App* group : app.get_subcommands({}))
    if (const auto commands = group->get_subcommands({}); !commands.empty())
      group->footer(commands.front()->get_footer());
}

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed window must not lose claims
  CLI::App app{
      "以旧换新补贴申领审核 decides consumer trade-in subsidy claims against rule files, on the "
      "record",
      "tradein"};
  app.set_version_flag("--version", "tradein " TRADEIN_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  tradein::tool::add_process_command(app, exit_code);
  tradein::tool::add_serve_command(app, exit_code);
  tradein::tool::add_submit_command(app, exit_code);
  tradein::tool::add_check_command(app, exit_code);
  tradein::tool::add_watch_command(app, exit_code);
  tradein::tool::add_withdraw_command(app, exit_code);
  tradein::tool::add_decisions_command(app, exit_code);
  tradein::tool::add_explain_command(app, exit_code);
  tradein::tool::add_rules_commands(app, exit_code);
  tradein::tool::add_replay_command(app, exit_code);
  tradein::tool::add_verify_command(app, exit_code);
  tradein::tool::add_receipt_command(app, exit_code);
  tradein::tool::add_log_command(app, exit_code);
  tradein::tool::add_keys_command(app, exit_code);
  tradein::tool::add_privacy_command(app, exit_code);
  tradein::tool::add_witness_commands(app, exit_code);
  tradein::tool::add_audit_commands(app, exit_code);
  tradein::tool::add_feel_command(app, exit_code);
  tradein::tool::add_dmn_command(app, exit_code);
  show_examples(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return wrong_usage(app, error);
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& failure) {  // out of memory, and what we did not think of
    static_cast<void>(
        std::fprintf(stderr, "tradein: internal error: %s; please report it\n", failure.what()));
    return tradein::tool::Exit::no_store;
  }
}
