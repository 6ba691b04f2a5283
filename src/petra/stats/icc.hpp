// Intraclass correlation of readings by several readers, from the two-way analysis of variance (McGraw & Wong 1996; Shrout & Fleiss 1979).
#pragma once

#include <Eigen/Dense>

#include "petra/base/result.hpp"

namespace petra {

enum class IccForm { oneway_single, A1, C1, oneway_average, Ak, Ck };  // ICC(1,1), ICC(2,1) = ICC(A,1), ICC(3,1) = ICC(C,1), …

struct IccEstimate {
  double icc, f, df1, df2, p, lower, upper;  // 95 % F-based limits; H0: ICC = 0, one-sided
};

// readings: subjects × readers, finite. Undefined (NaN everywhere) where all readings are equal.
// Follows irr::icc (R package irr 0.84.1), also in the df of A1 and Ak.
[[nodiscard]] IccEstimate compute_icc(Eigen::Ref<Eigen::MatrixXd const> const& readings, IccForm form, double confidence = 0.95);

// "ICC(2,1)", "ICC(A,1)", "ICC(3,1)" … -> form.
[[nodiscard]] Result<IccForm> parse_icc_form(std::string_view text);

}  // namespace petra
