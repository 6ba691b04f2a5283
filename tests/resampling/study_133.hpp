// The simulated study of the reference data (statistics/pipeline/sim_133) as the whole funnel takes it.
#pragma once

#include <filesystem>

#include "petra/evaluate/whole_funnel.hpp"

namespace petra::resampling_test {

struct Study133 {
  FunnelData data;  // the 93 training patients, with the readings of all 30 patients read twice
  FunnelProcedure procedure;
  Eigen::MatrixXd test_features, test_clinical;
  std::vector<int> test_outcome;
  Eigen::MatrixXd resamples;  // as they stand in the reference's file: 1-based training rows, one resample a row
};

[[nodiscard]] Result<Study133> read_study_133(std::filesystem::path const& folder);

}  // namespace petra::resampling_test
