// A parameter file's tree into settings, every problem gathered.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/base/yaml_tree.hpp"

namespace petra {

// Null is an empty file: PyRadiomics' defaults, with a warning. Overrides are "NAME:VALUE", over the file's `setting`.
// `from_file`: a parameter file that names no feature classes enables all of them, shape2D among them; without a file
// shape2D is off. `canonical` is left empty. Errors: all problems of the file in one, each with its field and line.
[[nodiscard]] Result<ExtractionSettings> read_settings(YamlNode const& root, std::string const& subject,
                                                       std::vector<std::string> const& overrides, bool from_file);

}  // namespace petra
