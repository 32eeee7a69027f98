#include "adapters/rulefiles/dmn/pack_models.hpp"

#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "adapters/rulefiles/dmn/dmn_file.hpp"
#include "adapters/rulefiles/dmn/dmn_xml.hpp"

namespace tradein {
namespace {

constexpr std::size_t model_bytes_max = 1024 * 1024;

/// `name:line:column` as a spot of that file; its beginning where no place is known.
Spot spot_of(std::string_view place, std::uint32_t file) {
  Spot at{file, 1, 1};
  for (std::uint32_t* part : {&at.column, &at.line}) {
    const std::size_t colon = place.rfind(':');
    if (colon == std::string_view::npos) return {file, 1, 1};
    const std::string_view digits = place.substr(colon + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), *part);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return {file, 1, 1};
    place = place.substr(0, colon);
  }
  return at;
}

void parse(Model& model, std::vector<Problem>& problems) {
  auto read = read_dmn_xml(model.text, model.file.text);
  if (!read) {
    const Error& error = read.error();
    problems.push_back({spot_of(error.place, model.number), error.code, error.what});
    return;
  }
  model.definitions = std::make_shared<const dmn::Definitions>(*std::move(read));
}

}  // namespace

void read_models(Pack& pack, const std::filesystem::path& pack_file, const NumberFile& number,
                 std::vector<Problem>& problems) {
  for (Model& model : pack.models) {
    model.number = model.file.at.file;
    if (model.text.empty()) {
      const std::filesystem::path path = pack_file.parent_path() / model.file.text;
      auto bytes = read_whole_file(path);
      if (!bytes) {
        problems.push_back({model.file.at, "P-MODEL", bytes.error().what});
        continue;
      }
      if (bytes->size() > model_bytes_max) {
        problems.push_back({model.file.at,
                            "P-MODEL",
                            {"规则包的模型不得超过 1 MiB", "a pack's model has at most 1 MiB"}});
        continue;
      }
      model.text = *std::move(bytes);
      model.number = number(path.string());
    }
    parse(model, problems);
  }
}

void read_models(Pack& pack, std::vector<Problem>& problems) {
  for (Model& model : pack.models) parse(model, problems);
}

}  // namespace tradein
