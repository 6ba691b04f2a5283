// Tables of R's rms that several topics hold.
#pragma once

#include <Eigen/Dense>
#include <string>
#include <vector>

#include "checker.hpp"
#include "petra/stats/calibration.hpp"
#include "petra/stats/logistic.hpp"

namespace petra::oracle {

// val.prob's list at `path`; 1e-6, C and Dxy 2e-3 (lrm bins probabilities at 0.002).
void check_val_prob(ValProb const& v, std::string const& path, Checker& checker);

// lrm's $stats at `path`; 1e-6, the rank statistics 2e-3.
void check_lrm_stats(LogisticFit const& fit, Eigen::MatrixXd const& x, std::vector<int> const& y,
                     std::string const& path, Checker& checker);

}  // namespace petra::oracle
