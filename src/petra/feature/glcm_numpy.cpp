#include "petra/feature/glcm_numpy.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "petra/feature/glcm_context.hpp"
#include "petra/feature/level_grid.hpp"
#include "petra/feature/pairwise_sum.hpp"

namespace petra {

namespace {

template <class Term>
double sum_of(Term const& term, std::size_t count, bool pairwise) {
  if (pairwise) return pairwise_sum(term, count);
  double sum = 0;
  for (std::size_t k = 0; k < count; ++k) sum += term(k);
  return sum;
}

}  // namespace

NumpyOrder numpy_order(NumpyLayout const& layout) {
  // numpy.delete copies in C order where it deletes one entry; otherwise by a mask, which leaves the axis it cut
  // outermost: the columns' axis, the last of the two that lose levels, even if there is none to lose.
  bool const one_angle_deleted = !layout.merged && layout.angles > 1 && layout.empty_angles == 1;
  bool const angles_outermost = !layout.merged && layout.angles > 1 && layout.empty_angles > 1;
  NumpyOrder order;
  order.rows_first = layout.deleted_levels == 1 || one_angle_deleted;
  bool const one_angle = layout.merged || layout.angles - std::min(layout.angles, layout.empty_angles) <= 1;
  // Columns of several neighbourhoods lie between each other.
  order.pairwise = (one_angle || angles_outermost) && (layout.one_region || order.rows_first);
  return order;
}

std::vector<std::uint32_t> levels_present(Region const& region) {
  if (!region.levels->in_region.empty()) return region.levels->in_region;
  std::vector<bool> seen(static_cast<std::size_t>(region.levels->highest) + 1, false);
  auto const& inside = region.box->inside;
  with_levels(*region.levels, [&]<class Level>(std::span<Level const> levels) {
    for (std::size_t i = 0; i < inside.size(); ++i) {
      if (inside[i] != 0) seen[levels[i]] = true;
    }
  });
  std::vector<std::uint32_t> present;
  for (std::uint32_t level = 1; level < seen.size(); ++level) {
    if (seen[level]) present.push_back(level);
  }
  return present;
}

template <class Term>
double NumpyMatrix::sum(Term const& term) const {
  std::size_t const n = levels_.size();
  if (order_.rows_first) return sum_of([&](std::size_t k) { return term(k / n, k % n); }, n * n, order_.pairwise);
  return sum_of([&](std::size_t k) { return term(k % n, k / n); }, n * n, order_.pairwise);
}

NumpyMatrix::NumpyMatrix(GlcmMatrix const& matrix, std::span<std::uint32_t const> levels, NumpyOrder order)
    : levels_(levels.begin(), levels.end()), p_(levels.size() * levels.size(), 0.0), order_(order) {
  auto const place = [levels](std::uint32_t level) {
    return static_cast<std::size_t>(std::lower_bound(levels.begin(), levels.end(), level) - levels.begin());
  };
  std::size_t const n = levels.size();
  for (auto const& cell : matrix.cells) p_[place(cell.i) * n + place(cell.j)] = cell.n;
  double const total = sum([&](std::size_t i, std::size_t j) { return p_[i * n + j]; });
  for (double& p : p_) p /= total;
}

double NumpyMatrix::imc2() const {
  std::size_t const n = levels_.size();
  double const HXY = -sum([&](std::size_t i, std::size_t j) {
    double const p = p_[i * n + j];
    return p * std::log2(p + kEps);
  });
  std::vector<double> x(n), y(n);
  for (std::size_t k = 0; k < n; ++k) {
    x[k] = sum_of([&](std::size_t j) { return p_[k * n + j]; }, n, order_.pairwise && order_.rows_first);
    y[k] = sum_of([&](std::size_t i) { return p_[i * n + k]; }, n, order_.pairwise && !order_.rows_first);
  }
  auto const independent = [&](std::size_t k) {
    double const product = x[k / n] * y[k % n];
    return product * std::log2(product + kEps);
  };
  double const HXY2 = -sum_of(independent, n * n, order_.pairwise);
  if (HXY2 == HXY) return 0;
  return std::sqrt(1 - std::pow(std::numbers::e, -2 * (HXY2 - HXY)));
}

double NumpyMatrix::correlation() const {
  std::size_t const n = levels_.size();
  auto const mean = [&](auto const& level) {
    return sum([&](std::size_t i, std::size_t j) { return level(i, j) * p_[i * n + j]; });
  };
  double const mean_x = mean([&](std::size_t i, std::size_t) { return levels_[i]; });
  double const mean_y = mean([&](std::size_t, std::size_t j) { return levels_[j]; });
  auto const x = [&](std::size_t i) { return levels_[i] - mean_x; };
  auto const y = [&](std::size_t j) { return levels_[j] - mean_y; };
  double const sigma_x = std::sqrt(sum([&](std::size_t i, std::size_t j) { return p_[i * n + j] * (x(i) * x(i)); }));
  double const sigma_y = std::sqrt(sum([&](std::size_t i, std::size_t j) { return p_[i * n + j] * (y(j) * y(j)); }));
  double const covariance = sum([&](std::size_t i, std::size_t j) { return p_[i * n + j] * x(i) * y(j); });
  return sigma_x * sigma_y == 0 ? 1 : covariance / (sigma_x * sigma_y + kEps);
}

}  // namespace petra
