// The models in parts of the patients: does a model work as well for one sex, age or centre as for another?
#pragma once

#include <string>
#include <vector>

#include "petra/evaluate/performance.hpp"

namespace petra {

// A division of the patients: a level per patient, -1 where it is not known.
struct SubgroupVariable {
  std::string name;
  std::vector<std::string> levels;
  std::vector<int> level;
};

struct SubgroupRow {
  std::string model, set, variable, level;
  int patients = 0, cases = 0;
  double auc = 0, auc_low = 0, auc_high = 0;              // DeLong; NaN with the reason where undefined
  double auc_logit_low = 0, auc_logit_high = 0;           // on the logit scale, better for few patients
  double expected = 0;                                    // mean probability, to hold against cases / patients
  double brier = 0;
  std::string reason;  // why there is no AUC: "no_patients", "one_class", "too_few_patients"
};

// One row per model, set, variable and level. Patients without a probability are left out.
[[nodiscard]] std::vector<SubgroupRow> measure_subgroups(std::vector<int> const& outcome,
                                                         std::vector<bool> const& training,
                                                         std::vector<ModelProbabilities> const& models,
                                                         std::vector<SubgroupVariable> const& variables);

}  // namespace petra
