#include "petra/evaluate/subgroups.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/classification_metrics.hpp"

namespace petra {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kFewestOfAClass = 2;  // DeLong's variance divides by one less

struct Part {
  std::vector<double> probability;
  std::vector<int> outcome;
};

void fill(SubgroupRow& row, Part const& part) {
  row.patients = static_cast<int>(part.outcome.size());
  row.cases = static_cast<int>(std::count(part.outcome.begin(), part.outcome.end(), 1));
  row.auc = row.auc_low = row.auc_high = row.auc_logit_low = row.auc_logit_high = row.expected = row.brier = kNaN;
  if (row.patients == 0) {
    row.reason = "no_patients";
    return;
  }
  row.expected = 0;
  for (double const p : part.probability) row.expected += p / row.patients;
  row.brier = brier_score(part.probability, part.outcome);
  int const fewer = std::min(row.cases, row.patients - row.cases);
  if (fewer < kFewestOfAClass) {
    row.reason = fewer == 0 ? "one_class" : "too_few_patients";
    return;
  }
  auto const roc = compute_roc(part.probability, part.outcome);
  if (!roc) {
    row.reason = "undefined";
    return;
  }
  row.auc = roc->auc;
  row.auc_low = roc->low;
  row.auc_high = roc->high;
  row.auc_logit_low = logit_interval_bound(*roc, false);
  row.auc_logit_high = logit_interval_bound(*roc, true);
}

}  // namespace

std::vector<SubgroupRow> measure_subgroups(std::vector<int> const& outcome, std::vector<bool> const& training,
                                           std::vector<ModelProbabilities> const& models,
                                           std::vector<SubgroupVariable> const& variables) {
  std::vector<SubgroupRow> rows;
  for (auto const& model : models) {
    for (bool const of_training : {true, false}) {
      for (auto const& variable : variables) {
        for (std::size_t level = 0; level < variable.levels.size(); ++level) {
          Part part;
          for (std::size_t i = 0; i < outcome.size(); ++i) {
            if (training[i] != of_training || variable.level[i] != static_cast<int>(level) ||
                !std::isfinite(model.probability[i]))
              continue;
            part.probability.push_back(model.probability[i]);
            part.outcome.push_back(outcome[i]);
          }
          SubgroupRow row;
          row.model = model.model;
          row.set = of_training ? "train" : "test";
          row.variable = variable.name;
          row.level = variable.levels[level];
          fill(row, part);
          rows.push_back(std::move(row));
        }
      }
    }
  }
  return rows;
}

}  // namespace petra
