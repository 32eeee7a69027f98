#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tradein::simulation {

/// A line of the wire, taken apart: what its top-level members are.
class JsonLine {
 public:
  /// None where it is no JSON object.
  static std::optional<JsonLine> read(std::string_view line);

  [[nodiscard]] bool has(const std::string& name) const { return names_.contains(name); }
  /// Empty where there is no such text.
  [[nodiscard]] std::string text(const std::string& name) const;
  [[nodiscard]] std::optional<std::uint64_t> number(const std::string& name) const;
  [[nodiscard]] const std::vector<std::string>& texts(const std::string& name) const;
  /// Of a refusal; empty where it is none.
  [[nodiscard]] const std::string& error_code() const noexcept { return error_code_; }
  [[nodiscard]] std::optional<std::uint64_t> retry_after() const noexcept { return retry_after_; }
  /// It acknowledges nothing, and the line may come again.
  [[nodiscard]] bool is_refused_for_now() const noexcept {
    return error_code_ == "E-BUSY" || error_code_ == "E-STORE-FULL";
  }

 private:
  std::set<std::string> names_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, std::uint64_t> numbers_;
  std::map<std::string, std::vector<std::string>> lists_;
  std::string error_code_;
  std::optional<std::uint64_t> retry_after_;
};

}  // namespace tradein::simulation
