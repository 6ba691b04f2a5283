// Steps for a stored case, made from the file of steps for its method.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "petra/base/result.hpp"

namespace petra::oracle {

using Fields = std::map<std::string, std::string>;

// The recipe for `method` in `folder`: method.yaml, else the one whose name has N in the place of the method's first
// number (fixed_2.5: fixed_N.yaml), with ${name} put in from `fields` and from that number: N, percent (N / 100),
// half_window
// ((N - 1) / 2). Errors: no such file, an unknown name.
[[nodiscard]] Result<std::string> recipe_text(std::filesystem::path const& folder, std::string const& method,
                                              Fields fields);

}  // namespace petra::oracle
