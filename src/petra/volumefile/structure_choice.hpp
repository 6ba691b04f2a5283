// Which structure of a file that holds several is meant: by name, number or regular expression.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

struct StructureName {
  std::int64_t number = 0;  // ROINumber, SegmentNumber, label value: what the file calls it
  std::string name;
};

// Positions in `structures` that `wanted` names, ascending. In this order: the whole name; the number ("3" or "#3");
// the name but for upper and lower case; a regular expression (ECMAScript) that the whole name matches, "/…/" for one
// that must be no name. Errors (naming `subject`, listing what there is): nothing matches, two structures have the name
// (choose by number), a faulty expression.
[[nodiscard]] Result<std::vector<std::size_t>> find_structures(std::vector<StructureName> const& structures,
                                                               std::string_view wanted, std::string const& subject);

// The same where exactly one is meant. An empty `wanted` takes the only one there is.
[[nodiscard]] Result<std::size_t> find_structure(std::vector<StructureName> const& structures, std::string_view wanted,
                                                 std::string const& subject);

// Names that tell structures apart: a name that occurs twice gets the number behind it, "twin (8)"; an empty one is
// "structure 8".
[[nodiscard]] std::vector<std::string> distinct_names(std::vector<StructureName> const& structures);

}  // namespace petra
