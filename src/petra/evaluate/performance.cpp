#include "petra/evaluate/performance.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace petra {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

struct Scored {
  std::vector<double> probability;
  std::vector<int> outcome;
};

struct Patients {
  std::vector<int> const& outcome;
  std::vector<bool> const& training;
  std::vector<ModelProbabilities> const& models;
  double threshold;
};

Scored scored_in(Patients const& patients, ModelProbabilities const& model, bool training) {
  Scored scored;
  for (std::size_t i = 0; i < patients.outcome.size(); ++i) {
    if (patients.training[i] != training || !std::isfinite(model.probability[i])) continue;
    scored.probability.push_back(model.probability[i]);
    scored.outcome.push_back(patients.outcome[i]);
  }
  return scored;
}

struct Counts {
  double true_positive = 0, false_positive = 0, true_negative = 0, false_negative = 0;
};

// positive(p) says who is called a case.
template <class Rule>
Counts count(Scored const& scored, Rule positive) {
  Counts counts;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i) {
    bool const called = positive(scored.probability[i]);
    if (scored.outcome[i] == 1)
      (called ? counts.true_positive : counts.false_negative) += 1;
    else
      (called ? counts.false_positive : counts.true_negative) += 1;
  }
  return counts;
}

double share(double part, double whole) {
  return whole > 0 ? part / whole : kUndefined;
}

void fill_counts(PerformanceRow& row, Counts const& c) {
  row.accuracy =
      share(c.true_positive + c.true_negative, c.true_positive + c.true_negative + c.false_positive + c.false_negative);
  row.precision = share(c.true_positive, c.true_positive + c.false_positive);
  row.recall = share(c.true_positive, c.true_positive + c.false_negative);
  row.specificity = share(c.true_negative, c.true_negative + c.false_positive);
  row.f1 = share(2 * c.true_positive, 2 * c.true_positive + c.false_positive + c.false_negative);
}

double brier_score(Scored const& scored) {
  double sum = 0;
  for (std::size_t i = 0; i < scored.outcome.size(); ++i)
    sum += (scored.probability[i] - scored.outcome[i]) * (scored.probability[i] - scored.outcome[i]);
  return scored.outcome.empty() ? kUndefined : sum / static_cast<double>(scored.outcome.size());
}

ModelProbabilities const* find_model(std::vector<ModelProbabilities> const& models, std::string_view name) {
  for (auto const& model : models) {
    if (model.model == name) return &model;
  }
  return nullptr;
}

Result<void> compare(Patients const& patients, bool training, std::string_view a, std::string_view b,
                     Evaluation& evaluation) {
  auto const *first = find_model(patients.models, a), *second = find_model(patients.models, b);
  if (first == nullptr || second == nullptr) return {};
  std::vector<double> pa, pb;
  std::vector<int> outcome;
  for (std::size_t i = 0; i < patients.outcome.size(); ++i) {
    if (patients.training[i] != training || !std::isfinite(first->probability[i]) ||
        !std::isfinite(second->probability[i]))
      continue;
    pa.push_back(first->probability[i]);
    pb.push_back(second->probability[i]);
    outcome.push_back(patients.outcome[i]);
  }
  auto const test = delong_test(pa, pb, outcome);
  if (!test && training) return test.error();
  constexpr DelongTest kUndefinedTest{kUndefined, kUndefined, kUndefined, kUndefined, kUndefined};
  evaluation.delong.push_back(
      {training ? "train" : "test", std::string(a), std::string(b), test ? *test : kUndefinedTest});
  return {};
}

// Both sets of one model; Youden's cut-off comes from the training patients (the lowest where several are as good).
Result<void> measure(Patients const& patients, ModelProbabilities const& model, Evaluation& evaluation) {
  double cutoff = kUndefined;
  for (bool const training : {true, false}) {
    auto const scored = scored_in(patients, model, training);
    PerformanceRow row;
    row.model = model.model;
    row.set = training ? "train" : "test";
    auto const roc = compute_roc(scored.probability, scored.outcome);
    // Without both outcomes the test patients have no AUC, but still an accuracy; training patients without both make
    // no model.
    if (!roc && training) return roc.error();
    row.auc = roc ? roc->auc : kUndefined;
    row.auc_low = roc ? roc->low : kUndefined;
    row.auc_high = roc ? roc->high : kUndefined;
    fill_counts(row, count(scored, [&](double p) { return p >= patients.threshold; }));
    row.brier = brier_score(scored);
    if (training) {
      auto const best = youden_points(*roc);
      if (!best.empty()) cutoff = best.front().threshold;
    }
    auto const at_cutoff = count(scored, [cutoff](double p) { return p > cutoff; });
    row.cutoff_youden = cutoff;
    row.sensitivity_youden = share(at_cutoff.true_positive, at_cutoff.true_positive + at_cutoff.false_negative);
    row.specificity_youden = share(at_cutoff.true_negative, at_cutoff.true_negative + at_cutoff.false_positive);
    evaluation.performance.push_back(row);
  }
  return {};
}

}  // namespace

Result<Evaluation> evaluate_models(std::vector<int> const& outcome, std::vector<bool> const& training,
                                   std::vector<ModelProbabilities> const& models, double threshold) {
  Evaluation evaluation;
  Patients const patients{outcome, training, models, threshold};
  for (auto const& model : models) PETRA_CHECK(measure(patients, model, evaluation));
  constexpr std::array<std::array<std::string_view, 2>, 6> kPairs{{{"combined", "radiomics"},
                                                                   {"combined", "clinical"},
                                                                   {"radiomics", "clinical"},
                                                                   {"combined", "naive_bayes"},
                                                                   {"combined", "neural_network"},
                                                                   {"naive_bayes", "neural_network"}}};
  for (bool const is_training : {true, false}) {
    for (auto const& pair : kPairs) PETRA_CHECK(compare(patients, is_training, pair[0], pair[1], evaluation));
  }
  return evaluation;
}

}  // namespace petra
