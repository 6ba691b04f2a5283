// PyRadiomics' "LBP2D": scikit-image's local_binary_pattern plane by plane, written back into the image's own voxel
// type. Samples on a circle are interpolated bilinearly (0 beyond the plane) in scikit-image's order of sums, since a
// sample that equals the centre counts as 1.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <type_traits>
#include <vector>

#include "petra/filter/filters.hpp"
#include "petra/filter/pointwise.hpp"

namespace petra {

namespace {

constexpr int kMostSamplesOfCodes = 32;  // of the methods that make one bit of each sample

// Between which two rows (or columns) a sample lies, and how far from the first.
struct Place {
  std::int64_t low, high;
  double fraction;
};

Place place_of(double position) {
  auto const low = static_cast<std::int64_t>(std::floor(position));
  return {low, static_cast<std::int64_t>(std::ceil(position)), position - static_cast<double>(low)};
}

// numpy.round(value, 5).
double rounded(double value) {
  return std::rint(value * 1e5) / 1e5;
}

// The samples' offsets from the centre.
struct Circle {
  std::vector<double> row, column;
};

Circle make_circle(double radius_given, int samples) {
  // scikit-image takes the radius as a C float.
  double const radius = static_cast<double>(static_cast<float>(radius_given));
  Circle circle;
  for (int i = 0; i < samples; ++i) {
    double const angle = 2 * std::numbers::pi * i / samples;
    circle.row.push_back(rounded(-radius * std::sin(angle)));
    circle.column.push_back(rounded(radius * std::cos(angle)));
  }
  return circle;
}

// A plane's voxels as double; what lies beyond the plane is 0. Only a window of it is held.
struct Plane {
  std::int64_t rows, columns;                                   // of the whole plane
  std::int64_t first_row, first_column, last_row, last_column;  // of the window
  std::vector<double> voxels;

  [[nodiscard]] double at(std::int64_t row, std::int64_t column) const {
    if (row < 0 || row >= rows || column < 0 || column >= columns) return 0;
    return voxels[static_cast<std::size_t>((row - first_row) * (last_column - first_column + 1) + column -
                                           first_column)];
  }
};

// The samples round one voxel.
void take_samples(Plane const& plane, Place const* rows, Place const* columns, std::vector<double>& samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    Place const& r = rows[i];
    Place const& c = columns[i];
    double const top = (1 - c.fraction) * plane.at(r.low, c.low) + c.fraction * plane.at(r.low, c.high);
    double const bottom = (1 - c.fraction) * plane.at(r.high, c.low) + c.fraction * plane.at(r.high, c.high);
    samples[i] = (1 - r.fraction) * top + r.fraction * bottom;
  }
}

// NaN where all samples are equal, as scikit-image says.
double variance_of(std::vector<double> const& samples) {
  double sum = 0, squares = 0;
  auto const count = static_cast<double>(samples.size());
  for (double const sample : samples) {
    sum += sample;
    squares += sample * sample;
  }
  double const variance = (squares - (sum * sum) / count) / count;
  return variance != 0 ? variance : std::numeric_limits<double>::quiet_NaN();
}

// The number of ones where they change at most twice from first to last sample (not round the circle), else P + 1.
double uniform_code(std::vector<double> const& samples, double centre) {
  int changes = 0, ones = 0;
  bool before = false;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    bool const one = samples[i] - centre >= 0;
    changes += i > 0 && one != before ? 1 : 0;
    ones += one ? 1 : 0;
    before = one;
  }
  return changes <= 2 ? ones : static_cast<double>(samples.size() + 1);
}

// One bit per sample, in 32-bit integers: the 32nd is the sign.
std::int32_t bit_code(std::vector<double> const& samples, double centre) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) bits |= samples[i] - centre >= 0 ? 1U << i : 0U;
  return static_cast<std::int32_t>(bits);
}

// The smallest code of all rotations; the shift keeps the sign, as C's does.
std::int32_t rotated_code(std::int32_t code, int samples) {
  auto smallest = code;
  for (int i = 1; i < samples; ++i) {
    code = (code >> 1) | static_cast<std::int32_t>(static_cast<std::uint32_t>(code & 1) << (samples - 1));
    smallest = std::min(smallest, code);
  }
  return smallest;
}

double code_of(std::vector<double> const& samples, double centre, LbpMethod method) {
  switch (method) {
    case LbpMethod::variance:
      return variance_of(samples);
    case LbpMethod::uniform:
      return uniform_code(samples, centre);
    case LbpMethod::plain:
      return bit_code(samples, centre);
    case LbpMethod::rotated:
      return rotated_code(bit_code(samples, centre), static_cast<int>(samples.size()));
  }
  return 0;
}

// A double stored in the image's type as NumPy does on x86: cut towards zero; NaN and what does not fit become the
// processor's smallest integer (32-bit, 64-bit for uint32 and wider), of which a narrower type keeps the low bits.
template <class Voxel>
double stored_as(double value) {
  if constexpr (std::is_floating_point_v<Voxel>) {
    return static_cast<double>(static_cast<Voxel>(value));
  } else {
    using Register =
        std::conditional_t<sizeof(Voxel) < 4 || std::is_same_v<Voxel, std::int32_t>, std::int32_t, std::int64_t>;
    constexpr double kLimit = sizeof(Register) == 4 ? 0x1p31 : 0x1p63;
    bool const fits = value > -kLimit - (sizeof(Register) == 4 ? 1 : 0) && value < kLimit;
    auto const whole = fits ? static_cast<Register>(value) : std::numeric_limits<Register>::min();
    return static_cast<double>(static_cast<Voxel>(whole));
  }
}

