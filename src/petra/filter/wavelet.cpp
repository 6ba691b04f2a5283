// PyRadiomics' "Wavelet": the stationary transform of pywt.swtn, level by level, on the region's box only. A float32
// image is transformed in float32, every other in double; the image counts as periodic, odd axes being padded by a
// repeat of their first plane.
#include <algorithm>
#include <array>
#include <memory>
#include <type_traits>
#include <utility>

#include "petra/filter/filters.hpp"
#include "petra/filter/wavelet_transform.hpp"

namespace petra {

namespace {

constexpr int kMaximumLevels = 16;

// Which axes (x, y, z) are transformed: all that the image has, without the one that force2D names (array order: z = 0,
// y = 1, x = 2).
std::array<bool, 3> transformed_axes(FilterSettings const& settings, int dimension) {
  std::array<bool, 3> axes = {true, true, dimension > 2};
  if (settings.force_2d_axis >= 0 && settings.force_2d_axis < dimension) {
    axes[static_cast<std::size_t>(dimension - 1 - settings.force_2d_axis)] = false;
  }
  return axes;
}

int axis_count(std::array<bool, 3> const& axes) {
  return static_cast<int>(std::count(axes.begin(), axes.end(), true));
}

// "LLH" for band 1 of three axes: the first letter is the x axis's, H the high-pass.
std::string band_name(int band, int axes) {
  std::string name;
  for (int bit = axes - 1; bit >= 0; --bit) name += (band >> bit & 1) != 0 ? 'H' : 'L';
  return name;
}

std::string image_name(int level, int band, int axes) {
  return "wavelet" + (level > 1 ? std::to_string(level) : std::string()) + "-" + band_name(band, axes);
}

std::vector<std::string> names_of(FilterSettings const& settings, int axes) {
  std::vector<std::string> names;
  int const bands = 1 << axes;
  for (int level = 1; level <= settings.wavelet_level; ++level) {
    for (int band = 1; band < bands; ++band) names.push_back(image_name(level, band, axes));
  }
  names.push_back(image_name(settings.wavelet_level, 0, axes));
  return names;
}

std::vector<std::string> names(FilterSettings const& settings) {
  return names_of(settings, axis_count(transformed_axes(settings, settings.dimension)));
}

// Rows of the padded periodic image, in the arithmetic's type, from the image itself.
template <class T>
RowSource<T> rows_of_image(AnyVolume const& image, WaveletWindow const& window,
                           std::array<WaveletAxis, 3> const& axes) {
  auto const place = [](std::int64_t position, WaveletAxis const& axis) {
    std::int64_t remainder = position % axis.period;
    if (remainder < 0) remainder += axis.period;
    return remainder < axis.size ? remainder : 0;  // the pad repeats the first plane
  };
  std::vector<std::int64_t> columns;
  for (std::int64_t i = 0; i < window.length[0]; ++i) columns.push_back(place(window.first[0] + i, axes[0]));
  bool const contiguous =
      columns.back() - columns.front() + 1 == window.length[0] && std::is_sorted(columns.begin(), columns.end());
  return [&image, axes, columns, contiguous, place](std::int64_t y, std::int64_t z, T* row) {
    std::visit(
        [&](auto const& volume) {
          auto const* const voxel = volume.voxels.data() + volume.offset(0, place(y, axes[1]), place(z, axes[2]));
          if (contiguous) {
            auto const* const start = voxel + columns.front();
            for (std::size_t i = 0; i < columns.size(); ++i) row[i] = static_cast<T>(start[i]);
          } else {
            for (std::size_t i = 0; i < columns.size(); ++i) row[i] = static_cast<T>(voxel[columns[i]]);
          }
        },
        image);
  };
}

// Rows of an earlier level's approximation. `window` lies within the block, or the block holds whole periods on an axis
// where it does not.
template <class T>
RowSource<T> rows_of_block(WaveletBlock<T> const& block, WaveletWindow const& window) {
  auto const place = [&block](std::int64_t position, std::size_t axis) {
    std::int64_t const index = (position - block.window.first[axis]) % block.window.length[axis];
    return index < 0 ? index + block.window.length[axis] : index;
  };
  return [&block, window, place](std::int64_t y, std::int64_t z, T* row) {
    auto const& length = block.window.length;
    T const* const start = block.voxels.data() + (place(z, 2) * length[1] + place(y, 1)) * length[0];
    for (std::int64_t i = 0; i < window.length[0]; ++i) row[i] = start[place(window.first[0] + i, 0)];
  };
}

// A window as long as a period or longer holds nothing more than one period.
WaveletWindow at_most_one_period(WaveletWindow window, std::array<WaveletAxis, 3> const& axes) {
  for (std::size_t k = 0; k < 3; ++k) {
    if (window.length[k] >= axes[k].period) {
      window.first[k] = 0;
      window.length[k] = axes[k].period;
    }
  }
  return window;
}

template <class T>
WaveletBlock<T> empty_block(WaveletWindow const& window) {
  WaveletBlock<T> block;
  block.window = window;
  block.voxels.resize(static_cast<std::size_t>(window.length[0] * window.length[1] * window.length[2]));
  return block;
}

// Lets bands be written in the arithmetic's type: double straight into the image, float32 into a block that is widened
// at the end.
template <class T>
class BandImages {
 public:
  explicit BandImages(std::int64_t voxels) : voxels_(static_cast<std::size_t>(voxels)) {}

