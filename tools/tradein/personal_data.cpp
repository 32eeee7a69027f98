#include "tools/tradein/personal_data.hpp"

#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/log/personal_data_entry.hpp"
#include "tools/tradein/claim_subject.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/office_entry.hpp"

namespace tradein::tool {
namespace {

using store::PersonalState;

struct Change {
  PersonalState state = PersonalState::active;
  std::optional<std::uint64_t> entry;  ///< none: it was so before
  std::uint64_t records = 0;           ///< that the subject has, or that were erased
};

Result<store::Subject> subject_asked(const Shared& shared, const ChangeAsked& asked) {
  if (!asked.subject.empty()) return parse_subject(asked.subject);
  const auto found = find_personal_claim(shared.store, asked.wanted);
  if (!found) return std::unexpected(found.error());
  return (*found)->subject;
}

/// Nothing to do where it is so already. What was erased can be erased again, as the person may
/// have filed a claim since; it cannot be restricted or released.
bool is_so(const std::optional<store::Vault::State>& before, std::uint64_t records,
           PersonalState wanted) {
  const PersonalState state = before ? before->state : PersonalState::active;
  if (wanted == PersonalState::erased) return state == wanted && records == 0;
  return state == wanted || (state == PersonalState::erased && records == 0);
}

Result<Change> change(const Shared& shared, const ChangeAsked& asked,
                      const store::Subject& subject) {
  auto store = WrittenStore::open_existing(shared.store, shared.language());
  if (!store) return std::unexpected(store.error());
  store::Vault* const vault = (*store)->vault();
  if (vault == nullptr) return std::unexpected(no_vault(shared.store));
  const auto before = vault->state_of(subject);
  if (!before) return std::unexpected(before.error());
  const auto records = vault->count(subject);
  if (!records) return std::unexpected(records.error());
  Change out{asked.state, std::nullopt, *records};
  if (is_so(*before, *records, asked.state)) {
    if (*before) out.state = (*before)->state;
    return out;
  }
  // The entry first: a crash then leaves an erasure that the log orders and the same command ends.
  const auto number = append_entry(**store, [&](const EntryStamp& stamp, std::string& text) {
    write_personal_data_entry({stamp.number, stamp.at_ms, actor(asked.by), asked.ground,
                               text_of(subject), std::string{name(asked.state)}},
                              text);
  });
  if (!number) return std::unexpected(number.error());
  out.entry = *number;
  if (asked.state == PersonalState::erased) {
    const auto erased = vault->erase(subject, *number);
    if (!erased) return std::unexpected(erased.error());
  } else if (const auto set = vault->set_state(subject, {asked.state, *number}); !set) {
    return std::unexpected(set.error());
  }
  if (const auto closed = (*store)->close(); !closed) return std::unexpected(closed.error());
  return out;
}

Text label(PersonalState state) {
  switch (state) {
    case PersonalState::erased:
      return {"已删除", "erased"};
    case PersonalState::restricted:
      return {"已限制处理", "restricted"};
    case PersonalState::active:
      break;
  }
  return {"未受限制", "not restricted"};
}

Text sentence(const Change& change, const std::string& subject) {
  const Text state = label(change.state);
  if (!change.entry)
    return {fmt::format("主体 {} 的个人信息此前{}，没有改动\n", subject, state.zh),
            fmt::format("the personal data of subject {} was {} before; nothing was changed\n",
                        subject, state.en)};
  Text out{fmt::format("主体 {} 的个人信息{}（条目 {}）：{} 条记录", subject, state.zh,
                       *change.entry, change.records),
           fmt::format("the personal data of subject {} is {} (entry {}): {} records", subject,
                       state.en, *change.entry, change.records)};
  if (change.state == PersonalState::erased) {
    out.zh +=
        "连同密钥已覆盖为零\n  仍保留：日志中的代号和粗略事实，裁定可照常复算；"
        "个人信息库的旧备份请一并销毁";
    out.en +=
        " were overwritten with their keys\n  what stays: pseudonyms and coarse facts in "
        "the log, so that every decision still replays; destroy older backups of the vault";
  }
  return {out.zh + "\n", out.en + "\n"};
}

}  // namespace

Error no_vault(const std::string& path) {
  return {"E-PRIVACY-NO-VAULT",
          path,
          {"该存储没有个人信息库：它建立时还没有，或没有一同移来",
           "this store has no vault: it was made without one, or moved without it"},
          {"把 `.vault` 文件放回存储旁边", "put the `.vault` file back beside the store"},
          Trouble::store};
}

Result<std::unique_ptr<PersonalClaim>> find_personal_claim(const std::string& path,
                                                           const WantedClaim& wanted) {
  const auto log = open_read_only(path);
  if (!log) return std::unexpected(log.error());
  auto place = find_claim(**log, wanted);
  if (!place) return std::unexpected(place.error());
  auto out = std::make_unique<PersonalClaim>();
  out->place = std::move(*place);
  if (const auto read = read_claim_entry(out->place.bytes, out->entry); !read)
    return std::unexpected(read.error());
  const auto subject = subject_of(out->entry);
  if (!subject) return std::unexpected(subject.error());
  out->subject = *subject;
  return out;
}

int change_personal_data(const Shared& shared, const ChangeAsked& asked) {
  const Language language = shared.language();
  if (asked.subject.empty() == asked.wanted.claim.empty())
    return report({"E-USAGE",
                   "privacy",
                   {"--claim 与 --subject 给出其一", "give one of --claim and --subject"},
                   {"例如 `tradein privacy erase --claim K000001 --store claims.db --ground …`",
                    "for example `tradein privacy erase --claim K000001 --store claims.db "
                    "--ground …`"},
                   Trouble::usage},
                  language);
  if (const auto said = check_sentence("--ground", asked.ground); !said)
    return report(said.error(), language);
  if (const auto said = check_actor(asked.by); !said) return report(said.error(), language);
  const auto subject = subject_asked(shared, asked);
  if (!subject) return report(subject.error(), language);
  const auto changed = change(shared, asked, *subject);
  if (!changed) return report(changed.error(), language);
  const std::string pseudonym = text_of(*subject);
  if (!shared.ndjson()) {
    answer(in(sentence(*changed, pseudonym), language));
    return Exit::done;
  }
  std::string out = fmt::format("{{\"subject\":\"{}\",\"state\":\"{}\",\"records\":{}", pseudonym,
                                name(changed->state), changed->records);
  if (changed->entry) out += fmt::format(",\"entry\":{}", *changed->entry);
  answer(out + "}\n");
  return Exit::done;
}

}  // namespace tradein::tool
