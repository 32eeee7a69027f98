// Tables: the first byte chooses how a header is written, the rest are the rows after it, or the
// whole file.
#include "adapters/batch/text_encoding.hpp"
#include "tests/fuzz/batch_files.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tradein;
  if (size == 0) return 0;
  const std::string rest{reinterpret_cast<const char*>(data + 1), size - 1};
  const std::string header = "claim_id,kind,region,发票号码,开票日期,price,序列号,车架号\r\n";
  switch (data[0] % 4) {
    case 0:
      fuzz::read_batch(rest);
      break;
    case 1:
      fuzz::read_batch(header + rest);
      break;
    case 2:
      fuzz::read_batch(encoded(header, Encoding::gb18030) + rest);
      break;
    default:
      fuzz::read_batch("\xFF\xFE" + encoded(header, Encoding::utf16le) + rest);
      break;
  }
  return 0;
}
