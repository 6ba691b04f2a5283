#include "petra/grid/resample.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "petra/grid/bspline.hpp"
#include "petra/grid/itk_points.hpp"
#include "petra/grid/wide_interpolation.hpp"

namespace petra {

namespace {

// Voxel values in double precision: of a block of the image, addressed by the image's indices.
struct Block {
  Box box;
  Index3 image_size;
  int dimension;
  std::vector<double> values;

  [[nodiscard]] double at(std::int64_t x, std::int64_t y, std::int64_t z) const { return values[offset(x, y, z)]; }
  [[nodiscard]] std::size_t offset(std::int64_t x, std::int64_t y, std::int64_t z) const {
    auto const size = box.size();
    return static_cast<std::size_t>(x - box.first[0] + size[0] * (y - box.first[1] + size[1] * (z - box.first[2])));
  }
};

// Indices of the output's points in the input, line by line: ITK transforms a line's two ends and goes between them in
// equal steps.
class LineIndices {
 public:
  LineIndices(Geometry const& image, Geometry const& grid) : point_of_(grid), index_of_(image), length_(grid.size[0]) {}
  void go_to(std::int64_t y, std::int64_t z) {
    start_ = index_of_(point_of_.of_voxel({0, y, z}));
    end_ = index_of_(point_of_.of_voxel({length_, y, z}));
  }
  [[nodiscard]] Eigen::Vector3d at(std::int64_t x) const {
    double const alpha = static_cast<double>(x) / static_cast<double>(length_);
    Eigen::Vector3d index = start_;
    for (int k = 0; k < 3; ++k) index[k] += alpha * (end_[k] - start_[k]);
    return index;
  }
  [[nodiscard]] Eigen::Vector3d const& start() const { return start_; }
  [[nodiscard]] Eigen::Vector3d const& end() const { return end_; }
  // Each axis of the output follows one axis of the input, exactly.
  [[nodiscard]] bool is_axis_aligned() const { return point_of_.is_axis_aligned() && index_of_.is_axis_aligned(); }

