#include "engine/policy/book.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "engine/base/assert.hpp"
#include "engine/base/json.hpp"
#include "engine/policy/layers.hpp"

namespace tradein {
namespace {

Node listed(const Programme& programme) {
  const Pack& pack = programme.rules.pack;
  Node node = map_node();
  put(node, "programme", pack.id);
  put(node, "kind", pack.kind);
  put(node, "region", pack.region.text());
  put(node, "by", pack.in_force.by);
  put(node, "first", to_iso(pack.in_force.first));
  put(node, "last", to_iso(pack.in_force.last));
  put(node, "rules", programme.hash);
  return node;
}

/// Days between the day and the programme's days; 0 within.
std::int64_t distance(const Pack& pack, Date day) {
  if (day < pack.in_force.first) return pack.in_force.first.days() - day.days();
  if (day > pack.in_force.last) return day.days() - pack.in_force.last.days();
  return 0;
}

bool share_days(const InForce& a, const InForce& b) {
  return a.first <= b.last && b.first <= a.last;
}

/// Packs that would both decide the same claims. Where a pack says which claims it applies to, it
/// is seen claim by claim (R-TWO-PROGRAMMES).
void find_twins(std::span<const Pack> packs, std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < packs.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Pack &a = packs[j], &b = packs[i];
      if (a.kind != b.kind || a.region != b.region || a.applies || b.applies ||
          !share_days(a.in_force, b.in_force))
        continue;
      const Date both = std::max(a.in_force.first, b.in_force.first);
      problems.push_back(
          {b.at,
           "P-TWO-PROGRAMMES",
           {fmt::format("`{}` 与 `{}` 同种类、同区划，自 {} 起同时有效；请缩短一个的有效期，"
                        "或用 applies 写明各自适用的申领",
                        b.id, a.id, to_iso(both)),
            fmt::format("`{}` and `{}` are of one kind and region and both in force from {} on; "
                        "shorten one, or say with `applies` which claims are whose",
                        b.id, a.id, to_iso(both))}});
    }
}

}  // namespace

Book::Book(std::vector<std::unique_ptr<Programme>> programmes, const KindSet& kinds,
           const HashHex& hash)
    : programmes_{std::move(programmes)} {
  Node document = map_node(), kind_hashes = map_node(), list = list_node();
  for (const auto& kind : kinds.all()) {
    std::string name = hash(kind->document);
    put(kind_hashes, kind->name, name);
    kind_documents_.emplace(std::move(name), kind->document);
    const auto region = kind->find("region");
    shelves_.push_back({kind.get(), region.value_or(0), {}});
  }
  for (const auto& programme : programmes_) {
    list.items.push_back(listed(*programme));
    by_hash_.emplace(programme->hash, programme.get());
    registers_ = std::max<std::size_t>(
        {registers_, programme->rules.program.registers, programme->rules.applies.registers});
    texts_ = std::max(texts_, programme->rules.program.general.size());
    const auto shelf = std::ranges::find(shelves_, programme->rules.kind, &Shelf::kind);
    TRADEIN_ASSERT(shelf != shelves_.end());
    shelf->places[programme->rules.pack.region.code()].push_back(programme.get());
  }
  put(document, "kinds", std::move(kind_hashes));
  put(document, "programmes", std::move(list));
  document_ = canonical_json(document);
  hash_ = hash(document_);
}

const Programme* Book::find(std::string_view hash) const noexcept {
  const auto found = by_hash_.find(hash);
  return found == by_hash_.end() ? nullptr : found->second;
}

