#include "adapters/rulefiles/dmn/xml_guard.hpp"

#include <algorithm>
#include <string>

namespace tradein {
namespace {

constexpr std::size_t bytes_max = 64 * 1024 * 1024;
constexpr std::size_t depth_max = 200;

// The end after `mark`, or the end of the text.
std::size_t past(std::string_view text, std::size_t from, std::string_view mark) {
  const std::size_t at = text.find(mark, from);
  return at == std::string_view::npos ? text.size() : at + mark.size();
}

// The end of a tag that begins at `at`; quotes may hold `>`.
std::size_t tag_end(std::string_view text, std::size_t at) {
  char quote = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return text.size();
}

}  // namespace

Error xml_error(std::string_view place, Text what, Text fix) {
  return {.code = "E-DMN-XML",
          .place = std::string{place},
          .what = std::move(what),
          .fix = std::move(fix)};
}

Result<bool> guard_xml(std::string_view bytes, std::string_view place) {
  if (bytes.size() > bytes_max)
    return std::unexpected(xml_error(place, {"文件过大", "the file is too large"},
                                     {"不超过 64 MiB", "keep it within 64 MiB"}));
  std::size_t depth = 0;
  for (std::size_t at = bytes.find('<'); at < bytes.size(); at = bytes.find('<', at)) {
    const std::string_view rest = bytes.substr(at);
    if (rest.starts_with("<!--")) {
      at = past(bytes, at + 4, "-->");
    } else if (rest.starts_with("<![CDATA[")) {
      at = past(bytes, at, "]]>");
    } else if (rest.starts_with("<?")) {
      at = past(bytes, at, "?>");
    } else if (rest.starts_with("<!")) {
      return std::unexpected(xml_error(place,
                                       {"不接受文档类型声明", "a document type is not taken"},
                                       {"删去 DOCTYPE", "remove the DOCTYPE"}));
    } else {
      const std::size_t end = tag_end(bytes, at);
      const bool closes = rest.starts_with("</");
      const bool empty = end >= 2 && bytes[end - 2] == '/';
      if (closes && depth > 0) --depth;
      if (!closes && !empty && ++depth > depth_max)
        return std::unexpected(xml_error(place, {"元素嵌套过深", "elements are nested too deeply"},
                                         {"拆开模型", "split the model"}));
      at = end;
    }
  }
  return true;
}

}  // namespace tradein
