#include "tests/fuzz/batch_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text{reinterpret_cast<const char*>(data), size};
  tradein::fuzz::read_batch("{\"claim_id\": \"1\", \"kind\": \"ebike\", \"region\": \"370100\"}\n" +
                            text);
  return 0;
}