Choice Book::choose(const Kind& kind, std::span<const Slot> slots,
                    std::span<Slot> registers) const {
  Choice choice;
  const auto shelf = std::ranges::find(shelves_, &kind, &Shelf::kind);
  TRADEIN_ASSERT(shelf != shelves_.end());
  const auto region = Region::parse(slots[shelf->region].text());
  if (!region) return choice;  // intake takes no claim without one
  for (Region place = *region;; place = place.above()) {
    if (const auto found = shelf->places.find(place.code()); found != shelf->places.end()) {
      for (const Programme* programme : found->second) {
        const CompiledPack& rules = programme->rules;
        const Slot day = slots[rules.choosing];
        if (!day.present()) {
          choice.missing = rules.choosing;
          continue;
        }
        if (day.number() < rules.pack.in_force.first.days() ||
            day.number() > rules.pack.in_force.last.days())
          continue;
        if (rules.applies_value) {
          feel::run(rules.applies, slots, registers);
          const Slot applies =
              feel::value_of(rules.applies, slots, registers, rules.applies_value->operand);
          if (!applies.present() && applies.cause() >= 0)
            choice.missing = static_cast<std::uint16_t>(applies.cause());
          if (!applies.present() || applies.number() == 0) continue;
        }
        choice.ambiguous = choice.programme != nullptr;
        choice.programme = programme;
      }
    }
    if (choice.ambiguous) choice.programme = nullptr;
    if (choice.programme != nullptr) choice.missing.reset();
    if (choice.programme != nullptr || choice.ambiguous || place == Region::nation()) break;
  }
  if (choice.programme == nullptr && !choice.ambiguous && !choice.missing)
    choice.nearest = nearest(*shelf, *region, slots);
  return choice;
}

const Programme* Book::nearest(const Shelf& shelf, Region region,
                               std::span<const Slot> slots) const {
  const Programme* best = nullptr;
  std::pair<bool, std::int64_t> best_rank{true, std::numeric_limits<std::int64_t>::max()};
  for (const auto& programme : programmes_) {
    if (programme->rules.kind != shelf.kind) continue;
    const Slot day = slots[programme->rules.choosing];
    const Pack& pack = programme->rules.pack;
    const std::pair rank{
        !pack.region.contains(region),
        day.present() ? distance(pack, Date::from_days(static_cast<std::int32_t>(day.number())))
                      : 0};
    if (best == nullptr || rank < best_rank) best = programme.get(), best_rank = rank;
  }
  return best;
}

Node pinned_pack(const Pack& pack, std::string_view schema_hash) {
  Pack pinned = pack;
  pinned.schema = schema_hash;
  return write_pack(pinned);
}

BookBuilding build_book(std::span<const Pack> packs, const KindSet& kinds, Date as_of,
                        const HashHex& hash) {
  BookBuilding out;
  Layered layered = resolve_layers(packs, as_of);
  out.problems = std::move(layered.problems);
  find_twins(layered.packs, out.problems);
  std::vector<std::unique_ptr<Programme>> programmes;
  for (const Pack& pack : layered.packs) {
    const Kind* kind = kinds.find(pack.kind);
    if (kind == nullptr) {
      out.problems.push_back({pack.at,
                              "P-KIND",
                              {fmt::format("没有申领种类 `{}`", pack.kind),
                               fmt::format("there is no claim kind `{}`", pack.kind)}});
      continue;
    }
    auto programme = std::make_unique<Programme>();
    Compilation compilation = compile_pack(pack, *kind);
    std::ranges::move(compilation.problems, std::back_inserter(out.problems));
    programme->rules = std::move(compilation.pack);
    programme->document = canonical_json(pinned_pack(pack, hash(kind->document)));
    programme->hash = hash(programme->document);
    programmes.push_back(std::move(programme));
  }
  // An upper layer's problem is found again in every layer below.
  std::ranges::sort(out.problems, {},
                    [](const Problem& p) { return std::tie(p.at, p.code, p.text.en); });
  const auto same = std::ranges::unique(
      out.problems, {}, [](const Problem& p) { return std::tie(p.at, p.code, p.text.en); });
  out.problems.erase(same.begin(), same.end());
  if (out.problems.empty()) out.book = std::make_unique<Book>(std::move(programmes), kinds, hash);
  return out;
}

}  // namespace tradein
