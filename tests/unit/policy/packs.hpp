#pragma once
// The shipped packs and claims made up for them, for the tests of engine/policy.
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rulefiles/kind_files.hpp"
#include "adapters/rulefiles/tree_file.hpp"
#include "engine/base/slot.hpp"
#include "engine/feel/value.hpp"
#include "engine/policy/layers.hpp"
#include "engine/policy/pack.hpp"
#include "tests/support/catch.hpp"

namespace tradein::test {

inline const KindSet& shipped_kinds() {
  static const Result<KindSet> kinds =
      load_kinds({std::string{TRADEIN_SOURCE_DIR} + "/schemas/claims"});
  REQUIRE(kinds.has_value());
  return *kinds;
}

/// Every shipped pack, its layers resolved, as published by the end of 2026.
inline std::vector<Pack> shipped_packs() {
  namespace fs = std::filesystem;
  std::vector<Pack> packs;
  for (const auto& file :
       fs::recursive_directory_iterator{std::string{TRADEIN_SOURCE_DIR} + "/rules"}) {
    const std::string name = file.path().filename().string();
    if (!name.ends_with(".yaml") || name.ends_with(".test.yaml")) continue;
    const auto tree = read_tree(file.path());
    REQUIRE(tree.has_value());
    PackReading reading = read_pack(*tree);
    REQUIRE(reading.problems.empty());
    packs.push_back(std::move(reading.pack));
  }
  Layered layered = resolve_layers(packs, *Date::from_ymd(2026, 12, 31));
  REQUIRE(layered.problems.empty());
  return std::move(layered.packs);
}

/// Linear congruence, so that every run sees the same claims.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_{seed} {}
  std::int64_t below(std::int64_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((state_ >> 33) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

/// A claim with values near the figures of 2025; one field in `absent_one_in` is absent (0: none).
class MadeUpClaim {
 public:
  MadeUpClaim(const Kind& kind, Dice& dice, std::int64_t absent_one_in)
      : kind_{&kind}, slots_(kind.slot_count()) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (absent_one_in > 0 && dice.below(absent_one_in) == 0) continue;
      slots_[i] =
          i < kind.fields.size() ? made(kind.fields[i], dice) : Slot::of_number(dice.below(2));
    }
  }
  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }

  /// As FEEL has it: money in yuan, a choice as its code, an absent field as null.
  [[nodiscard]] feel::Value value(std::size_t slot) const {
    const Slot held = slots_[slot];
    if (!held.present()) return {};
    if (slot >= kind_->fields.size()) {
      if (kind_->facts[slot - kind_->fields.size()].type() == FieldType::integer)
        return feel::Value{Decimal{held.number()}};
      return feel::Value{held.number() != 0};
    }
    const Field& field = kind_->fields[slot];
    switch (field.type) {
      case FieldType::text:
      case FieldType::term:
        return feel::Value{held.text()};
      case FieldType::choice:
        return feel::Value{field.terms[static_cast<std::size_t>(held.number())].code};
      case FieldType::integer:
        return feel::Value{Decimal{held.number()}};
      case FieldType::number:
        return feel::Value{Decimal::scaled(held.number(), field.scale)};
      case FieldType::money:
        return feel::Value{Decimal::scaled(held.number(), 2)};
      case FieldType::date:
        return feel::Value{feel::CalendarDate{held.number()}};
      case FieldType::date_time:
        return feel::Value{feel::DateAndTime{feel::CalendarDate{held.number() / 1'440},
                                             held.number() % 1'440 * 60 * feel::nanos_per_second,
                                             {}}};
      case FieldType::boolean:
        return feel::Value{held.number() != 0};
    }
    return {};
  }

 private:
  static Slot made(const Field& field, Dice& dice) {
    static const std::vector<std::string> texts = {"370100", "110000", "37", "sale", "x"};
    constexpr std::int64_t first_day = 20'089;  // 2025-01-01
    switch (field.type) {
      case FieldType::text:
        return Slot::of_text(texts[static_cast<std::size_t>(dice.below(5))]);
      case FieldType::term:
        if (field.terms.empty() || dice.below(8) == 0) return Slot::of_text(texts[4]);
        return Slot::of_text(field
                                 .terms[static_cast<std::size_t>(
                                     dice.below(static_cast<std::int64_t>(field.terms.size())))]
                                 .code);
      case FieldType::choice:
        return Slot::of_number(dice.below(static_cast<std::int64_t>(field.terms.size())));
      case FieldType::integer:
        return Slot::of_number(dice.below(5));
      case FieldType::number:
        return Slot::of_number(dice.below(300));
      case FieldType::money:
        return Slot::of_number(dice.below(4) == 0 ? 600'000 : dice.below(2'000'000));
      case FieldType::date:
        return Slot::of_number(first_day + dice.below(420));
      case FieldType::date_time:
        return Slot::of_number((first_day + dice.below(3)) * 1'440 + dice.below(1'440));
      case FieldType::boolean:
        return Slot::of_number(dice.below(2));
    }
    return {};
  }

  const Kind* kind_;
  std::vector<Slot> slots_;
};

}  // namespace tradein::test
