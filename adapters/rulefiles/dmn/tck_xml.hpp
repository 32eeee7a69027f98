#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/dmn/compiled_model.hpp"
#include "engine/feel/value.hpp"

namespace tradein {

/// A test file of the DMN Technology Compatibility Kit (namespace …/20160719/testcase), read.
struct TckResult {
  std::string name;
  feel::Value expected;
  bool given = false;  ///< an expected value stands there
};

struct TckCase {
  std::string id;
  std::string type;       ///< decision, bkm or decisionService
  std::string invocable;  ///< name of the service or knowledge model
  std::vector<dmn::GivenInput> inputs;
  std::vector<TckResult> results;
  std::string unreadable;  ///< why a value in it could not be read, or empty
};

struct TckFile {
  std::string model;  ///< the model's file name
  std::vector<TckCase> cases;
};

/// Errors: E-DMN-XML. An XML file whose root is something else gives a TckFile without a model.
[[nodiscard]] Result<TckFile> read_tck_xml(std::string_view bytes, std::string_view place,
                                           const feel::ZoneRules* zones);

/// Whether what came is what was expected: type and value; null only equals null. A number is
/// compared to the digits that the expected one has, eight after the point at most, where that has
/// at least eight significant ones; else exactly. The kit's long fractions were computed in binary
/// floating point and are wrong further on.
[[nodiscard]] bool tck_matches(const feel::Value& expected, const feel::Value& actual);

}  // namespace tradein
