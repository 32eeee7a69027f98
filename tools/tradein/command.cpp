#include "tools/tradein/command.hpp"

namespace tradein::tool {

CLI::App* add_command(CLI::App& parent, const std::string& name, const std::string& what,
                      const std::string& example, Shared& shared) {
  CLI::App* command = parent.add_subcommand(name, what);
  command->footer("示例 Example:\n  " + example);
  command->add_option("--lang", shared.lang, "语言 language: zh, en (else as the locale says)")
      ->check(CLI::IsMember({"zh", "en"}));
  command->add_option("--format", shared.format, "形式 form of the answer: table, ndjson, csv")
      ->check(CLI::IsMember({"table", "ndjson", "csv"}));
  command->add_flag("--json", shared.json, "机器可读 machine-readable answer");
  return command;
}

void add_rules_options(CLI::App& command, Shared& shared) {
  command.add_option("--rules", shared.rules.rules,
                     "规则包文件夹 folder of rule packs (else the product's own)");
  command.add_option("--schemas", shared.rules.schemas, "更多申领种类 folder of more claim kinds");
  command.add_option("--as-of", shared.rules.as_of,
                     "按该日已发布的规则 packs as published by this day (else today)");
}

void add_store_option(CLI::App& command, Shared& shared) {
  command.add_option("--store", shared.store, "存储文件 the store")->required();
}

}  // namespace tradein::tool
