#include <cmath>

#include "petra/study/steps/steps.hpp"

namespace petra {

Result<void> test_rad_score(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (!analysis.rad_score) return {};
  for (bool const training : {true, false}) {
    std::vector<double> scores[2];  // controls, cases
    for (std::size_t i = 0; i < inputs.cohort.patients.size(); ++i) {
      auto const& patient = inputs.cohort.patients[i];
      double const score = (*analysis.rad_score)(static_cast<Eigen::Index>(i));
      if (patient.training == training && std::isfinite(score)) scores[patient.outcome].push_back(score);
    }
    RankSumTest none{std::nan(""), std::nan(""), false};
    bool const testable = !scores[0].empty() && !scores[1].empty();
    analysis.rad_score_tests.push_back(
        {training ? "train" : "test", testable ? rank_sum_test(scores[1], scores[0]) : none});
    if (!std::isfinite(analysis.rad_score_tests.back().test.p))
      analysis.undefined.push_back({"rad_score_test", training ? "train" : "test", "p",
                                    testable ? "the Rad scores do not vary" : "one outcome has no Rad score"});
  }
  return {};
}

}  // namespace petra
