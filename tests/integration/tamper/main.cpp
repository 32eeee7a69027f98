#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <string>

#include "tests/integration/tamper/harness.hpp"

/// tamper flips|rewrites|restores STORE WORK [COUNT] [BLIND] [FIRST LAST]: exit 0 where nothing
/// stayed unseen.
int main(int argc, char** argv) {
  using namespace tradein::tamper;
  if (argc < 4) {
    fmt::print(stderr, "usage: tamper flips|rewrites|restores STORE WORK [COUNT] [BLIND]\n");
    return 2;
  }
  try {
    const std::string what = argv[1];
    Options options;
    options.store = argv[2];
    options.work = argv[3];
    if (argc > 4) options.count = std::strtoull(argv[4], nullptr, 10);
    if (argc > 5) options.blind = argv[5];
    if (argc > 7) {
      options.first = std::strtoull(argv[6], nullptr, 10);
      options.last = std::strtoull(argv[7], nullptr, 10);
    }
    const std::uint64_t unseen = what == "flips"      ? flip_bytes(options)
                                 : what == "rewrites" ? rewrite_histories(options)
                                                      : restore_old_copies(options);
    return unseen == 0 ? 0 : 1;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "tamper: {}\n", failure.what());
    return 3;
  }
}
