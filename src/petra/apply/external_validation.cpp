#include "petra/apply/external_validation.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>

#include "petra/evaluate/calibration_curves.hpp"
#include "petra/stats/calibration.hpp"
#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/decision_curve.hpp"
#include "petra/stats/roc.hpp"
#include "petra/study/table_builder.hpp"

namespace petra {

namespace {

constexpr std::string_view kSet = "external";
constexpr std::size_t kSmallClass = 50;  // below it DeLong's limits cover too little (docs/validation.md)

// Probabilities of one regression for the patients whom all regressions can judge.
struct ModelColumn {
  FrozenRegression const* regression;
  std::vector<double> p;
};

struct Judged {
  std::vector<ModelColumn> models;
  std::vector<ListedPatient const*> patients;
  std::vector<int> y;
};

Judged judge(FrozenModel const& model, std::vector<ListedPatient> const& patients) {
  Judged judged;
  for (auto const& regression : model.regressions) judged.models.push_back({&regression, {}});
  for (auto const& each : patients) {
    if (each.error || !each.outcome) continue;
    std::vector<double> row;
    for (auto const& column : judged.models) {
      auto const made = predict(model, each.patient, column.regression->name);
      if (made) row.push_back(made->probability);
    }
    if (row.size() != judged.models.size()) continue;
    for (std::size_t k = 0; k < row.size(); ++k) judged.models[k].p.push_back(row[k]);
    judged.patients.push_back(&each);
    judged.y.push_back(*each.outcome);
  }
  return judged;
}

Result<void> add_performance(Judged const& judged, TableBuilder& table) {
  for (auto const& [regression, p] : judged.models) {
    PETRA_TRY(auto const roc, compute_roc(p, judged.y));
    PETRA_TRY(auto const half, classification_metrics(p, judged.y));
    double const cutoff = regression->cutoff_youden.value_or(std::numeric_limits<double>::quiet_NaN());
    double sensitivity = cutoff, specificity = cutoff;  // NaN where the model has no cut-off
    if (regression->cutoff_youden) {
      // Positive above the cut-off, as in the study.
      PETRA_TRY(auto const at_cutoff, classification_metrics(p, judged.y, std::nextafter(cutoff, 2.0)));
      sensitivity = at_cutoff.recall.value;
      specificity = at_cutoff.specificity.value;
    }
    table.row({regression->name, kSet, roc.auc, roc.low, roc.high, logit_interval_bound(roc, false),
               logit_interval_bound(roc, true), half.accuracy.value, half.precision.value, half.recall.value,
               half.specificity.value, half.f1, brier_score(p, judged.y), cutoff, sensitivity, specificity});
  }
  return {};
}

Result<void> add_comparisons(Judged const& judged, TableBuilder& table) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kPairs{
      {{"combined", "radiomics"}, {"combined", "clinical"}, {"radiomics", "clinical"}}};
  auto find = [&](std::string_view name) -> std::vector<double> const* {
    for (auto const& column : judged.models) {
      if (column.regression->name == name) return &column.p;
    }
    return nullptr;
  };
  for (auto const& [a, b] : kPairs) {
    auto const *first = find(a), *second = find(b);
    if (first == nullptr || second == nullptr) continue;
    PETRA_TRY(auto const test, delong_test(*first, *second, judged.y));
    table.row({kSet, a, b, test.auc_difference, test.z, test.p});
  }
  return {};
}

// A probability of 0 or 1 has no logit: the indices of calibration are then left out, with a warning.
void add_indices(Judged const& judged, TableBuilder& table, std::vector<std::string>& warnings) {
  for (auto const& [regression, p] : judged.models) {
    auto row = [&](std::string_view index, double estimate, double low, double high, double pvalue) {
      table.row({regression->name, kSet, index, estimate, low, high, pvalue});
    };
    double const none = std::numeric_limits<double>::quiet_NaN();
    auto const large = calibration_in_the_large(p, judged.y);
    auto const slope = recalibrate(p, judged.y);
    auto const all = val_prob(p, judged.y);
    if (large) row("calibration_in_the_large", large->estimate, large->low, large->high, large->p);
    if (slope) row("calibration_slope", slope->slope.estimate, slope->slope.low, slope->slope.high, slope->slope.p);
    double expected = 0, observed = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
      expected += p[i];
      observed += judged.y[i];
    }
    row("expected_over_observed", expected / observed, none, none, none);
    if (all) {
      row("brier", all->brier, none, none, all->spiegelhalter_p);
      row("integrated_calibration_index", all->e_mean, none, none, none);
      row("e_max", all->e_max, none, none, none);
      row("unreliability", all->u, none, none, all->u_p);
      row("nagelkerke_r2", all->r2, none, none, none);
    }
    auto const hosmer = hosmer_lemeshow(risk_groups(p, judged.y, 10));
    row("hosmer_lemeshow_chi_squared", hosmer.statistic, none, none, hosmer.p_external);
    for (auto const* error :
         {large ? nullptr : &large.error(), slope ? nullptr : &slope.error(), all ? nullptr : &all.error()}) {
      if (error != nullptr)
        warnings.push_back(
            fmt::format("{}: some indices of calibration are left out: {}", regression->name, format_error(*error)));
    }
  }
}

