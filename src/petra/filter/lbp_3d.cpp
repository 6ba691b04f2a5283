// PyRadiomics' "LBP3D": the image on a sphere of points round every voxel of the region. The points that are not below
// the centre make a pattern of ones, whose spherical harmonics give one image per level (lbp-3D-m1, -m2, …); the
// points' kurtosis is one more (lbp-3D-k). Sums in NumPy's order.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "petra/filter/filters.hpp"
#include "petra/filter/icosphere.hpp"
#include "petra/filter/sphere_pattern.hpp"
#include "petra/filter/sphere_samples.hpp"

namespace petra {

namespace {

constexpr int kMostSubdivisions = 6;  // 40,962 points

// NumPy's sum of a row: eight sums side by side, rows of more than 128 in halves.
template <class T>
T numpy_sum(T const* values, std::size_t count) {
  if (count < 8) {
    T sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += values[i];
    return sum;
  }
  if (count > 128) {
    std::size_t half = count / 2;
    half -= half % 8;
    return numpy_sum(values, half) + numpy_sum(values + half, count - half);
  }
  T part[8];
  std::copy(values, values + 8, part);
  std::size_t i = 8;
  for (; i + 8 <= count; i += 8) {
    for (std::size_t k = 0; k < 8; ++k) part[k] += values[i + k];
  }
  T sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
  for (; i < count; ++i) sum += values[i];
  return sum;
}

// scipy.stats.kurtosis in T's arithmetic; NaN where all values are equal.
template <class T>
T kurtosis(std::vector<T>& values) {
  auto const count = static_cast<T>(values.size());
  T const mean = numpy_sum(values.data(), values.size()) / count;
  for (T& value : values) value = (value - mean) * (value - mean);
  T const second = numpy_sum(values.data(), values.size()) / count;
  for (T& value : values) value = value * value;
  T const fourth = numpy_sum(values.data(), values.size()) / count;
  T const tiny = std::numeric_limits<T>::epsilon() * mean;
  if (second <= tiny * tiny) return std::numeric_limits<T>::quiet_NaN();
  return fourth / (second * second) - T(3);
}

template <class T>
double kurtosis_of(std::span<double const> samples) {
  static thread_local std::vector<T> values;
  values.resize(samples.size());
  std::transform(samples.begin(), samples.end(), values.begin(), [](double value) { return static_cast<T>(value); });
  return static_cast<double>(kurtosis(values));
}

std::vector<std::string> names(FilterSettings const& settings) {
  std::vector<std::string> names;
  for (int level = 1; level <= settings.lbp3d_levels; ++level) names.push_back(fmt::format("lbp-3D-m{}", level));
  names.emplace_back("lbp-3D-k");
  return names;
}

// Which samples are not below the voxel at their centre: whole numbers are compared as such, since above 2^53 two of
// them may share a double.
template <class Voxel>
void mark_ones(std::span<double const> samples, Voxel centre, std::vector<std::uint8_t>& ones) {
  if constexpr (std::is_integral_v<Voxel> && sizeof(Voxel) == 8) {
    constexpr double kBeyond = 2 * static_cast<double>(std::numeric_limits<Voxel>::max() / 2 + 1);
    for (std::size_t v = 0; v < samples.size(); ++v)
      ones[v] = samples[v] >= kBeyond || static_cast<Voxel>(samples[v]) >= centre ? 1 : 0;
  } else {
    auto const level = static_cast<double>(centre);
    for (std::size_t v = 0; v < samples.size(); ++v) ones[v] = samples[v] >= level ? 1 : 0;
  }
}

Result<void> check(FilterSettings const& settings) {
  if (settings.lbp3d_levels < 2) {
    return make_error(ErrorCode::invalid_input, "setting lbp3DLevels of image type LBP3D",
                      "is 1: PyRadiomics fails on a single level", "Use 2 or more");
  }
  if (settings.lbp3d_subdivisions > kMostSubdivisions) {
    return make_error(
        ErrorCode::not_supported, "setting lbp3DIcosphereSubdivision of image type LBP3D",
        fmt::format("is {}: more than {} are not supported", settings.lbp3d_subdivisions, kMostSubdivisions),
        "Use fewer: each makes four times as many points");
  }
  return {};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const& settings) {
  std::vector<FilteredImage> images;
  for (auto& name : names(settings)) images.push_back({std::move(name), false, {}, {}});
  if (geometry_of(*input.image).dimension != 3) {
    for (auto& image : images) image.left_out = "the pattern needs an image of three dimensions";
    return images;
  }
  PETRA_CHECK(check(settings));
  auto const points = icosphere_vertices(settings.lbp3d_subdivisions, settings.lbp3d_radius);
  SpherePattern const pattern(points, settings.lbp3d_radius, settings.lbp3d_levels);
  if (!pattern.is_defined()) {
    return make_error(ErrorCode::invalid_input, "setting lbp3DIcosphereRadius of image type LBP3D",
                      "PyRadiomics has no values for this radius: the arc cosine of a pole is not a number",
                      "Use a slightly different radius");
  }
  for (auto& image : images) image.values = VoxelValues(static_cast<std::size_t>(input.box.voxel_count()), 0.0);
  bool const is_float32 = std::holds_alternative<Volume<float>>(*input.image);
  auto const size = input.box.size();
  std::vector<std::uint8_t> ones(points.size());
  std::vector<double> levels(static_cast<std::size_t>(settings.lbp3d_levels));
  std::size_t flat = 0;
  sample_spheres(
      *input.image, input.box, input.inside, points, [&](std::size_t index, std::span<double const> samples) {
        auto const i = static_cast<std::int64_t>(index);
        Index3 const at = {input.box.first[0] + i % size[0], input.box.first[1] + i / size[0] % size[1],
                           input.box.first[2] + i / (size[0] * size[1])};
        std::visit([&](auto const& volume) { mark_ones(samples, volume.at(at[0], at[1], at[2]), ones); }, *input.image);
        pattern.compute(ones, levels);
        for (std::size_t n = 0; n < levels.size(); ++n) images[n].values[index] = levels[n];
        double const k = is_float32 ? kurtosis_of<float>(samples) : kurtosis_of<double>(samples);
        flat += std::isnan(k) ? 1 : 0;
        images.back().values[index] = k;
      });
  if (flat > 0) {
    return make_error(ErrorCode::invalid_input, "image",
                      fmt::format("{} voxels lie amid equal values, where lbp-3D-k has no kurtosis; PyRadiomics fails "
                                  "on such a case, too",
                                  flat),
                      "Leave LBP3D out for this case, or choose a larger lbp3DIcosphereRadius");
  }
  return images;
}

}  // namespace

FilterRow const kLbp3dFilter = {
    .image_type = "LBP3D",
    .title = "Local binary pattern on spheres",
    .formula =
        R"(m_{n+1} = \mathrm{Re}\sqrt{\sum_v (\sum_m c_{nm} Y_n^m(v))^2},\ c_{nm} = \sum_v [x_v \ge x] Y_n^m(v))",
    .source = "PyRadiomics 3.0.1; SciPy 1.14, trimesh 5.2; Banerjee, ACCV Workshops 2012",
    .needs_maximum = false,
    .names = names,
    .run = run};

}  // namespace petra
