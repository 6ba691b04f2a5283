// Checks a YAML tree against the rows of kStudyKeys: unknown keys, wrong kinds, values outside their range, keys not
// done yet.
#pragma once

#include "petra/base/yaml_tree.hpp"
#include "petra/study/problems.hpp"
#include "petra/study/schema.hpp"

namespace petra {

// Adds what is wrong to `problems`, with key and line.
void check_schema(YamlNode const& root, Problems& problems);

}  // namespace petra
