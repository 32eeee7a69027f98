#pragma once
#include <mutex>
#include <string>

namespace tradein::tool {

/// What a service tells whoever runs it: one JSON object a line on standard error, with time, level
/// and event. Holds no personal data: a retailer is a company, and a claim is named by no one here.
class EventLog {
 public:
  enum class Level : unsigned char { debug, info, error };
  explicit EventLog(Level least) : least_{least} {}

  /// `members` is JSON without braces, possibly empty.
  void tell(const char* level, const char* event, const std::string& members);

 private:
  Level least_;
  std::mutex mutex_;
};

}  // namespace tradein::tool
