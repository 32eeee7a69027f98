#include "engine/log/entry_members.hpp"

#include "tests/support/catch.hpp"

using namespace tradein;

namespace {

struct Members {
  std::string text;
  std::int64_t number = 0;
  std::uint64_t count = 0;
  std::optional<Date> day;
  std::vector<std::string> list;
};

bool read(std::string_view entry, Members& to) {
  return read_members(entry, "kind", [&](EntryMember& member) {
    return member.take("count", to.count) || member.take("day", to.day) ||
           member.take("list", to.list) || member.take("number", to.number) ||
           member.take("text", to.text);
  });
}

bool is_read(std::string_view entry) {
  Members members;
  return read(entry, members);
}

}  // namespace

TEST_CASE("read_members: each value by its name, what nobody knows is skipped", "[unit][log]") {
  Members members;
  REQUIRE(read(R"({"count":7,"day":"2025-06-11","else":[{"k":"other"}],"k":"kind",)"
               R"("list":["a","b\n"],"number":-3,"text":"\"电\""})",
               members));
  CHECK(members.count == 7);
  CHECK(members.day == Date::from_ymd(2025, 6, 11));
  CHECK(members.list == std::vector<std::string>{"a", "b\n"});
  CHECK(members.number == -3);
  CHECK(members.text == "\"电\"");
}

TEST_CASE("read_members: what is missing stays as it was", "[unit][log]") {
  Members members;
  members.number = 5;
  REQUIRE(read(R"({"k":"kind"})", members));
  CHECK(members.number == 5);
  CHECK_FALSE(members.day);
}

TEST_CASE("read_members: another kind, another form and other text are no such entry",
          "[unit][log]") {
  CHECK(is_read(R"({"count":0,"k":"kind"})"));
  CHECK_FALSE(is_read(R"({"count":-1,"k":"kind"})"));
  CHECK_FALSE(is_read(R"({"count":"1","k":"kind"})"));
  CHECK_FALSE(is_read(R"({"day":"2025-02-29","k":"kind"})"));
  CHECK_FALSE(is_read(R"({"k":"kind","list":"a"})"));
  CHECK_FALSE(is_read(R"({"k":"kind","text":1})"));
  CHECK_FALSE(is_read(R"({"count":0,"k":"kinds"})"));
  CHECK_FALSE(is_read(R"({"count":0})"));
  CHECK_FALSE(is_read(R"({"k":"kind","count":0})"));
  CHECK_FALSE(is_read(R"({"count":0,"k":"kind"} )"));
  CHECK_FALSE(is_read(R"({"count":0,"k":"kind")"));
  CHECK_FALSE(is_read(""));
}