 private:
  PointOf point_of_;
  IndexOf index_of_;
  std::int64_t length_;
  Eigen::Vector3d start_, end_;
};

bool is_inside(double index, std::int64_t length) {
  return index >= -0.5 && index < static_cast<double>(length) - 0.5;
}
bool is_inside(Eigen::Vector3d const& index, Index3 const& size) {
  return is_inside(index[0], size[0]) && is_inside(index[1], size[1]) && is_inside(index[2], size[2]);
}

// The part of the image that the grid's points, with `margin` voxels round them, need.
Box needed_box(Geometry const& image, Geometry const& grid, std::int64_t margin) {
  LineIndices line(image, grid);
  Eigen::Vector3d low = Eigen::Vector3d::Constant(INFINITY), high = -low;
  for (auto const z : {std::int64_t{0}, grid.size[2] - 1}) {
    for (auto const y : {std::int64_t{0}, grid.size[1] - 1}) {
      line.go_to(y, z);
      low = low.cwiseMin(line.start()).cwiseMin(line.end());
      high = high.cwiseMax(line.start()).cwiseMax(line.end());
    }
  }
  Box box;
  for (std::size_t k = 0; k < 3; ++k) {
    auto const axis = static_cast<Eigen::Index>(k);
    auto const last = static_cast<double>(image.size[k] - 1);
    // Clamped before the cast: a grid may lie far outside the image.
    auto const first_index = static_cast<std::int64_t>(std::floor(std::clamp(low[axis], 0.0, last)));
    auto const last_index = static_cast<std::int64_t>(std::ceil(std::clamp(high[axis], 0.0, last)));
    box.first[k] = std::max<std::int64_t>(0, first_index - margin);
    box.last[k] = std::min<std::int64_t>(image.size[k] - 1, last_index + margin);
  }
  return box;
}

template <class T>
Block make_block(Volume<T> const& image, Box const& box) {
  Block block{box, image.geometry.size, image.geometry.dimension, {}};
  block.values.reserve(static_cast<std::size_t>(box.voxel_count()));
  for (auto z = box.first[2]; z <= box.last[2]; ++z) {
    for (auto y = box.first[1]; y <= box.last[1]; ++y) {
      auto const row = image.voxels.begin() + static_cast<std::ptrdiff_t>(image.offset(box.first[0], y, z));
      std::transform(row, row + static_cast<std::ptrdiff_t>(box.last[0] - box.first[0] + 1),
                     std::back_inserter(block.values), [](T voxel) { return static_cast<double>(voxel); });
    }
  }
  return block;
}

double nearest_at(Block const& block, Eigen::Vector3d const& index) {
  auto const nearest = [](double x) { return static_cast<std::int64_t>(std::floor(x + 0.5)); };
  return block.at(nearest(index[0]), nearest(index[1]), nearest(index[2]));
}

// Along one axis between two voxels; the second is the first itself where the point lies on it or beyond the last.
struct LinearStep {
  LinearStep(double x, std::int64_t length) {
    from = std::max<std::int64_t>(0, static_cast<std::int64_t>(std::floor(x)));
    distance = x - static_cast<double>(from);
    to = from + 1;
    if (distance <= 0 || to >= length) {
      distance = 0;
      to = from;
    }
  }
  std::int64_t from, to;
  double distance;
};

double linear_at(Block const& block, Eigen::Vector3d const& index) {
  LinearStep const x(index[0], block.image_size[0]), y(index[1], block.image_size[1]), z(index[2], block.image_size[2]);
  auto const along_x = [&](std::int64_t j, std::int64_t k) {
    double const a = block.at(x.from, j, k);
    return x.to == x.from ? a : a + (block.at(x.to, j, k) - a) * x.distance;
  };
  auto const along_y = [&](std::int64_t k) {
    double const a = along_x(y.from, k);
    return y.to == y.from ? a : a + (along_x(y.to, k) - a) * y.distance;
  };
  double const a = along_y(z.from);
  return z.to == z.from ? a : a + (along_y(z.to) - a) * z.distance;
}

// Along z. A plane has no such axis: its only voxel counts once, not in thirds and sixths that rounding adds up to 1.
BsplineWeights weights_along_z(double z, int dimension) {
  return dimension == 2 ? BsplineWeights{0, {1, 0, 0, 0}} : bspline_weights(z);
}

// The plain way, for every orientation: 64 terms, x fastest, each ((w_x * w_y) * w_z) * coefficient.
double bspline_at(Block const& block, Eigen::Vector3d const& index) {
  std::array<BsplineWeights, 3> const axes = {bspline_weights(index[0]), bspline_weights(index[1]),
                                              weights_along_z(index[2], block.dimension)};
  std::array<std::array<std::int64_t, 4>, 3> at{};
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < 4; ++i)
      at[k][i] = mirrored(axes[k].first + static_cast<std::int64_t>(i), block.image_size[k]);
  }
  double sum = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = 0; i < 4; ++i) {
        double const weight = axes[0].weight[i] * axes[1].weight[j] * axes[2].weight[k];
        sum += weight * block.at(at[0][i], at[1][j], at[2][k]);
      }
    }
  }
  return sum;
}

template <class T>
T as_voxel(double value) {
  if constexpr (std::is_same_v<T, double>) {
    return value;
  } else {
    if (std::is_integral_v<T> && std::isnan(value)) return T{};
    if (value <= static_cast<double>(std::numeric_limits<T>::lowest())) return std::numeric_limits<T>::lowest();
    if (value >= static_cast<double>(std::numeric_limits<T>::max())) return std::numeric_limits<T>::max();
    return static_cast<T>(value);
  }
}

// Four terms of every point of a line: sum += ((w_x * w_y) * w_z) * coefficient for four neighbours along x.
// `weights`, `coefficients`: four rows of `count`, one after the other.
__attribute__((target_clones("avx2", "default"))) void add_four(double* sum, double const* weights,
                                                                double const* coefficients, double weight_z,
                                                                std::size_t count) {
  double const *w0 = weights, *w1 = w0 + count, *w2 = w1 + count, *w3 = w2 + count;
  double const *c0 = coefficients, *c1 = c0 + count, *c2 = c1 + count, *c3 = c2 + count;
  for (std::size_t x = 0; x < count; ++x) {
    double s = sum[x];
    s += (w0[x] * weight_z) * c0[x];
    s += (w1[x] * weight_z) * c1[x];
    s += (w2[x] * weight_z) * c2[x];
    s += (w3[x] * weight_z) * c3[x];
    sum[x] = s;
  }
}

