#include "engine/claim/row_errors.hpp"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/catch.hpp"

using namespace tradein;

TEST_CASE("row errors: one line a code, in order, in both languages", "[unit][claim]") {
  std::set<std::string_view> names;
  std::size_t place = 0;
  for (const RowErrorText& text : row_error_texts()) {
    CAPTURE(text.name);
    CHECK(static_cast<std::size_t>(text.code) == place++);
    CHECK(text.name.starts_with("E-"));
    CHECK(names.insert(text.name).second);
    for (const std::string_view part : {text.zh, text.en, text.fix_zh, text.fix_en}) {
      CHECK_FALSE(part.empty());
      CHECK_FALSE(part.ends_with('.'));
      CHECK(part.find('\n') == std::string_view::npos);
    }
    // The texts are patterns; filling them must not throw.
    const RowError filled = make_row_error(text.code, "price", {"价格", "price"}, {"1", "1"});
    CHECK(filled.name() == text.name);
  }
  CHECK(place == static_cast<std::size_t>(RowErrorCode::key_conflict) + 1);
}

TEST_CASE("row errors: every code is expected by a test", "[unit][claim]") {
  const std::string folder = std::string{TRADEIN_SOURCE_DIR} + "/tests/unit/";
  std::string tests;
  for (const std::string file :
       {"claim/read_value_test.cpp", "claim/claim_test.cpp", "batch/dirty_files_test.cpp",
        "batch/ndjson_test.cpp", "batch/xlsx_test.cpp", "batch/tables_test.cpp"}) {
    std::ifstream in{folder + file};
    REQUIRE(in.good());
    std::stringstream text;
    text << in.rdbuf();
    tests += text.str();
  }
  for (const RowErrorText& text : row_error_texts()) {
    // The store alone knows which claim numbers are taken; its tests have this one.
    if (text.code == RowErrorCode::key_conflict) continue;
    CAPTURE(text.name);
    const std::string name{text.name};
    CHECK((tests.find("\"" + name + "\"") != std::string::npos ||
           tests.find("\"" + name + " ") != std::string::npos));
  }
}
