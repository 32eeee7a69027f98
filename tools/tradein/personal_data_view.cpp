#include <fmt/format.h>

#include "engine/base/json.hpp"
#include "engine/log/personal_data_entry.hpp"
#include "tools/tradein/claim_subject.hpp"
#include "tools/tradein/exit_codes.hpp"
#include "tools/tradein/masking.hpp"
#include "tools/tradein/office_entry.hpp"
#include "tools/tradein/personal_data.hpp"
#include "tools/tradein/pinned_rules.hpp"
#include "tools/tradein/text_table.hpp"
#include "tools/tradein/vault_access.hpp"

namespace tradein::tool {
namespace {

using store::PersonalState;

/// What is shown of a claim's personal data.
struct Shown {
  std::vector<PersonalField> fields;
  PersonalState state = PersonalState::active;
  std::optional<std::uint64_t> revealed_by;  ///< the entry that says so; none: masked
};

Result<Shown> look(const OpenVault& vault, const PersonalClaim& found) {
  const auto state = vault.vault->state_of(found.subject);
  if (!state) return std::unexpected(state.error());
  Shown shown;
  if (*state && (*state)->state == PersonalState::restricted) {
    shown.state = PersonalState::restricted;
    return shown;
  }
  const auto record = vault.vault->find(found.place.number);
  if (!record) return std::unexpected(record.error());
  if (!*record) {
    if (*state) shown.state = (*state)->state;
    return shown;
  }
  const ClaimHeader& header = found.entry.header;
  const auto key = vault.key_of(**record);
  if (!key) return std::unexpected(key.error());
  auto fields = open_record({*key, vault.vault->owner().origin, {}},
                            {header.retailer, header.claim_id, header.content}, **record);
  if (!fields) return std::unexpected(fields.error());
  shown.fields = std::move(*fields);
  return shown;
}

/// How the claim's kind names its fields and why they are personal; none where its packs are gone.
struct FieldNames {
  std::unique_ptr<Store> log;
  std::unique_ptr<PinnedRules> rules;
  const Kind* kind = nullptr;