// The fast way of bspline_at for grids along the image's axes: the same terms in the same order, a whole line at once.
template <class T>
class AlignedBspline {
 public:
  AlignedBspline(Block const& block, Geometry const& image, Geometry const& grid)
      : block_(block), line_(image, grid), out_(grid), nx_(static_cast<std::size_t>(grid.size[0])) {
    line_.go_to(0, 0);
    for (std::int64_t x = 0; x < grid.size[0]; ++x) {
      double const index = line_.at(x)[0];
      inside_x_.push_back(is_inside(index, block.image_size[0]) ? 1 : 0);
      // A point outside is given the weights of one inside; its value is dropped.
      x_.push_back(bspline_weights(inside_x_.back() != 0 ? index : 0.0));
    }
  }

  Volume<T> run() {
    std::vector<double> weights(16 * nx_), sum(nx_);
    for (std::int64_t z = 0; z < out_.geometry.size[2]; ++z) {
      line_.go_to(0, z);
      double const index_z = line_.start()[2];
      if (!is_inside(index_z, block_.image_size[2])) continue;
      auto const along_z = weights_along_z(index_z, block_.dimension);
      gather(along_z);
      for (std::int64_t y = 0; y < out_.geometry.size[1]; ++y) {
        line_.go_to(y, z);
        double const index_y = line_.start()[1];
        if (!is_inside(index_y, block_.image_size[1])) continue;
        auto const along_y = bspline_weights(index_y);
        for (std::size_t j = 0; j < 4; ++j) {
          for (std::size_t i = 0; i < 4; ++i) {
            double* const row = weights.data() + (4 * j + i) * nx_;
            for (std::size_t x = 0; x < nx_; ++x) row[x] = x_[x].weight[i] * along_y.weight[j];
          }
        }
        std::fill(sum.begin(), sum.end(), 0.0);
        for (std::size_t k = 0; k < 4; ++k) {
          for (std::size_t j = 0; j < 4; ++j) {
            auto const row = mirrored(along_y.first + static_cast<std::int64_t>(j), block_.image_size[1]);
            add_four(sum.data(), weights.data() + 4 * j * nx_, gathered_[slots_[k]].row(row - block_.box.first[1], nx_),
                     along_z.weight[k], nx_);
          }
        }
        T* const row = &out_.at(0, y, z);
        for (std::size_t x = 0; x < nx_; ++x) {
          if (inside_x_[x] != 0) row[x] = as_voxel<T>(sum[x]);
        }
      }
    }
    return std::move(out_);
  }

 private:
  // One plane of coefficients, the four neighbours along x of every output point side by side.
  struct Plane {
    std::int64_t z = -1;
    std::vector<double> values;
    [[nodiscard]] double const* row(std::int64_t y, std::size_t nx) const {
      return values.data() + static_cast<std::size_t>(y) * 4 * nx;
    }
  };

  // Makes the four planes that `along_z` needs; those that stay from the plane before are kept.
  void gather(BsplineWeights const& along_z) {
    std::array<std::int64_t, 4> wanted{};
    for (std::size_t k = 0; k < 4; ++k)
      wanted[k] = mirrored(along_z.first + static_cast<std::int64_t>(k), block_.image_size[2]);
    auto const is_wanted = [&](Plane const& plane) {
      return std::find(wanted.begin(), wanted.end(), plane.z) != wanted.end();
    };
    for (std::size_t k = 0; k < 4; ++k) {
      auto const has = [&](Plane const& plane) { return plane.z == wanted[k]; };
      auto found = std::find_if(gathered_.begin(), gathered_.end(), has);
      if (found == gathered_.end()) {
        found = std::find_if_not(gathered_.begin(), gathered_.end(), is_wanted);
        fill(*found, wanted[k]);
      }
      slots_[k] = static_cast<std::size_t>(found - gathered_.begin());
    }
  }

