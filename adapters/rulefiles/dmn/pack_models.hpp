#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/policy/pack.hpp"

namespace tradein {

/// Gives a file that problems may name its number (Spot::file).
using NumberFile = std::function<std::uint32_t(const std::string& name)>;

/// Reads the models that a pack names, from beside the pack's file; a model whose text the pack
/// carries already is taken from there.
///
/// Errors, as problems: P-MODEL (no such file, or none that can be read), those of read_dmn_xml
/// with their place in the model.
void read_models(Pack& pack, const std::filesystem::path& pack_file, const NumberFile& number,
                 std::vector<Problem>& problems);

/// The models of a pinned pack, from the pack alone.
void read_models(Pack& pack, std::vector<Problem>& problems);

}  // namespace tradein
