#include "tools/tradein/masking.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;
using namespace tradein::tool;

TEST_CASE("masked: each sort of value keeps what two people need to speak of it", "[tool]") {
  CHECK(masked(Privacy::name, "张三") == "张*");
  CHECK(masked(Privacy::name, "欧阳骊霈") == "欧***");
  CHECK(masked(Privacy::identity, "140202199001011234") == "1402**********1234");
  CHECK(masked(Privacy::phone, "13812345678") == "138****5678");
  CHECK(masked(Privacy::account, "6222021234567890128") == "***************0128");
  CHECK(masked(Privacy::free_text, "型号:X 送至幸福路1号") == "***");
}

TEST_CASE("masked: a short value shows nothing", "[tool]") {
  CHECK(masked(Privacy::name, "张") == "*");
  CHECK(masked(Privacy::name, "") == "");
  CHECK(masked(Privacy::identity, "E12345678901234") == "***************");
  CHECK(masked(Privacy::identity, "E123456789012345") == "E123********2345");
  CHECK(masked(Privacy::account, "1234567") == "*******");
  CHECK(masked(Privacy::account, "12345678") == "****5678");
  CHECK(masked(Privacy::phone, "053188") == "****88");
}