  void add(int band, VoxelValues& values) {
    if constexpr (std::is_same_v<T, double>) {
      targets_[static_cast<std::size_t>(band)] = values.data();
    } else {
      blocks_.emplace_back(&values, std::make_unique_for_overwrite<T[]>(voxels_));
      targets_[static_cast<std::size_t>(band)] = blocks_.back().second.get();
    }
  }

  [[nodiscard]] BandTargets<T> const& targets() const { return targets_; }

  void finish() {
    for (auto const& [values, block] : blocks_) {
      for (std::size_t i = 0; i < voxels_; ++i) (*values)[i] = static_cast<double>(block[i]);
    }
  }

 private:
  std::size_t voxels_;
  BandTargets<T> targets_ = {};
  std::vector<std::pair<VoxelValues*, std::unique_ptr<T[]>>> blocks_;
};

template <class T>
std::vector<FilteredImage> transform(FilterInput const& input, FilterSettings const& settings, TypedBank<T> const& bank,
                                     std::array<WaveletAxis, 3> const& axes, int axis_total) {
  WaveletWindow const wanted{input.box.first, input.box.size()};
  int const transforms = settings.wavelet_start_level + settings.wavelet_level;
  // Windows of the approximations that each transform must leave for the next: the last leaves the box, earlier ones
  // its support too.
  std::vector<WaveletWindow> left(static_cast<std::size_t>(transforms), wanted);
  for (int k = transforms - 2; k >= 0; --k) {
    left[static_cast<std::size_t>(k)] =
        at_most_one_period(grown_by_support(left[static_cast<std::size_t>(k) + 1], axes, bank.low.size()), axes);
  }

  std::vector<FilteredImage> images;
  for (auto& name : names_of(settings, axis_total)) {
    images.push_back(
        {std::move(name), std::is_same_v<T, float>, VoxelValues(static_cast<std::size_t>(input.box.voxel_count()))});
  }
  int const bands = 1 << axis_total;

  WaveletBlock<T> approximation;  // of the transform before; the image itself at first
  auto const source_for = [&](WaveletWindow const& window, int k) {
    auto const grown = grown_by_support(window, axes, bank.low.size());
    return k == 0 ? rows_of_image<T>(*input.image, grown, axes) : rows_of_block<T>(approximation, grown);
  };
  for (int k = 0; k < transforms; ++k) {
    int const level = k - settings.wavelet_start_level;  // 0-based; negative: only leads up to the first level wanted
    bool const last = k == transforms - 1;
    if (level >= 0) {
      BandImages<T> details(input.box.voxel_count());
      for (int band = last ? 0 : 1; band < bands; ++band) {
        auto const image = band == 0 ? images.size() - 1 : static_cast<std::size_t>(level * (bands - 1) + band - 1);
        details.add(band, images[image].values);
      }
      stationary_wavelet<T>(wanted, axes, bank, false, source_for(wanted, k), details.targets());
      details.finish();
    }
    if (last) break;
    WaveletBlock<T> next = empty_block<T>(left[static_cast<std::size_t>(k)]);
    stationary_wavelet<T>(next.window, axes, bank, true, source_for(next.window, k), {next.voxels.data()});
    approximation = std::move(next);
  }
  return images;
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const& settings) {
  if (settings.wavelet_level < 1 || settings.wavelet_start_level < 0 ||
      settings.wavelet_level + settings.wavelet_start_level > kMaximumLevels) {
    return make_error(
        ErrorCode::usage, "settings level, start_level of image type Wavelet",
        "level " + std::to_string(settings.wavelet_level) + ", start_level " +
            std::to_string(settings.wavelet_start_level),
        "level must be at least 1, start_level at least 0, their sum at most " + std::to_string(kMaximumLevels) + ".");
  }
  PETRA_TRY(auto const bank, make_filter_bank(settings.wavelet));
  Geometry const& geometry = geometry_of(*input.image);
  if (settings.force_2d_axis >= geometry.dimension) {
    return make_error(ErrorCode::invalid_input, "settings force2Ddimension",
                      "a plane has no axis " + std::to_string(settings.force_2d_axis) + " to leave out",
                      "Set force2Ddimension to 0 or 1, or force2D to false.");
  }
  auto const transformed = transformed_axes(settings, geometry.dimension);
  std::array<WaveletAxis, 3> axes;
  for (std::size_t k = 0; k < 3; ++k) {
    std::int64_t const size = geometry.size[k];
    axes[k] = {size, transformed[k] ? size + size % 2 : size, transformed[k]};
  }
  if (std::holds_alternative<Volume<float>>(*input.image)) {
    return transform<float>(input, settings, bank.float32, axes, axis_count(transformed));
  }
  return transform<double>(input, settings, bank.float64, axes, axis_count(transformed));
}

}  // namespace

FilterRow const kWaveletFilter = {.image_type = "Wavelet",
                                  .title = "Wavelet sub-bands",
                                  .formula = R"(y_{b}(n) = \sum_j f_{b,j}\, x(n + F/2 - j)\ \text{along } x, y, z)",
                                  .source = "PyRadiomics 3.0.1; PyWavelets 1.9.0 swtn",
                                  .needs_maximum = false,
                                  .names = names,
                                  .run = run};

}  // namespace petra
