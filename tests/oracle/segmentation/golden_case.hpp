// One stored case: an image, a seed, a box, and what each method makes of it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"
#include "recipe_text.hpp"

namespace petra::oracle {

struct GoldenCase {
  std::filesystem::path folder;
  nlohmann::json expected;
  AnyVolume image;             // as float32, as the tools that made the masks had it
  std::optional<Mask> reader;  // drawn by hand, on the same grid
  Fields fields;               // for recipes
};

// Errors: a file missing, fields missing.
[[nodiscard]] Result<GoldenCase> read_case(std::filesystem::path const& folder, std::filesystem::path const& config);

// Voxels that are not 0.
[[nodiscard]] Result<Mask> read_golden_mask(std::filesystem::path const& path);

// 2 |a and b| / (|a| + |b|); at least 1 below the bar, as the maker of the masks has it.
[[nodiscard]] double dice(Mask const& a, Mask const& b);

}  // namespace petra::oracle