  void fill(Plane& plane, std::int64_t z) const {
    auto const rows = block_.box.size()[1];
    plane.z = z;
    plane.values.resize(static_cast<std::size_t>(rows) * 4 * nx_);
    double* to = plane.values.data();
    for (std::int64_t y = 0; y < rows; ++y) {
      double const* const row = block_.values.data() + block_.offset(block_.box.first[0], y + block_.box.first[1], z);
      for (std::int64_t i = 0; i < 4; ++i) {
        for (std::size_t x = 0; x < nx_; ++x)
          *to++ = row[mirrored(x_[x].first + i, block_.image_size[0]) - block_.box.first[0]];
      }
    }
  }

  Block const& block_;
  LineIndices line_;
  Volume<T> out_;
  std::size_t nx_;
  std::vector<BsplineWeights> x_;
  std::vector<std::uint8_t> inside_x_;
  std::array<Plane, 4> gathered_;
  std::array<std::size_t, 4> slots_{};
};

template <class T, class ValueAt>
Volume<T> resample_point_by_point(Block const& block, Geometry const& image, Geometry const& grid,
                                  ValueAt const& value_at) {
  Volume<T> out(grid);
  LineIndices line(image, grid);
  for (std::int64_t z = 0; z < grid.size[2]; ++z) {
    for (std::int64_t y = 0; y < grid.size[1]; ++y) {
      line.go_to(y, z);
      for (std::int64_t x = 0; x < grid.size[0]; ++x) {
        auto const index = line.at(x);
        if (is_inside(index, image.size)) out.at(x, y, z) = as_voxel<T>(value_at(block, index));
      }
    }
  }
  return out;
}

template <class T>
Volume<T> resample_widely(Block const& block, Geometry const& image, Geometry const& grid, Interpolator interpolator) {
  VoxelAt const voxel = [&](std::int64_t x, std::int64_t y, std::int64_t z) { return block.at(x, y, z); };
  auto const by_sinc = [&](SincWindow window) {
    SincInterpolation const sinc(window, image.size);
    return resample_point_by_point<T>(
        block, image, grid, [&](Block const&, Eigen::Vector3d const& index) { return sinc.at(voxel, index); });
  };
  switch (interpolator) {
    case Interpolator::hamming_sinc:
      return by_sinc(SincWindow::hamming);
    case Interpolator::cosine_sinc:
      return by_sinc(SincWindow::cosine);
    case Interpolator::welch_sinc:
      return by_sinc(SincWindow::welch);
    case Interpolator::lanczos_sinc:
      return by_sinc(SincWindow::lanczos);
    case Interpolator::blackman_sinc:
      return by_sinc(SincWindow::blackman);
    default:
      break;
  }
  bool const of_labels = interpolator == Interpolator::label_gaussian;
  auto const gaussian = of_labels ? GaussianInterpolation(image, 1.0, 1.0) : GaussianInterpolation(image, 0.8, 4.0);
  return resample_point_by_point<T>(block, image, grid, [&](Block const&, Eigen::Vector3d const& index) {
    return of_labels ? gaussian.label_at(voxel, index) : gaussian.mean_at(voxel, index);
  });
}

}  // namespace

AnyVolume resample(AnyVolume const& image, Geometry const& grid, Interpolator interpolator) {
  constexpr std::int64_t kReach = kWideReach;  // voxels round a point that any interpolator reads, with mirrored ones
  bool const is_bspline = interpolator == Interpolator::bspline;
  return std::visit(
      [&](auto const& typed) -> AnyVolume {
        using T = typename std::decay_t<decltype(typed)>::Voxel;
        auto const& geometry = typed.geometry;
        auto block = make_block(typed, needed_box(geometry, grid, kReach + (is_bspline ? kBsplineMargin : 0)));
        if (interpolator == Interpolator::nearest) return resample_point_by_point<T>(block, geometry, grid, nearest_at);
        if (interpolator == Interpolator::linear) return resample_point_by_point<T>(block, geometry, grid, linear_at);
        if (!is_bspline) return resample_widely<T>(block, geometry, grid, interpolator);
        bspline_coefficients(block.values, block.box, block.image_size);
        if (LineIndices(geometry, grid).is_axis_aligned()) return AlignedBspline<T>(block, geometry, grid).run();
        return resample_point_by_point<T>(block, geometry, grid, bspline_at);
      },
      image);
}

}  // namespace petra
