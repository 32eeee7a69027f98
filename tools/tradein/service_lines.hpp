#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/wire/line_framer.hpp"
#include "engine/base/result.hpp"

/// Lines of the service that are no claims, and answers that are no decisions (schemas/wire.md).
namespace tradein::tool {

/// A line with a member `op`.
struct OpLine {
  std::string op;
  std::string claim_id;
  std::vector<std::string> claim_ids;
  std::optional<std::uint64_t> count;
  std::optional<std::string> total;
  std::string as, on;  ///< of withdraw
};

/// Nothing where the line is no JSON object with a text under `op`: then it is a claim's.
[[nodiscard]] std::optional<OpLine> read_op(std::string_view line);

/// The claim id as far as the line can be read; empty else.
[[nodiscard]] std::string claim_id_of(std::string_view line);

/// Appends `{"row":…,"claim_id":…,"error":{…}}`. `op` and `retry_after` stand in it where given.
struct Refusal {
  std::uint64_t row = 0;
  std::string_view op, claim_id;
  std::optional<unsigned> retry_after;
};
void append_refusal(const Refusal& refusal, const Error& error, Language language,
                    std::string& out);

[[nodiscard]] Error busy_error();
[[nodiscard]] Error store_full_error();
[[nodiscard]] Error claim_unknown_error(const std::string& claim_id);
/// E-WITHDRAW-FORM: neither void, cancel nor return under `as`, or no day under `on`.
[[nodiscard]] Error withdraw_form_error(const std::string& claim_id);
/// E-OP: none of those that there are, which it names.
[[nodiscard]] bool is_known_op(std::string_view op) noexcept;
[[nodiscard]] Error op_error(const std::string& op);

}  // namespace tradein::tool
