#include "tools/tradein/first_answers.hpp"

#include "tools/tradein/claim_desk.hpp"

namespace tradein::tool {

Result<void> FirstAnswers::fill(RowAnswer& answer) {
  if (const auto read = store_.read(*answer.entry, 1, found_); !read) return read;
  if (const auto read = read_claim_entry(found_[0], entry_); !read) return read;
  const auto logged = logged_decision(entry_, rules_);
  if (!logged) return std::unexpected(logged.error());
  set_decision(logged->decision, *logged->kind, answer);
  return {};
}

}  // namespace tradein::tool
