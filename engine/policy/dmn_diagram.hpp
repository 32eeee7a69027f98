#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace tradein {

/// A node of a decision requirements diagram: its element's id and the places of what it requires,
/// all of which stand before it.
struct DiagramNode {
  std::string id;
  bool input = false;
  std::vector<std::size_t> requires_nodes;
};

/// The id of the requirement between two elements, in the model and in its diagram.
[[nodiscard]] std::string requirement_id(const std::string& from, const std::string& to);

/// The DMNDI part of a DMN 1.5 model: what is required stands below what requires it, one row for
/// each length of way from the inputs, so that no edge runs through its own row.
[[nodiscard]] std::string write_diagram(const std::vector<DiagramNode>& nodes,
                                        const std::string& name);

}  // namespace tradein
