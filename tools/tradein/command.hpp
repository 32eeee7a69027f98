#pragma once
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "tools/tradein/console.hpp"
#include "tools/tradein/rule_files.hpp"

/// What the commands share on the command line.
namespace tradein::tool {

/// Options of every command: --lang, --json, --format.
struct Shared {
  std::string lang, format;
  bool json = false;
  RuleOptions rules;
  std::string store;

  [[nodiscard]] Language language() const { return language_of(lang); }
  [[nodiscard]] bool ndjson() const { return json || format == "ndjson"; }
};

/// A subcommand with the shared options, and an example below its help.
CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what,
                      const std::string& example, Shared& shared);
void add_rules_options(CLI::App& command, Shared& shared);
void add_store_option(CLI::App& command, Shared& shared);

void add_rules_commands(CLI::App& app, int& exit_code);
void add_process_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_decisions_command(CLI::App& app, int& exit_code);
void add_explain_command(CLI::App& app, int& exit_code);
void add_replay_command(CLI::App& app, int& exit_code);
void add_verify_command(CLI::App& app, int& exit_code);
void add_log_command(CLI::App& app, int& exit_code);
void add_privacy_command(CLI::App& app, int& exit_code);
void add_keys_command(CLI::App& app, int& exit_code);
void add_receipt_command(CLI::App& app, int& exit_code);
void add_serve_command(CLI::App& app, int& exit_code);
void add_witness_commands(CLI::App& app, int& exit_code);
void add_submit_command(CLI::App& app, int& exit_code);
void add_watch_command(CLI::App& app, int& exit_code);
void add_withdraw_command(CLI::App& app, int& exit_code);
void add_audit_commands(CLI::App& app, int& exit_code);

}  // namespace tradein::tool
