#include "petra/segment/random_walker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/segment/neighbours.hpp"

namespace petra {

namespace {

constexpr std::uint8_t kForeground = 1, kBackground = 2;
constexpr std::int64_t kPart = 16384;  // voxels that are summed together: fixed, so that threads do not change a bit

// Laplace's equation on the grid. Vectors hold all voxels with a plane of zeros before and behind: neighbours are at
// fixed distances. Values on seeds stay 0 in everything but the solution.
class Laplacian {
 public:
  Laplacian(std::vector<double> const& image, Geometry const& geometry, Volume<std::uint8_t> const& seeds, double beta,
            Workers& workers)
      : workers_(workers),
        seeds_(seeds.voxels),
        voxels_(geometry.voxel_count()),
        strides_{1, geometry.size[0], geometry.size[0] * geometry.size[1]},
        pad_(strides_[2]),
        diagonal_(image.size()) {
    double const spread = standard_deviation(image);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      auto& weight = weights_[axis];
      weight = make_vector();
      double const spacing = geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
      for_each_part([&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) {
          if (voxel_of(i, geometry.size)[axis] + 1 == geometry.size[axis]) continue;
          double const step =
              (image[static_cast<std::size_t>(i + strides_[axis])] - image[static_cast<std::size_t>(i)]) / spacing;
          // A constant image has no spread and no steps either.
          double const exponent = step == 0 ? 0 : -beta / (10 * spread) * (step * step);
          weight[static_cast<std::size_t>(i + pad_)] = std::exp(exponent) + 1e-10;
        }
      });
    }
    for_each_part([&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) {
        double sum = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) sum += weight_after(axis, i) + weight_before(axis, i);
        diagonal_[static_cast<std::size_t>(i)] = sum;
      }
    });
  }

  [[nodiscard]] std::vector<double> make_vector() const {
    return std::vector<double>(static_cast<std::size_t>(voxels_ + 2 * pad_));
  }
  [[nodiscard]] std::int64_t pad() const { return pad_; }
  [[nodiscard]] double diagonal(std::int64_t i) const { return diagonal_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] std::uint8_t seed(std::int64_t i) const { return seeds_[static_cast<std::size_t>(i)]; }

  // Sum of the neighbours' values by their weights.
  [[nodiscard]] double neighbours(std::vector<double> const& x, std::int64_t i) const {
    double sum = 0;
    auto const at = i + pad_;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      sum += weight_before(axis, i) * x[static_cast<std::size_t>(at - strides_[axis])] +
             weight_after(axis, i) * x[static_cast<std::size_t>(at + strides_[axis])];
    }
    return sum;
  }

  template <class Use>
  void for_each_part(Use const& use) const {
    workers_.for_each(parts(), [&](std::size_t part) {
      auto const first = static_cast<std::int64_t>(part) * kPart;
      use(first, std::min(voxels_, first + kPart));
    });
  }

  // Σ term(i), part by part, the parts added in their order.
  template <class Term>
  [[nodiscard]] double sum_of(Term const& term) const {
    std::vector<double> sums(parts());
    for_each_part([&](std::int64_t first, std::int64_t last) {
      double sum = 0;
      for (std::int64_t i = first; i < last; ++i) sum += term(i);
      sums[static_cast<std::size_t>(first / kPart)] = sum;
    });
    double total = 0;
    for (double const sum : sums) total += sum;
    return total;
  }

 private:
  [[nodiscard]] std::size_t parts() const { return static_cast<std::size_t>((voxels_ + kPart - 1) / kPart); }
  [[nodiscard]] double weight_after(std::size_t axis, std::int64_t i) const {
    return weights_[axis][static_cast<std::size_t>(i + pad_)];
  }
  [[nodiscard]] double weight_before(std::size_t axis, std::int64_t i) const {
    return weights_[axis][static_cast<std::size_t>(i + pad_ - strides_[axis])];
  }
  [[nodiscard]] double standard_deviation(std::vector<double> const& image) const {
    auto const count = static_cast<double>(voxels_);
    double const mean = sum_of([&](std::int64_t i) { return image[static_cast<std::size_t>(i)]; }) / count;
    double const squares = sum_of([&](std::int64_t i) {
      double const away = image[static_cast<std::size_t>(i)] - mean;
      return away * away;
    });
    return std::sqrt(squares / count);
  }

  Workers& workers_;
  std::vector<std::uint8_t> const& seeds_;
  std::int64_t voxels_;
  Index3 strides_;
  std::int64_t pad_;
  std::array<std::vector<double>, 3> weights_;  // to the next voxel along the axis; 0 at the end
  std::vector<double> diagonal_;
};

