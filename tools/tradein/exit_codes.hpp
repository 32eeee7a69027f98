#pragma once

namespace tradein::tool {

/// The contract's exit codes.
enum Exit : int {
  done = 0,
  does_not_hold = 1,
  wrong_usage = 2,
  unusable_input = 3,
  no_store = 4,
  refused_for_integrity = 5,
  interrupted = 130
};

}  // namespace tradein::tool
