#include "petra/filter/pointwise.hpp"

#include <cmath>
#include <string>
#include <utility>

namespace petra {

Result<void> check_maximum(FilterInput const& input, std::string_view image_type, bool zero_is_fine) {
  std::string const filter = "filter " + std::string(image_type);
  if (!std::isfinite(input.maximum_absolute)) {
    return make_error(
        ErrorCode::invalid_input, "image",
        "voxels that are NaN or infinite; " + filter + " scales by the whole image's largest absolute value",
        "Mend the image, set preCrop so that the box round the mask is free of them, or leave the filter out.");
  }
  if (input.maximum_absolute == 0 && !zero_is_fine) {
    return make_error(ErrorCode::invalid_input, "image",
                      "zero everywhere; " + filter + " divides by the whole image's largest absolute value",
                      "Check that this is the image meant, or leave the filter out.");
  }
  return {};
}

std::vector<FilteredImage> one_image(std::string name, VoxelValues values, bool is_float32) {
  std::vector<FilteredImage> images;
  images.push_back({std::move(name), is_float32, std::move(values)});
  return images;
}

}  // namespace petra
