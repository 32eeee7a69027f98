#include "tests/fuzz/batch_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tradein::fuzz::read_batch("PK\x03\x04" + std::string{reinterpret_cast<const char*>(data), size});
  return 0;
}
