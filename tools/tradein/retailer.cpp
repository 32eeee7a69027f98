#include "tools/tradein/retailer.hpp"

#include <fmt/format.h>

#include "engine/claim/check_digits.hpp"

namespace tradein::tool {

Result<void> check_retailer(const std::string& uscc) {
  if (uscc_shape(uscc) && uscc_check(uscc)) return {};
  return std::unexpected(Error{
      "E-RETAILER",
      "--retailer",
      {fmt::format("`{}` 不是统一社会信用代码", uscc), fmt::format("`{}` is no USCC", uscc)},
      {"填写营业执照上的 18 位统一社会信用代码", "give the 18 characters of the business licence"},
      Trouble::usage});
}

}  // namespace tradein::tool
