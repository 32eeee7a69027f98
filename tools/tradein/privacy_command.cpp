#include "tools/tradein/command.hpp"
#include "tools/tradein/personal_data.hpp"

namespace tradein::tool {
namespace {

using store::PersonalState;

void add_by(CLI::App& command, std::string& by) {
  command.add_option("--by", by, "经办人 who acts (else the system's user)");
}

void add_show(CLI::App& privacy, int& exit_code) {
  auto shared = std::make_shared<Shared>();
  auto wanted = std::make_shared<WantedClaim>();
  auto asked = std::make_shared<RevealAsked>();
  CLI::App* command = add_command(
      privacy, "show", "查看一件申领的个人信息 shows a claim's personal data, masked",
      "tradein privacy show K000001 --store claims.db --reveal --purpose \"电话核实 phone call\"",
      *shared);
  add_store_option(*command, *shared);
  command->add_option("CLAIM", wanted->claim, "申领号 claim id")->required();
  command->add_option("--retailer", wanted->retailer, "参与企业 the retailer's USCC");
  command->add_flag("--reveal", asked->reveal,
                    "完整显示，先记入日志 in full, once the log says so; needs --purpose");
  command->add_option("--purpose", asked->purpose, "目的，写入日志 what for, as the log keeps it");
  add_by(*command, asked->by);
  command->callback([=, &exit_code] { exit_code = show_personal_data(*shared, *wanted, *asked); });
}

struct Verb {
  const char* name;
  const char* what;
  PersonalState state;
};

void add_change(CLI::App& privacy, int& exit_code, const Verb& verb) {
  auto shared = std::make_shared<Shared>();
  auto asked = std::make_shared<ChangeAsked>();
  asked->state = verb.state;
  CLI::App* command =
      add_command(privacy, verb.name, verb.what,
                  std::string{"tradein privacy "} + verb.name +
                      " --claim K000001 --store claims.db --ground \"本人申请 on request\"",
                  *shared);
  add_store_option(*command, *shared);
  command->add_option("--claim,--subject-of", asked->wanted.claim,
                      "该申领的消费者 the person of this claim, with all their claims");
  command->add_option("--retailer", asked->wanted.retailer, "参与企业 the retailer's USCC");
  command->add_option("--subject", asked->subject, "主体代号 the person's pseudonym instead");
  command->add_option("--ground", asked->ground, "依据，写入日志 why, as the log keeps it")
      ->required();
  add_by(*command, asked->by);
  command->callback([=, &exit_code] { exit_code = change_personal_data(*shared, *asked); });
}

}  // namespace

void add_privacy_command(CLI::App& app, int& exit_code) {
  CLI::App* privacy = app.add_subcommand(
      "privacy", "个人信息：查看、限制、删除 personal data: see, restrict, erase");
  privacy->require_subcommand(1);
  add_show(*privacy, exit_code);
  for (const Verb& verb :
       {Verb{"restrict", "限制处理 nobody is shown the person's data until release",
             PersonalState::restricted},
        Verb{"release", "解除限制 lifts a restriction", PersonalState::active},
        Verb{"erase", "删除 overwrites the person's data and keys; decisions still replay",
             PersonalState::erased}})
    add_change(*privacy, exit_code, verb);
}

}  // namespace tradein::tool
