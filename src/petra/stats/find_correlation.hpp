// caret's rule for correlated columns (findCorrelation), offered beside "first come" for studies that used it.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

enum class CaretRule {
  exact,  // columns by falling mean |r|; of a pair over the cut-off the first goes if its mean |r| over the columns
          // still present exceeds the mean of all that are left without the second, else the second goes
  fast,   // of a pair over the cut-off the one with the larger mean |r| over all columns goes, all pairs at once
};

// caret's own choice for p columns.
[[nodiscard]] constexpr CaretRule default_caret_rule(Eigen::Index p) {
  return p < 100 ? CaretRule::exact : CaretRule::fast;
}

// Columns that go, 0-based, in caret's order. correlation: p × p, symmetric, diagonal 1, no NaN (take constant columns
// out before). Strict: |r| > cut_off. Errors: not square or not symmetric, fewer than two columns, a value that is not
// finite.
[[nodiscard]] Result<std::vector<int>> find_correlation(Eigen::Ref<Eigen::MatrixXd const> const& correlation,
                                                        double cut_off, CaretRule rule);

}  // namespace petra
