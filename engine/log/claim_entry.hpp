#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/claim/claim.hpp"
#include "engine/decision/decision.hpp"
#include "engine/decision/facts.hpp"

/// The entry of a decided claim (schemas/log.md, kind "claim"). One claim and its facts have one
/// text.
namespace tradein {

/// How one kind's facts stand in an entry: members in the order of their names.
class ClaimLayout {
 public:
  explicit ClaimLayout(const Kind& kind);

  struct Member {
    std::string key;        ///< `"name":`, ready to be written
    std::string comma_key;  ///< `,"name":`
    std::string name;
    std::uint16_t slot = 0;
    FieldType type = FieldType::text;
    int scale = 0;
    const Field* field = nullptr;  ///< nullptr for a fact
  };
  [[nodiscard]] const Kind& kind() const noexcept { return *kind_; }
  [[nodiscard]] const std::vector<Member>& facts() const noexcept { return facts_; }
  [[nodiscard]] const std::vector<Member>& who() const noexcept { return who_; }
  [[nodiscard]] std::uint16_t region() const noexcept { return region_; }
  /// More than an entry of the kind takes without its texts, which are in `text_slots`.
  [[nodiscard]] std::size_t fixed_room() const noexcept { return fixed_room_; }
  [[nodiscard]] const std::vector<std::uint16_t>& text_slots() const noexcept {
    return text_slots_;
  }

 private:
  const Kind* kind_;
  std::vector<Member> facts_, who_;
  std::vector<std::uint16_t> text_slots_;
  std::size_t fixed_room_ = 0;
  std::uint16_t region_ = 0;
};

inline constexpr std::size_t content_bytes = 16;  ///< of the content's keyed digest

/// What an entry says besides the decision.
struct ClaimHeader {
  std::uint64_t number = 0;  ///< of the entry
  std::uint64_t batch = 0;   ///< the number of its batch's entry
  std::uint64_t row = 0;
  std::string_view retailer, claim_id;
  std::string_view content;               ///< content_bytes
  std::optional<std::uint64_t> corrects;  ///< the entry that was returned
};

/// The values of `claim`, `who` and `content` as they stand in an entry already: what is not
/// decided need not be written anew.
struct LoggedParts {
  std::string_view claim, who, content;
};

/// Appends the canonical text.
void write_claim_entry(const ClaimHeader& header, const ClaimLayout& layout, const Facts& facts,
                       const Decision& decision, std::string& out, const LoggedParts& logged = {});

/// True where write_claim_entry would append exactly `bytes`.
[[nodiscard]] bool is_claim_entry(std::string_view bytes, const ClaimHeader& header,
                                  const ClaimLayout& layout, const Facts& facts,
                                  const Decision& decision, const LoggedParts& logged);

/// An entry read back. Views point into the entry's text or into `memory`.
struct ClaimEntry {
  ClaimHeader header;
  std::string_view kind, region, outcome, programme,
      rules;  ///< programme and rules empty where none was in force
  Money amount;
  std::optional<std::int64_t> attempts_left;
  struct LoggedFinding {
    std::string_view rule, outcome, detail;
  };
  std::vector<LoggedFinding> findings;
  std::vector<std::int64_t> counted;
  std::string_view claim_text, who_text,
      content_text;       ///< as they stand there; content_text empty where escaped
  std::string memory[8];  ///< unescaped texts and digests
};

/// Reads everything but the facts. E-LOG-ENTRY where it is no claim entry.
[[nodiscard]] Result<void> read_claim_entry(std::string_view bytes, ClaimEntry& out);

/// What facts point to besides their entry.
struct FactMemory {
  std::string digests;                              ///< reserved before the first
  std::vector<std::unique_ptr<std::string>> texts;  ///< that had escapes
};

/// Fills slots (one a slot of the kind; texts are views into the entry or `memory`) from the
/// entry's facts. E-LOG-ENTRY where a member is unknown, ill-typed or out of order.
[[nodiscard]] Result<void> read_facts(const ClaimEntry& entry, const ClaimLayout& layout,
                                      std::vector<Slot>& slots, FactMemory& memory);

/// The findings of an entry against the pack that decided it; nothing where a rule is unknown.
[[nodiscard]] std::optional<Decision> decision_of(const ClaimEntry& entry, const Kind& kind,
                                                  const Programme* programme,
                                                  const Programme* nearest);

}  // namespace tradein