// The axes (x, y, z = 0, 1, 2) of a plane's rows and columns, and the one that counts the planes: PyRadiomics swaps the
// array's first axis (z) with that of force2Ddimension.
struct PlaneAxes {
  std::size_t row, column, plane;
};

PlaneAxes axes_of(FilterSettings const& settings, int dimension) {
  if (dimension == 2 || settings.force_2d_dimension == 0) return {1, 0, 2};
  if (settings.force_2d_dimension == 1) return {2, 0, 1};
  return {1, 2, 0};
}

template <class Voxel>
Plane read_plane(Volume<Voxel> const& volume, Box const& box, PlaneAxes const& axes, std::int64_t number,
                 std::int64_t margin) {
  auto const& size = volume.geometry.size;
  auto const outer = box.grown(std::min<std::int64_t>(margin, std::max(size[axes.row], size[axes.column])), size);
  Plane plane{size[axes.row],
              size[axes.column],
              outer.first[axes.row],
              outer.first[axes.column],
              outer.last[axes.row],
              outer.last[axes.column],
              {}};
  plane.voxels.reserve(
      static_cast<std::size_t>((plane.last_row - plane.first_row + 1) * (plane.last_column - plane.first_column + 1)));
  Index3 at = {};
  at[axes.plane] = number;
  for (at[axes.row] = plane.first_row; at[axes.row] <= plane.last_row; ++at[axes.row]) {
    for (at[axes.column] = plane.first_column; at[axes.column] <= plane.last_column; ++at[axes.column])
      plane.voxels.push_back(static_cast<double>(volume.at(at[0], at[1], at[2])));
  }
  return plane;
}

// Per position of the box along an axis, the places of all samples.
std::vector<Place> places_along(Box const& box, std::size_t axis, std::vector<double> const& offsets) {
  std::vector<Place> places;
  for (auto i = box.first[axis]; i <= box.last[axis]; ++i) {
    for (double const offset : offsets) places.push_back(place_of(static_cast<double>(i) + offset));
  }
  return places;
}

template <class Voxel>
VoxelValues patterns(Volume<Voxel> const& volume, Box const& box, FilterSettings const& settings) {
  auto const axes = axes_of(settings, volume.geometry.dimension);
  auto const circle = make_circle(settings.lbp2d_radius, settings.lbp2d_samples);
  auto const count = circle.row.size();
  auto const rows = places_along(box, axes.row, circle.row), columns = places_along(box, axes.column, circle.column);
  auto const margin = static_cast<std::int64_t>(std::min(std::ceil(settings.lbp2d_radius), 1e9)) + 1;
  // PyRadiomics writes a plane of a 3-D image back into the image's type; a 2-D image becomes the float64 result
  // itself.
  bool const keeps_type = volume.geometry.dimension == 3;
  VoxelValues values(static_cast<std::size_t>(box.voxel_count()));
  auto const size = box.size();
  Index3 const stride = {1, size[0], size[0] * size[1]};
  std::vector<double> samples(count);
  for (std::int64_t p = 0; p < size[axes.plane]; ++p) {
    auto const plane = read_plane(volume, box, axes, box.first[axes.plane] + p, margin);
    for (std::int64_t r = 0; r < size[axes.row]; ++r) {
      for (std::int64_t c = 0; c < size[axes.column]; ++c) {
        take_samples(plane, rows.data() + static_cast<std::size_t>(r) * count,
                     columns.data() + static_cast<std::size_t>(c) * count, samples);
        double const centre = plane.at(box.first[axes.row] + r, box.first[axes.column] + c);
        double const code = code_of(samples, centre, settings.lbp2d_method);
        values[static_cast<std::size_t>(p * stride[axes.plane] + r * stride[axes.row] + c * stride[axes.column])] =
            keeps_type ? stored_as<Voxel>(code) : code;
      }
    }
  }
  return values;
}

std::vector<std::string> names(FilterSettings const&) {
  return {"lbp-2D"};
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const& settings) {
  bool const one_bit_each = settings.lbp2d_method == LbpMethod::plain || settings.lbp2d_method == LbpMethod::rotated;
  if (one_bit_each && settings.lbp2d_samples > kMostSamplesOfCodes) {
    return make_error(ErrorCode::not_supported, "setting lbp2DSamples of image type LBP2D",
                      "more than 32 samples overflow the integers of scikit-image's default and ror codes",
                      "Use at most 32 samples, or lbp2DMethod uniform or var");
  }
  bool const is_float32 =
      std::holds_alternative<Volume<float>>(*input.image) && geometry_of(*input.image).dimension == 3;
  auto values = std::visit([&](auto const& volume) { return patterns(volume, input.box, settings); }, *input.image);
  return one_image("lbp-2D", std::move(values), is_float32);
}

}  // namespace

FilterRow const kLbp2dFilter = {.image_type = "LBP2D",
                                .title = "Local binary pattern in planes",
                                .formula = R"(\sum_p [x_p \ge x_c]\, 2^p,\ \text{its rotations, ones or variance})",
                                .source = "PyRadiomics 3.0.1; scikit-image 0.26 local_binary_pattern; Ojala 2002",
                                .needs_maximum = false,
                                .names = names,
                                .run = run};

}  // namespace petra
