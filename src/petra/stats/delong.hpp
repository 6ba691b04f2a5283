// DeLong's placements of a marker: each case's share of controls below it, each control's share of cases above it (ties
// count half).
#pragma once

#include <Eigen/Dense>
#include <span>

namespace petra {

struct Placements {
  double auc = 0;
  Eigen::VectorXd cases, controls;  // in the order of the rows
};

// By mid-ranks in O(n log n) (Sun & Xu 2014). y: 0 or 1, both present; values finite.
[[nodiscard]] Placements compute_placements(std::span<double const> values, std::span<int const> y);

// DeLong's covariance of the AUCs of two markers on the same patients (variance when a is b).
[[nodiscard]] double delong_covariance(Placements const& a, Placements const& b);

}  // namespace petra