  FieldNames(const std::string& path, const ClaimEntry& entry) {
    auto opened = open_read_only(path);
    if (!opened) return;
    log = std::move(*opened);
    rules = std::make_unique<PinnedRules>(*log);
    if (const auto book = rules->book_of_batch(entry.header.batch))
      kind = (*book)->kinds.find(entry.kind);
  }
  [[nodiscard]] const Field* field(const std::string& name) const {
    const auto slot = kind == nullptr ? std::nullopt : kind->find(name);
    return slot && !kind->is_fact(*slot) ? &kind->fields[*slot] : nullptr;
  }
};

void mask(Shown& shown, const FieldNames& names) {
  for (PersonalField& field : shown.fields) {
    const Field* const known = names.field(field.name);
    field.value = masked(known != nullptr ? known->privacy : Privacy::none, field.value);
  }
}

void tell_json(const PersonalClaim& found, const Shown& shown) {
  std::string out = "{\"claim_id\":";
  append_json_string(out, found.entry.header.claim_id);
  out += ",\"retailer\":";
  append_json_string(out, found.entry.header.retailer);
  out += fmt::format(",\"entry\":{},\"subject\":\"{}\",\"state\":\"{}\",\"masked\":{}",
                     found.place.number, text_of(found.subject), name(shown.state),
                     !shown.revealed_by);
  if (shown.revealed_by) out += fmt::format(",\"reveal\":{}", *shown.revealed_by);
  out += ",\"personal\":{";
  for (const PersonalField& field : shown.fields) {
    if (out.back() != '{') out += ',';
    append_json_string(out, field.name);
    out += ':';
    append_json_string(out, field.value);
  }
  answer(out + "}}\n");
}

std::string headline(const Shown& shown, bool zh) {
  if (shown.state == PersonalState::restricted)
    return zh ? "个人信息已限制处理，不显示" : "personal data: restricted, not shown";
  if (shown.fields.empty())
    return shown.state == PersonalState::erased
               ? (zh ? "个人信息已删除" : "personal data: erased")
               : (zh ? "没有个人信息" : "personal data: none kept");
  if (shown.revealed_by)
    return zh ? fmt::format("个人信息（完整显示，已记入条目 {}）", *shown.revealed_by)
              : fmt::format("personal data (in full; entry {} says so)", *shown.revealed_by);
  return zh ? "个人信息（已遮盖；完整显示用 --reveal 和 --purpose）"
            : "personal data (masked; --reveal with --purpose shows it in full)";
}

void tell(const PersonalClaim& found, const Shown& shown, const FieldNames& names,
          Language language) {
  const bool zh = language == Language::zh;
  std::string out = fmt::format("{} {}  ·  {} {}  ·  {} {}\n{}\n", zh ? "申领" : "claim",
                                found.entry.header.claim_id, zh ? "企业" : "retailer",
                                found.entry.header.retailer, zh ? "条目" : "entry",
                                found.place.number, headline(shown, zh));
  std::size_t width = 0;
  const auto label = [&](const PersonalField& field) {
    const Field* const known = names.field(field.name);
    return known != nullptr ? in(known->label, language) : field.name;
  };
  for (const PersonalField& field : shown.fields)
    width = std::max(width, display_width(label(field)));
  for (const PersonalField& field : shown.fields) {
    const std::string text = label(field);
    out += "  " + text + std::string(width - display_width(text) + 2, ' ') + field.value + "\n";
  }
  answer(out);
}

std::unexpected<Error> restricted(const PersonalClaim& found) {
  return std::unexpected(
      Error{"E-PRIVACY-RESTRICTED",
            std::string{found.entry.header.claim_id},
            {"该主体的个人信息已限制处理", "the subject's personal data is restricted"},
            {"解除限制用 `tradein privacy release`", "`tradein privacy release` lifts it"},
            Trouble::input});
}

Result<Shown> look_masked(const std::string& path, const PersonalClaim& found,
                          const FieldNames& names) {
  const auto vault = read_vault(path);
  if (!vault) return std::unexpected(vault.error());
  if (vault->vault == nullptr) return std::unexpected(no_vault(path));
  auto shown = look(*vault, found);
  if (shown) mask(*shown, names);
  return shown;
}

/// The entry is durable, signed and anchored before anything is opened.
Result<Shown> look_in_full(const std::string& path, const PersonalClaim& found,
                           const RevealAsked& asked, Language language) {
  {
    const auto vault = read_vault(path);
    if (!vault) return std::unexpected(vault.error());
    if (vault->vault == nullptr) return std::unexpected(no_vault(path));
    auto before = look(*vault, found);
    if (before && before->state == PersonalState::restricted) return restricted(found);
    if (!before || before->fields.empty()) return before;  // nothing is revealed
  }
  auto store = WrittenStore::open(path, language);
  if (!store) return std::unexpected(store.error());
  const auto number = append_entry(**store, [&](const EntryStamp& stamp, std::string& out) {
    write_reveal_entry(
        {stamp.number, stamp.at_ms, actor(asked.by), asked.purpose, found.place.number}, out);
  });
  if (!number) return std::unexpected(number.error());
  if (const auto closed = (*store)->close(); !closed) return std::unexpected(closed.error());
  store->reset();
  const auto vault = read_vault(path);
  if (!vault) return std::unexpected(vault.error());
  auto shown = look(*vault, found);
  if (shown) shown->revealed_by = *number;
  return shown;
}

}  // namespace

int show_personal_data(const Shared& shared, const WantedClaim& wanted, const RevealAsked& asked) {
  const Language language = shared.language();
  if (asked.reveal) {
    if (const auto said = check_sentence("--purpose", asked.purpose); !said)
      return report(said.error(), language);
    if (const auto said = check_actor(asked.by); !said) return report(said.error(), language);
  }
  const auto found = find_personal_claim(shared.store, wanted);
  if (!found) return report(found.error(), language);
  const FieldNames names{shared.store, (*found)->entry};
  const auto shown = asked.reveal ? look_in_full(shared.store, **found, asked, language)
                                  : look_masked(shared.store, **found, names);
  if (!shown) return report(shown.error(), language);
  if (shared.ndjson())
    tell_json(**found, *shown);
  else
    tell(**found, *shown, names, language);
  return Exit::done;
}

}  // namespace tradein::tool
