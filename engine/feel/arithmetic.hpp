#pragma once
#include "engine/feel/ast.hpp"
#include "engine/feel/evaluate.hpp"

namespace tradein::feel {

/// `+ - * / **` on every pair of types that DMN 1.5, tables 51 to 58 allow; else a null that says
/// why.
[[nodiscard]] Value arithmetic(Kind operation, const Value& left, const Value& right, Run& run,
                               std::uint32_t at);
[[nodiscard]] Value negate(const Value& value, std::uint32_t at);

}  // namespace tradein::feel
