// A parameter file's tree into settings, every problem gathered.
#pragma once

#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/extract/settings.hpp"
#include "petra/extract/yaml_tree.hpp"

namespace petra {

// Null is an empty file: PyRadiomics' defaults, with a warning. Overrides are "NAME:VALUE", over the file's `setting`.
// `canonical` is left empty. Errors: all problems of the file in one, each with its field and line.
[[nodiscard]] Result<ExtractionSettings> read_settings(YamlNode const& root, std::string const& subject,
                                                       std::vector<std::string> const& overrides);

}  // namespace petra
