#include "petra/evaluate/added_value.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <map>

#include "petra/base/text.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/study/scored.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

ModelProbabilities const* find_model(StudyAnalysis const& analysis, std::string_view name) {
  for (auto const& model : analysis.probabilities) {
    if (model.model == name) return &model;
  }
  return nullptr;
}

// Nested models on the same rows; the only test of them that holds in the training patients.
void add_likelihood_ratio(StudyAnalysis& analysis) {
  auto const &combined = *analysis.regression("combined"), &clinical = *analysis.regression("clinical");
  AddedValueRow row{"train", "likelihood_ratio", kNone, kNone, kNone, kNone, kNone, kNone, {}};
  bool const pooled = !combined.imputed_rows.empty();
  bool const comparable = !pooled && combined.fit.method == LogisticMethod::maximum_likelihood &&
                          clinical.fit.method == LogisticMethod::maximum_likelihood && !combined.fitted_rows;
  if (comparable) {
    row.statistic = 2 * (combined.fit.log_likelihood - clinical.fit.log_likelihood);
    row.value = row.statistic;
    row.df = static_cast<double>(combined.fit.terms.size() - clinical.fit.terms.size());
    row.p = chi_squared_upper_tail(row.statistic, row.df);
    row.note = "the Rad score was made from the same patients, so p is too small";
  } else {
    row.note = pooled ? "imputed tables have no likelihood in common: see rad_score's pooled p in combined.csv"
               : combined.fitted_rows ? "the Rad scores are cross-fitted: the models are not nested on the same rows"
                                      : "a model is separated and Firth's: no likelihood ratio";
  }
  analysis.added_value.push_back(std::move(row));
}

void add_auc_difference(std::string const& set, StudyAnalysis& analysis) {
  for (auto const& test : analysis.delong) {
    if (test.set != set || test.model_a != "combined" || test.model_b != "clinical") continue;
    analysis.added_value.push_back({set, "auc_difference", test.test.auc_difference, test.test.low, test.test.high,
                                    test.test.z, kNone, test.test.p,
                                    set == "train"
                                        ? "nested models on the patients that made them: p does not hold, see "
                                          "likelihood_ratio"
                                        : ""});
  }
}

void add_reclassification(StudyInputs const& inputs, bool training, StudyAnalysis& analysis) {
  auto const *combined = find_model(analysis, "combined"), *clinical = find_model(analysis, "clinical");
  std::vector<double> before, after;
  std::vector<int> y;
  for (std::size_t i = 0; i < inputs.cohort.patients.size(); ++i) {
    if (inputs.cohort.patients[i].training != training || !std::isfinite(combined->probability[i])) continue;
    before.push_back(clinical->probability[i]);
    after.push_back(combined->probability[i]);
    y.push_back(inputs.cohort.patients[i].outcome);
  }
  struct MeasureRow {
    std::string_view name, note;
    Result<AddedMeasure> (*compute)(std::span<double const>, std::span<double const>, std::span<int const>);
  };
  static constexpr MeasureRow kMeasures[] = {
      {"idi", "", discrimination_improvement},
      {"nri_continuous",
       "the NRI also rewards a model that is only badly calibrated (Hilden & Gerds 2014): do not rest a claim on it",
       net_reclassification}};
  for (auto const& measure : kMeasures) {
    auto const m = measure.compute(before, after, y);
    auto const set = training ? "train" : "test";
    if (m)
      analysis.added_value.push_back(
          {set, std::string(measure.name), m->value, m->low, m->high, m->z, kNone, m->p,
           std::isnan(m->p) ? "no patient's probability changes" : std::string(measure.note)});
    else
      analysis.added_value.push_back(
          {set, std::string(measure.name), kNone, kNone, kNone, kNone, kNone, kNone, m.error().message});
  }
}

// Thresholds where combined's net benefit exceeds that of both other models (and of treating all and none).
void add_net_benefit(std::string const& set, StudyAnalysis& analysis) {
  std::map<double, std::map<std::string, double>> benefit;
  std::map<double, double> all;
  for (auto const& row : analysis.decision_curve) {
    if (row.set != set) continue;
    benefit[row.threshold][row.model] = row.net_benefit;
    all[row.threshold] = row.treat_all;
  }
  std::vector<double> above;
  std::vector<std::pair<double, double>> ranges;
  bool open = false;
  for (auto& [threshold, of] : benefit) {
    double const others = std::max({of["clinical"], of["radiomics"], all[threshold], 0.0});
    bool const is_above = of["combined"] > others;
    if (is_above) {
      above.push_back(threshold);
      if (!open) ranges.emplace_back(threshold, threshold);
      ranges.back().second = threshold;
    }
    open = is_above;
  }
  std::vector<std::string> texts;
  for (auto const& [from, to] : ranges) texts.push_back(fmt::format("{:.2f}-{:.2f}", from, to));
  analysis.added_value.push_back(
      {set, "net_benefit_above_others",
       benefit.empty() ? kNone : static_cast<double>(above.size()) / static_cast<double>(benefit.size()),
       above.empty() ? kNone : above.front(), above.empty() ? kNone : above.back(), kNone, kNone, kNone,
       texts.empty() ? "at no threshold above the clinical and radiomics models, treating all and treating none"
                     : "share of thresholds; above both other models, treating all and none at " + join(texts, ", ")});
}

}  // namespace

Result<void> measure_added_value(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (analysis.regression("combined") == nullptr || analysis.regression("clinical") == nullptr) return {};
  add_likelihood_ratio(analysis);
  for (bool const training : {true, false}) {
    std::string const set = training ? "train" : "test";
    add_auc_difference(set, analysis);
    add_reclassification(inputs, training, analysis);
    add_net_benefit(set, analysis);
  }
  return {};
}

}  // namespace petra
