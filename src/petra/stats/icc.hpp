// Intraclass correlation of readings by several readers, from the two-way analysis of variance (McGraw & Wong 1996;
// Shrout & Fleiss 1979).
#pragma once

#include <Eigen/Dense>
#include <string_view>
#include <vector>

#include "petra/base/result.hpp"

namespace petra {

enum class IccForm {
  oneway_single,
  A1,
  C1,
  oneway_average,
  Ak,
  Ck
};  // ICC(1,1), ICC(2,1) = ICC(A,1), ICC(3,1) = ICC(C,1), …

struct IccEstimate {
  double icc, f, df1, df2, p, lower, upper;  // 95 % F-based limits; H0: ICC = 0, one-sided
};

// Mean squares of the two-way layout without replication, n subjects × k readers.
struct MeanSquares {
  double subjects = 0, readers = 0, residual = 0, within = 0;  // MSR, MSC, MSE, MSW (within subjects)
  int n = 0, k = 0;
};

// readings: subjects × readers. Deviations from the means, so that large values with small spread lose no digits.
[[nodiscard]] MeanSquares compute_mean_squares(Eigen::Ref<Eigen::MatrixXd const> const& readings);

// The estimate with test and limits from mean squares. Follows irr::icc (R package irr 0.84.1), also in the df of A1
// and Ak (Satterthwaite). All readings equal (0/0): NaN everywhere. Readers in perfect agreement: icc and limits 1, F
// infinite, p 0.
[[nodiscard]] IccEstimate icc_from_mean_squares(MeanSquares const& squares, IccForm form, double confidence = 0.95);

// confidence NaN: the estimate alone is wanted, limits and p are not (NaN and 0).
// readings: subjects × readers. Undefined (NaN everywhere) where all readings are equal, where one is not finite, and
// for fewer than two subjects or readers.
[[nodiscard]] IccEstimate compute_icc(Eigen::Ref<Eigen::MatrixXd const> const& readings, IccForm form,
                                      double confidence = 0.95);

// The same for many features read twice: first, second: subjects × features, row i of both the same subject. One
// estimate per column.
[[nodiscard]] std::vector<IccEstimate> compute_icc_two_readings(Eigen::Ref<Eigen::MatrixXd const> const& first,
                                                                Eigen::Ref<Eigen::MatrixXd const> const& second,
                                                                IccForm form, double confidence = 0.95);

// "ICC(2,1)", "ICC(A,1)", "A1" … -> form; case and blanks do not matter. The error lists what may be written.
[[nodiscard]] Result<IccForm> parse_icc_form(std::string_view text);

// "ICC(2,1)", Shrout & Fleiss' name of the form.
[[nodiscard]] std::string_view icc_form_name(IccForm form);

}  // namespace petra
