#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/stats/correlation.hpp"
#include "petra/study/feature_modality.hpp"
#include "petra/study/regression.hpp"
#include "petra/study/steps/steps.hpp"

namespace petra {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kVolumeInDisguise = 0.8;  // |Spearman| of the Rad score with a volume above this is warned of

SignatureVariantRow empty_row(std::string variant, std::size_t features) {
  SignatureVariantRow row;
  row.variant = std::move(variant);
  row.features = features;
  for (int set = 0; set < 2; ++set) row.auc[set] = row.low[set] = row.high[set] = kNone;
  row.spearman = row.p_test = kNone;
  return row;
}

std::map<std::string, std::vector<int>> columns_by_modality(StudyDefinition const& definition,
                                                            std::vector<std::string> const& names) {
  std::map<std::string, std::vector<int>> columns;
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (auto modality = feature_modality(definition, names[k]); !modality.empty())
      columns[modality].push_back(static_cast<int>(k));
  }
  return columns;
}

// The features of some columns; second readings of features that are not among them go.
StudyFeatures narrowed(StudyFeatures const& features, std::vector<int> const& columns) {
  StudyFeatures few;
  few.first = features.first.columns(columns);
  for (auto const& reading : features.second) {
    std::vector<int> kept;
    for (std::size_t k = 0; k < reading.features.names.size(); ++k) {
      auto const& name = reading.features.names[k];
      if (std::find(few.first.names.begin(), few.first.names.end(), name) != few.first.names.end())
        kept.push_back(static_cast<int>(k));
    }
    if (!kept.empty()) few.second.push_back({reading.comparison, reading.patients, reading.features.columns(kept)});
  }
  return few;
}

class Comparison {
 public:
  Comparison(StudyInputs const& inputs, StudyAnalysis const& analysis) : inputs_(inputs), analysis_(analysis) {}

  // Performance of `model` in both sets, beside the study's own radiomics model.
  void judge(std::vector<double> const& probability, std::vector<double> const& score, SignatureVariantRow& row) const {
    std::vector<ModelProbabilities> models{{"variant", probability}};
    auto const all = outcomes_and_sets(inputs_.cohort);
    auto const evaluation = evaluate_models(all.outcome, all.training, models);
    if (!evaluation) {
      row.note = evaluation.error().message;
      return;
    }
    for (int set = 0; set < 2; ++set) {
      auto const& performance = evaluation->performance[static_cast<std::size_t>(set)];
      row.auc[set] = performance.auc;
      row.low[set] = performance.auc_low;
      row.high[set] = performance.auc_high;
    }
    compare_with_study(probability, row);
    row.spearman = spearman_with_rad_score(score);
  }

 private:
  StudyInputs const& inputs_;
  StudyAnalysis const& analysis_;

  void compare_with_study(std::vector<double> const& probability, SignatureVariantRow& row) const {
    std::vector<double> a, b;
    std::vector<int> y;
    for (auto const& model : analysis_.probabilities) {
      if (model.model != "radiomics") continue;
      for (std::size_t i = 0; i < probability.size(); ++i) {
        if (inputs_.cohort.patients[i].training || !std::isfinite(model.probability[i]) ||
            !std::isfinite(probability[i]))
          continue;
        a.push_back(model.probability[i]);
        b.push_back(probability[i]);
        y.push_back(inputs_.cohort.patients[i].outcome);
      }
    }
    if (auto const test = delong_test(a, b, y)) row.p_test = test->p;
    if (!std::isfinite(row.p_test) && row.note.empty())
      row.note = "no test: one outcome only, or the difference of the AUCs has no variance";
  }

  [[nodiscard]] double spearman_with_rad_score(std::vector<double> const& score) const {
    if (!analysis_.rad_score) return kNone;
    std::vector<double> a, b;
    for (std::size_t i = 0; i < score.size(); ++i) {
      double const rad = (*analysis_.rad_score)(static_cast<Eigen::Index>(i));
      if (!inputs_.cohort.patients[i].training || !std::isfinite(rad) || !std::isfinite(score[i])) continue;
      a.push_back(rad);
      b.push_back(score[i]);
    }
    if (a.size() < 3) return kNone;
    return spearman(Eigen::Map<Eigen::VectorXd const>(a.data(), static_cast<Eigen::Index>(a.size())),
                    Eigen::Map<Eigen::VectorXd const>(b.data(), static_cast<Eigen::Index>(b.size())));
  }
};