// Preconditioned conjugate gradients (Hestenes and Stiefel; Jacobi), from 0. The solution without its seeds.
Result<std::vector<double>> solve(Laplacian const& system, RandomWalkerSettings const& settings) {
  auto const pad = system.pad();
  auto const at = [pad](std::vector<double>& v, std::int64_t i) -> double& {
    return v[static_cast<std::size_t>(i + pad)];
  };
  auto solution = system.make_vector(), residual = system.make_vector(), direction = system.make_vector(),
       image = system.make_vector(), ones = system.make_vector();
  system.for_each_part([&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i) at(ones, i) = system.seed(i) == kForeground ? 1 : 0;
  });
  system.for_each_part([&](std::int64_t first, std::int64_t last) {
    for (std::int64_t i = first; i < last; ++i) at(residual, i) = system.seed(i) == 0 ? system.neighbours(ones, i) : 0;
  });
  // The residual in the preconditioner's norm: a plain one would not see voxels whose ways out are all as good as
  // closed.
  auto const square = [&] {
    return system.sum_of([&](std::int64_t i) {
      return system.seed(i) == 0 ? at(residual, i) * at(residual, i) / system.diagonal(i) : 0.0;
    });
  };
  double const goal = settings.tolerance * settings.tolerance * square();
  double before = 0;
  for (int iteration = 0; iteration < settings.maximum_iterations; ++iteration) {
    double const now = square();
    if (now <= goal) return solution;
    double const turn = iteration == 0 ? 0 : now / before;
    before = now;
    system.for_each_part([&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) {
        if (system.seed(i) == 0) at(direction, i) = at(residual, i) / system.diagonal(i) + turn * at(direction, i);
      }
    });
    system.for_each_part([&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) {
        if (system.seed(i) == 0) at(image, i) = system.diagonal(i) * at(direction, i) - system.neighbours(direction, i);
      }
    });
    double const length = now / system.sum_of([&](std::int64_t i) { return at(direction, i) * at(image, i); });
    system.for_each_part([&](std::int64_t first, std::int64_t last) {
      for (std::int64_t i = first; i < last; ++i) {
        at(solution, i) += length * at(direction, i);
        at(residual, i) -= length * at(image, i);
      }
    });
  }
  return make_error(ErrorCode::limit, "random_walker",
                    fmt::format("not solved to {} within {} iterations", format_number(settings.tolerance),
                                settings.maximum_iterations),
                    "Take a smaller beta, a greater tolerance, or a smaller box");
}

}  // namespace

Result<Volume<double>> random_walker(AnyVolume const& image, Volume<std::uint8_t> const& seeds,
                                     RandomWalkerSettings const& settings, Workers& workers) {
  for (auto const label : {kForeground, kBackground}) {
    if (std::find(seeds.voxels.begin(), seeds.voxels.end(), label) != seeds.voxels.end()) continue;
    return make_error(ErrorCode::invalid_input, "random_walker",
                      fmt::format("there is no {} seed in the box", label == kForeground ? "foreground" : "background"),
                      "Both kinds are needed; enlarge the box or place seeds in it");
  }
  std::vector<double> values(seeds.voxels.size());
  bool all_finite = true;
  std::visit(
      [&](auto const& typed) {
        for (std::size_t i = 0; i < values.size(); ++i) {
          values[i] = static_cast<double>(typed.voxels[i]);
          all_finite = all_finite && std::isfinite(values[i]);
        }
      },
      image);
  if (!all_finite)
    return make_error(ErrorCode::invalid_input, "random_walker", "the image holds voxels that are no finite numbers",
                      "Replace them, by 0 for instance, or choose a box without them");
  auto const& geometry = geometry_of(image);
  Laplacian const system(values, geometry, seeds, settings.beta, workers);
  PETRA_TRY(auto const solution, solve(system, settings));
  Volume<double> probability(geometry);
  for (std::size_t i = 0; i < values.size(); ++i) {
    auto const seed = seeds.voxels[i];
    auto const free = solution[i + static_cast<std::size_t>(system.pad())];
    probability.voxels[i] = seed == 0 ? free : seed == kForeground ? 1 : 0;
  }
  return probability;
}

}  // namespace petra
