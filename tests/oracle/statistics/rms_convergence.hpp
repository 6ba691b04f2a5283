// Which resamples rms leaves out without a word: those where lrm.fit's own iteration has not stopped in time.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "petra/stats/bootstrap_validation.hpp"

namespace petra::oracle {

// lrm.fit's defaults: Newton's steps from the intercept alone until the deviance changes by less than 0.025, twelve
// looks at it at most. Written from that rule; shares nothing with petra's solver.
[[nodiscard]] bool lrm_stops_in_time(Eigen::MatrixXd const& x, std::vector<int> const& y);

[[nodiscard]] Resamples kept_by_rms(Eigen::MatrixXd const& x, std::vector<int> const& y, Resamples const& resamples);

}  // namespace petra::oracle