// The whole funnel on one modality's features.
SignatureVariantRow one_modality(StudyInputs const& inputs, StudyAnalysis const& analysis, std::string const& modality,
                                 std::vector<int> const& columns) {
  auto row = empty_row(modality, columns.size());
  auto const few = narrowed(inputs.features, columns);
  StudyInputs const alone{inputs.definition, inputs.cohort, few, 1};
  StudyAnalysis scratch;
  auto done = select_signature(alone, scratch);
  if (done) done = fit_radiomics(alone, scratch);
  if (!done) {
    row.note = format_error(done.error());
    return row;
  }
  if (!scratch.rad_score) {
    row.note = "no feature was selected";
    return row;
  }
  row.selected = scratch.funnel.signature->signature.terms.size();
  if (scratch.regressions.front().fit.separated) row.note = "separated training patients: Firth's estimate";
  Comparison(inputs, analysis)
      .judge(scratch.probabilities.front().probability, {scratch.rad_score->begin(), scratch.rad_score->end()}, row);
  return row;
}

SignatureVariantRow volume_alone(StudyInputs const& inputs, StudyAnalysis const& analysis, std::size_t column) {
  auto const& features = inputs.features.first;
  auto row = empty_row(features.names[column], 1);
  Eigen::VectorXd const volume = features.values.col(static_cast<Eigen::Index>(column));
  DesignMatrix design{volume, {features.names[column]}, {0}};
  StudyAnalysis scratch;
  auto const training = design.training_rows(inputs.cohort);
  if (!training.allFinite()) {
    row.note = "undefined for a training patient";
    return row;
  }
  auto const fit = fit_logistic_or_firth(training, training_outcomes(inputs.cohort), design.names);
  if (!fit) {
    row.note = fit.error().message;
    return row;
  }
  row.selected = 1;
  Comparison(inputs, analysis).judge(probabilities_of(*fit, design.values), {volume.begin(), volume.end()}, row);
  return row;
}

SignatureVariantRow whole_signature(StudyInputs const& inputs, StudyAnalysis const& analysis) {
  auto row = empty_row("all", inputs.features.first.names.size());
  row.selected = analysis.funnel.signature->signature.terms.size();
  for (auto const& model : analysis.probabilities) {
    if (model.model == "radiomics")
      Comparison(inputs, analysis)
          .judge(model.probability, {analysis.rad_score->begin(), analysis.rad_score->end()}, row);
  }
  row.p_test = kNone;
  row.note = "the study's own signature";
  return row;
}

}  // namespace

Result<void> compare_signatures(StudyInputs const& inputs, StudyAnalysis& analysis) {
  if (!analysis.rad_score) return {};
  auto& rows = analysis.signature_variants;
  rows.push_back(whole_signature(inputs, analysis));
  auto const& names = inputs.features.first.names;
  auto const modalities = columns_by_modality(inputs.definition, names);
  std::vector<std::pair<std::string, std::vector<int>>> const alone(modalities.begin(), modalities.end());
  if (alone.size() > 1) {
    std::vector<SignatureVariantRow> made(alone.size());
    Workers workers(inputs.jobs);
    workers.for_each(alone.size(),
                     [&](std::size_t k) { made[k] = one_modality(inputs, analysis, alone[k].first, alone[k].second); });
    rows.insert(rows.end(), made.begin(), made.end());
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (!names[k].ends_with("original_shape_MeshVolume")) continue;
    rows.push_back(volume_alone(inputs, analysis, k));
    if (std::abs(rows.back().spearman) > kVolumeInDisguise)
      analysis.warnings.push_back(
          fmt::format("The Rad score follows {} (Spearman {:.2f} in the training patients): the signature may be only "
                      "volume in disguise.",
                      names[k], rows.back().spearman));
  }
  return {};
}

}  // namespace petra