void add_calibration(Judged const& judged, ExternalOptions const& options, TableBuilder& table) {
  for (auto const& [regression, p] : judged.models) {
    for (auto const& point : calibration_points({p, judged.y, options.bootstrap, options.seed, std::nullopt}))
      table.row({regression->name, kSet, point.method, point.predicted, point.observed, point.low, point.high});
  }
}

Result<void> add_decision_curve(Judged const& judged, ExternalOptions const& options, TableBuilder& table) {
  std::vector<double> thresholds;
  for (int k = 0; k < 100; ++k) thresholds.push_back(k / 100.0);
  double cases = 0;
  for (int const y : judged.y) cases += y;
  for (auto const& [regression, p] : judged.models) {
    PETRA_TRY(auto const curve, decision_curve(p, judged.y, thresholds));
    std::vector<DecisionLimits> limits(thresholds.size(), {std::nan(""), std::nan(""), 0, 0});
    if (options.bootstrap > 0) {
      PETRA_TRY(limits, decision_curve_limits(p, judged.y, thresholds, options.bootstrap, options.seed));
    }
    for (std::size_t k = 0; k < thresholds.size(); ++k) {
      table.row({regression->name, kSet, thresholds[k], curve[k].net_benefit, limits[k].low, limits[k].high,
                 net_benefit_of_all(cases / static_cast<double>(judged.y.size()), thresholds[k]), 0});
    }
  }
  return {};
}

Table predictions_of(Judged const& judged) {
  Table table;
  table.columns = {"id", "set", "outcome"};
  for (auto const& column : judged.models) table.columns.push_back(column.regression->name);
  for (std::size_t i = 0; i < judged.patients.size(); ++i) {
    std::vector<std::string> row{judged.patients[i]->id, std::string(kSet), std::to_string(judged.y[i])};
    for (auto const& column : judged.models) row.push_back(format_number(column.p[i]));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

Result<ExternalValidation> validate_externally(FrozenModel const& model, std::vector<ListedPatient> const& patients,
                                               ExternalOptions const& options) {
  auto const judged = judge(model, patients);
  std::size_t count[2] = {0, 0};
  for (int const y : judged.y) ++count[y];
  if (count[0] < 2 || count[1] < 2)
    return make_error(ErrorCode::invalid_input, "cohort",
                      fmt::format("{} cases and {} controls can be judged; two of each are needed", count[1], count[0]),
                      "See the patients listed as failed");
  ExternalValidation validation;
  if (std::min(count[0], count[1]) < kSmallClass)
    validation.warnings.push_back(fmt::format(
        "{} cases and {} controls: DeLong's interval of the AUC covers too little below {} of a class; the logit "
        "interval stands beside it.",
        count[1], count[0], kSmallClass));
  if (judged.patients.size() < patients.size())
    validation.warnings.push_back(
        fmt::format("{} of {} patients have no outcome or cannot be judged by every model; they are left out.",
                    patients.size() - judged.patients.size(), patients.size()));
  TableBuilder performance({"model", "set", "auc", "auc_low", "auc_high", "auc_logit_low", "auc_logit_high", "accuracy",
                            "precision", "recall", "specificity", "f1", "brier", "cutoff_youden", "sensitivity_youden",
                            "specificity_youden"});
  TableBuilder delong({"set", "model_a", "model_b", "auc_difference", "z", "p"});
  TableBuilder indices({"model", "set", "index", "estimate", "low", "high", "p"});
  TableBuilder calibration({"model", "set", "method", "predicted", "observed", "low", "high"});
  TableBuilder decision({"model", "set", "threshold", "net_benefit", "low", "high", "treat_all", "treat_none"});
  PETRA_CHECK(add_performance(judged, performance));
  PETRA_CHECK(add_comparisons(judged, delong));
  add_indices(judged, indices, validation.warnings);
  add_calibration(judged, options, calibration);
  PETRA_CHECK(add_decision_curve(judged, options, decision));
  validation.tables.emplace("performance", performance.take());
  validation.tables.emplace("delong", delong.take());
  validation.tables.emplace("validation", indices.take());
  validation.tables.emplace("calibration", calibration.take());
  validation.tables.emplace("decision_curve", decision.take());
  validation.tables.emplace("predictions", predictions_of(judged));
  return validation;
}

}  // namespace petra
