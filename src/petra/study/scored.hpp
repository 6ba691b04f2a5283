// The patients of one set with one model's probabilities.
#pragma once

#include <vector>

#include "petra/study/analysis.hpp"

namespace petra {

struct ScoredPatients {
  std::vector<double> p;
  std::vector<int> y;
};

// Those who have a probability, in the cohort's order.
[[nodiscard]] inline ScoredPatients scored_patients(Cohort const& cohort, ModelProbabilities const& model,
                                                    bool training) {
  ScoredPatients scored;
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) {
    double const p = model.probability[i];
    if (cohort.patients[i].training != training || !(p - p == 0)) continue;
    scored.p.push_back(p);
    scored.y.push_back(cohort.patients[i].outcome);
  }
  return scored;
}

}  // namespace petra
