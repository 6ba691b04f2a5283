// What an extraction will give, in order: shape, then per image the classes; where each value of a row comes from and
// goes to.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "petra/extract/settings.hpp"

namespace petra {

struct ClassPlan {
  FamilyRow const* family = nullptr;
  std::vector<int> wanted;  // indices into family->features(), ascending
  std::vector<std::size_t>
      positions;  // of each wanted feature in the class's output (the file's order where it names features)
  std::vector<std::string> names;  // in output order
};

struct ImageTypePlan {
  ImageTypeSettings settings;  // as they are for the image's dimension
  FilterRow const* filter = nullptr;
  std::vector<std::string> image_names;  // that the filter yields
  std::size_t first_image = 0;           // number of images before
};

struct ExtractionPlan {
  ImageTypeSettings whole_case;          // what `setting` says: for classes that see the mask alone
  std::vector<ClassPlan> mask_classes;   // computed once per case from the mask alone: shape
  std::vector<ClassPlan> image_classes;  // computed on every image
  std::vector<ImageTypePlan> image_types;
  std::size_t image_count = 0;
  std::size_t values_per_image = 0;
  std::size_t first_image_value = 0;  // values of mask_classes
  std::vector<std::string> names;     // of all values, in order

  // Where the values of one class on one image begin.
  [[nodiscard]] std::size_t offset(std::size_t image, std::size_t image_class) const;
};

// For an image of this dimension (2 or 3).
[[nodiscard]] ExtractionPlan make_plan(ExtractionSettings const& settings, int dimension = 3);

}  // namespace petra
