// Runs editing steps one after the other on an image.
#pragma once

#include "petra/segment/recipe.hpp"

namespace petra {

struct StepReport {
  std::string tool;
  std::int64_t voxels = 0;                            // of the mask after it
  std::vector<std::pair<std::string, double>> facts;  // threshold, background, …
  std::vector<std::string> warnings;
};

struct SegmentResult {
  Mask mask;
  std::vector<StepReport> steps;
};

// The mask after the last step and what each step did. A step that would leave an empty mask, or that needs one where
// there is none, is an error, as is `undo` with nothing to take back; each names the step, its tool and line.
[[nodiscard]] Result<SegmentResult> run_recipe(AnyVolume const& image, std::span<RecipeStep const> steps,
                                               LabelReader const& read_labels, Workers& workers);

}  // namespace petra
