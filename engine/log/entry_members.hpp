#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/date.hpp"
#include "engine/log/canonical.hpp"

/// The members of an entry, whatever its kind. Not for claims, of which there are millions.
namespace tradein {

/// The member of an entry that comes next. `take` reads its value if it has this name, and says
/// so; a value of another form spoils the entry.
class EntryMember {
 public:
  explicit EntryMember(std::string_view entry) noexcept : json_{entry} { json_.enter_object(); }

  bool take(std::string_view name, std::string& to);
  bool take(std::string_view name, std::int64_t& to);
  bool take(std::string_view name, std::uint64_t& to);
  bool take(std::string_view name, Date& to);
  bool take(std::string_view name, std::vector<std::string>& to);
  /// For a member that must not be missing.
  template <class Value>
  bool take(std::string_view name, std::optional<Value>& to) {
    Value value{};
    const bool taken = take(name, value);
    if (taken) to = std::move(value);
    return taken;
  }

  bool next() noexcept { return json_.next_key(name_); }
  void skip() noexcept { json_.skip(); }
  /// Was all of it canonical, and every value of its form?
  [[nodiscard]] bool finish() noexcept { return json_.finish() && !spoilt_; }

 private:
  CanonicalReader json_;
  std::string_view name_;
  std::string scratch_;
  bool spoilt_ = false;
};

/// Reads an entry of this kind. `visit(member)` takes the members that it knows and says whether
/// it took one; the others are only checked. False where the text is no such entry.
template <class Visit>
[[nodiscard]] bool read_members(std::string_view entry, std::string_view kind, Visit visit) {
  EntryMember member{entry};
  std::string its_kind;
  while (member.next())
    if (!member.take("k", its_kind) && !visit(member)) member.skip();
  return member.finish() && its_kind == kind;
}

}  // namespace tradein
