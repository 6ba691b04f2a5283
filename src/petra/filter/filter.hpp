// Image filters (PyRadiomics' image types) behind one face; filters.cpp is the only list.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"
#include "petra/grid/voxel_values.hpp"

namespace petra {

// A width of the Laplacian of Gaussian; written as "1" or as "1.0", it names another image in PyRadiomics.
struct LogSigma {
  double mm = 0;
  bool whole_number = false;  // written without a point
  friend bool operator==(LogSigma const&, LogSigma const&) = default;
};

// What the 2-D local binary pattern gives of a circle of samples (scikit-image's methods).
enum class LbpMethod { plain, rotated, uniform, variance };

// PyRadiomics' settings that filters read (global or per image type).
struct FilterSettings {
  std::string wavelet = "coif1";
  int wavelet_level = 1;
  int wavelet_start_level = 0;
  bool gradient_use_spacing = true;
  std::vector<LogSigma> log_sigmas = {};
  double lbp2d_radius = 1;  // voxels
  int lbp2d_samples = 8;
  LbpMethod lbp2d_method = LbpMethod::uniform;
  int lbp3d_levels = 2;
  double lbp3d_radius = 1;  // voxels
  int lbp3d_subdivisions = 1;
  int dimension = 3;           // of the image: 2 or 3
  int force_2d_axis = -1;      // -1: off; otherwise the image's array axis that force2D leaves out (z, y, x = 0, 1, 2; y, x = 0, 1 of a plane)
  int force_2d_dimension = 0;  // force2Ddimension as given, whether or not force2D is on (LBP2D cuts its planes along it)
};

// The image a filter works on: whole (or pre-cropped) in its file's type, and the box whose values are wanted (the ROI box). A filter
// computes only there plus its support; whole-image quantities (the maximum that scales square …) come from maximum_absolute.
struct FilterInput {
  AnyVolume const* image = nullptr;
  Box box;
  double maximum_absolute = 0;  // max |x| over the whole image handed to the filter: maximum_absolute(image)
  std::span<std::uint8_t const> inside = {};  // of the box, x fastest: values are read only where it is not 0; empty: everywhere
};

// max |x| over all voxels, as numpy.max(numpy.abs(image.astype("float64"))): NaN if any voxel is NaN, infinity if any is infinite.
// One pass at memory speed; 0 for an image without voxels.
[[nodiscard]] double maximum_absolute(AnyVolume const& image);

struct FilteredImage {
  std::string name;            // "original", "wavelet-LLH", "square", … as it stands in feature names
  bool is_float32 = false;     // element type of the result is float32 (values are then exactly representable floats)
  VoxelValues values;          // of the box, x fastest; empty where the image is left out
  std::string left_out = {};        // why PyRadiomics gives no such image for this case, for people; else empty
};

struct FilterRow {
  std::string_view image_type;                 // PyRadiomics' imageType: "Original", "Wavelet", "LoG", …
  std::string_view title;                      // for people
  std::string_view formula;                    // LaTeX
  std::string_view source;
  bool needs_maximum;                          // reads maximum_absolute
  std::vector<std::string> (*names)(FilterSettings const&);  // of the images it yields, in order
  Result<std::vector<FilteredImage>> (*run)(FilterInput const&, FilterSettings const&);
};

[[nodiscard]] std::span<FilterRow const> image_filters();
[[nodiscard]] FilterRow const* find_filter(std::string_view image_type);

}  // namespace petra
