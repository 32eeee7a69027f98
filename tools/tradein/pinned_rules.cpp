#include "tools/tradein/pinned_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "adapters/rulefiles/dmn/pack_models.hpp"
#include "adapters/rulefiles/tree_file.hpp"

namespace tradein::tool {
namespace {

std::unexpected<Error> broken(std::string_view hash, std::string_view zh, std::string_view en) {
  return std::unexpected(Error{"E-LOG-RULES",
                               fmt::format("sha256:{}", hash),
                               {std::string{zh}, std::string{en}},
                               {"日志所附的规则包不完整，请取回原件",
                                "the packs beside the log are not whole; bring back the original"},
                               Trouble::integrity});
}

}  // namespace

Result<std::string> PinnedRules::document(std::string_view hash) {
  const auto name = hash_from_hex(hash);
  if (!name) return broken(hash, "不是规则包的名称", "this is no pack's name");
  auto bytes = log_.get_pack(*name);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return broken(hash, "日志没有附上该规则包", "the log does not have this pack");
  if (hash_(**bytes) != hash)
    return broken(hash, "规则包内容与其名称不符", "the pack's bytes are not what its name says");
  return std::move(**bytes);
}

Result<Node> PinnedRules::tree(std::string_view hash) {
  const auto bytes = document(hash);
  if (!bytes) return std::unexpected(bytes.error());
  return parse_tree(*bytes, fmt::format("sha256:{}", hash));
}

Result<Kind> PinnedRules::kind(std::string_view hash) {
  const auto both = tree(hash);
  if (!both) return std::unexpected(both.error());
  const Node* schema = both->find("schema");
  const Node* common = both->find("common");
  if (schema == nullptr || common == nullptr)
    return broken(hash, "不是申领种类", "this is no claim kind");
  return read_kind(*schema, *common, fmt::format("sha256:{}", hash));
}

Result<std::unique_ptr<Programme>> PinnedRules::compile(std::string_view hash,
                                                        const KindSet& kinds) {
  auto bytes = document(hash);
  if (!bytes) return std::unexpected(bytes.error());
  const auto node = parse_tree(*bytes, fmt::format("sha256:{}", hash));
  if (!node) return std::unexpected(node.error());
  PackReading reading = read_pack(*node);
  read_models(reading.pack, reading.problems);
  const Kind* kind = kinds.find(reading.pack.kind);
  if (!reading.problems.empty() || kind == nullptr)
    return broken(hash, "规则包读不通", "the pack does not read");
  Compilation compilation = compile_pack(reading.pack, *kind);
  if (!compilation.problems.empty())
    return broken(hash, "本版本不能执行该规则包", "this version cannot run the pack");
  auto programme = std::make_unique<Programme>();
  programme->rules = std::move(compilation.pack);
  programme->document = std::move(*bytes);
  programme->hash = hash;
  return programme;
}

Result<const PinnedBook*> PinnedRules::book(std::string_view hash) {
  if (const auto found = books_.find(hash); found != books_.end()) return found->second.get();
  const auto node = tree(hash);
  if (!node) return std::unexpected(node.error());
  auto pinned = std::make_unique<PinnedBook>();
  const Node* kinds = node->find("kinds");
  const Node* programmes = node->find("programmes");
  if (kinds == nullptr || programmes == nullptr)
    return broken(hash, "不是规则目录", "this is no book of rules");
  for (const auto& [name, kind_hash] : kinds->members) {
    auto one = kind(kind_hash.scalar);
    if (!one) return std::unexpected(one.error());
    if (auto added = pinned->kinds.add(std::move(*one)); !added)
      return std::unexpected(added.error());
  }
  std::vector<std::unique_ptr<Programme>> list;
  for (const Node& item : programmes->items) {
    const Node* rules = item.find("rules");
    if (rules == nullptr) return broken(hash, "不是规则目录", "this is no book of rules");
    auto one = compile(rules->scalar, pinned->kinds);
    if (!one) return std::unexpected(one.error());
    list.push_back(std::move(*one));
  }
  pinned->book = std::make_unique<Book>(std::move(list), pinned->kinds, hash_);
  for (const auto& one : pinned->kinds.all()) pinned->layouts.emplace(one.get(), ClaimLayout{*one});
  if (pinned->book->hash() != hash)
    return broken(hash, "规则目录与其规则包不符", "the book is not what its packs make");
  return books_.emplace(hash, std::move(pinned)).first->second.get();
}

Result<const Programme*> PinnedRules::programme(std::string_view hash) {
  for (const auto& [name, pinned] : books_)
    if (const Programme* found = pinned->book->find(hash)) return found;
  if (const auto found = programmes_.find(hash); found != programmes_.end())
    return found->second->programme.get();
  const auto node = tree(hash);
  if (!node) return std::unexpected(node.error());
  const Node* schema = node->find("schema");
  if (schema == nullptr)
    return broken(hash, "规则包没有写明申领种类", "the pack does not name its claim kind");
  auto one = kind(schema->scalar);
  if (!one) return std::unexpected(one.error());
  auto alone = std::make_unique<Alone>();
  if (auto added = alone->kinds.add(std::move(*one)); !added) return std::unexpected(added.error());
  auto programme = compile(hash, alone->kinds);
  if (!programme) return std::unexpected(programme.error());
  alone->programme = std::move(*programme);
  return programmes_.emplace(hash, std::move(alone)).first->second->programme.get();
}

Result<const PinnedBook*> PinnedRules::book_of_batch(std::uint64_t number) {
  EntryBlock block;
  if (const auto read = log_.read(number, 1, block); !read) return std::unexpected(read.error());
  const auto batch = read_batch_entry(block.empty() ? std::string_view{} : block[0]);
  if (!batch) return std::unexpected(batch.error());
  return book(batch->book);
}

Result<void> PinnedRules::entry_text(std::uint64_t number, std::string& out) {
  EntryBlock block;
  if (const auto read = log_.read(number, 1, block); !read) return read;
  out = block.empty() ? std::string_view{} : block[0];
  return {};
}

Result<LoggedDecision> logged_decision(const ClaimEntry& entry, PinnedRules& rules) {
  LoggedDecision logged;
  const Programme* programme = nullptr;
  const Programme* nearest = nullptr;
  if (!entry.rules.empty()) {
    const auto found = rules.programme(entry.rules);
    if (!found) return std::unexpected(found.error());
    programme = *found;
    logged.kind = programme->rules.kind;
  } else {
    const auto pinned = rules.book_of_batch(entry.header.batch);
    if (!pinned) return std::unexpected(pinned.error());
    logged.kind = (*pinned)->kinds.find(entry.kind);
    for (const auto& finding : entry.findings)
      if (const Programme* found = (*pinned)->book->find(finding.detail)) nearest = found;
  }
  auto decision =
      logged.kind == nullptr ? std::nullopt : decision_of(entry, *logged.kind, programme, nearest);
  if (!decision)
    return std::unexpected(Error{"E-LOG-ENTRY",
                                 fmt::format("entry {}", entry.header.number),
                                 {"条目与其规则包不符", "the entry does not fit its pack"},
                                 {"请用 verify 检查日志", "check the log with `verify`"},
                                 Trouble::integrity});
  logged.decision = std::move(*decision);
  return logged;
}

Result<void> pin(const Book& book, Store& store) {
  const auto known = store.get_pack(*hash_from_hex(book.hash()));
  if (!known) return std::unexpected(known.error());
  if (*known) return {};
  const auto keep = [&](std::string_view hash, std::string_view bytes) {
    return store.put_pack(*hash_from_hex(hash), bytes);
  };
  for (const auto& [hash, document] : book.kind_documents())
    if (const auto kept = keep(hash, document); !kept) return kept;
  for (const auto& programme : book.programmes())
    if (const auto kept = keep(programme->hash, programme->document); !kept) return kept;
  return keep(book.hash(), book.document());
}

}  // namespace tradein::tool
