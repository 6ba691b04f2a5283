// The bootstrap of the whole funnel on the simulated study against R's (optimism_whole_pipeline.json: ICC's list fixed,
// every copy of a patient in that patient's own fold, first 50 resamples of the file), and its laws.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "petra/evaluate/funnel_bootstrap.hpp"
#include "petra/stats/quantile.hpp"
#include "reference_root.hpp"
#include "study_133.hpp"

namespace petra::resampling_test {
namespace {

std::filesystem::path folder() {
  return oracle::reference_root(PETRA_SOURCE_DIR) / "statistics/pipeline/sim_133";
}

Study133 const& study() {
  static Study133 const kStudy = [] {
    auto read = read_study_133(folder());
    if (!read) throw std::runtime_error(format_error(read.error()));
    return std::move(*read);
  }();
  return kStudy;
}

Resamples first_resamples(Eigen::Index count) {
  Resamples rows(static_cast<std::size_t>(count));
  for (Eigen::Index b = 0; b < count; ++b) {
    for (Eigen::Index i = 0; i < study().resamples.cols(); ++i)
      rows[static_cast<std::size_t>(b)].push_back(static_cast<std::size_t>(study().resamples(b, i)) - 1);
  }
  return rows;
}

OptimismRow const& row_of(FunnelBootstrap const& boot, std::string_view model, std::string_view metric) {
  for (auto const& row : boot.rows) {
    if (row.model == model && row.metric == metric) return row;
  }
  throw std::runtime_error("no such row");
}

FunnelBootstrap run(FunnelData const& data, Resamples const& resamples, int jobs = 2) {
  ResampleControl control;
  control.jobs = jobs;
  auto boot = bootstrap_funnel(data, study().procedure, resamples, control);
  if (!boot) throw std::runtime_error(format_error(boot.error()));
  return std::move(*boot);
}

TEST(FunnelBootstrap, optimism_of_the_radiomics_auc_r) {
  nlohmann::json expected;
  std::ifstream(folder() / "optimism_whole_pipeline.json") >> expected;
  auto const data = with_fixed_reproducibility(study().data, study().procedure.rules);
  ASSERT_EQ(data.training.names().size(), 1061U);
  auto const boot = run(data, first_resamples(50));
  ASSERT_TRUE(boot.failures.empty());
  auto const& auc = row_of(boot, "radiomics", "auc");
  EXPECT_NEAR(auc.apparent, expected["apparent_auc"].get<double>(), 1e-9);
  EXPECT_NEAR(auc.optimism, expected["mean_optimism"].get<double>(), 1e-9);
  EXPECT_NEAR(auc.corrected, expected["corrected_auc"].get<double>(), 1e-9);  // 0.8877
  std::map<std::string, double> frequency;
  for (std::size_t b = 0; b < 50; ++b) {
    std::vector<std::string> names;
    for (auto const column : boot.selections[b].features) {
      names.push_back(data.training.names()[column]);
      frequency[names.back()] += 1.0 / 50;
    }
    auto const& theirs = expected["resamples"][b];
    EXPECT_EQ(names, theirs["selected"].is_array() ? theirs["selected"].get<std::vector<std::string>>()
                                                   : std::vector<std::string>{theirs["selected"].get<std::string>()});
    EXPECT_NEAR(boot.auc_training[b], theirs["auc_resample"].get<double>(), 1e-9) << b;
    EXPECT_NEAR(boot.auc_test[b], theirs["auc_original"].get<double>(), 1e-9) << b;
  }
  ASSERT_EQ(frequency.size(), expected["selection_frequency"].size());
  for (auto const& [name, share] : frequency)
    EXPECT_NEAR(share, expected["selection_frequency"][name].get<double>(), 1e-12) << name;
}

TEST(FunnelBootstrap, apparent_models_are_the_ones_of_the_pipeline_r) {
  nlohmann::json expected;
  std::ifstream(folder() / "expected.json") >> expected;
  auto const fitted = fit_whole_funnel(study().data, study().procedure);
  ASSERT_TRUE(fitted.has_value());
  EXPECT_EQ(fitted->features.size(), 23U);
  ASSERT_EQ(fitted->independent.size(), 2U);
  auto const& combined = fitted->models[kCombinedModel];
  EXPECT_NEAR(combined.intercept, expected["combined"]["coef"][0].get<double>(), 1e-6);
  EXPECT_NEAR(combined.rad_score, expected["combined"]["coef"][1].get<double>(), 1e-6);
  EXPECT_NEAR(combined.clinical(0), expected["combined"]["coef"][2].get<double>(), 1e-6);  // age
  EXPECT_NEAR(combined.clinical(1), expected["combined"]["coef"][3].get<double>(), 1e-6);  // nse
  EXPECT_EQ(combined.clinical.tail(10).cwiseAbs().maxCoeff(), 0);
}

TEST(FunnelBootstrap, same_numbers_with_one_and_two_threads_invariant) {
  auto const resamples = first_resamples(12);
  auto const one = run(study().data, resamples, 1), two = run(study().data, resamples, 2);
  ASSERT_EQ(one.rows.size(), two.rows.size());
  for (std::size_t k = 0; k < one.rows.size(); ++k) {
    EXPECT_EQ(one.rows[k].corrected, two.rows[k].corrected) << k;
    EXPECT_EQ(one.rows[k].optimism_error, two.rows[k].optimism_error) << k;
    bool const both_undefined =
        std::isnan(one.rows[k].corrected_632_plus) && std::isnan(two.rows[k].corrected_632_plus);
    EXPECT_TRUE(both_undefined || one.rows[k].corrected_632_plus == two.rows[k].corrected_632_plus) << k;
  }
}

// The default repeats the readers' agreement and the clinical screening in each resample, so lists differ between
// resamples that share the fixed list, and every measure of all three models is there.
TEST(FunnelBootstrap, repeats_every_step_mechanics) {
  auto const boot = run(study().data, first_resamples(12));
  EXPECT_EQ(boot.rows.size(), 12U);
  bool clinical_differs = false;
  for (auto const& selection : boot.selections)
    clinical_differs = clinical_differs || selection.clinical != boot.selections.front().clinical;
  EXPECT_TRUE(clinical_differs);
  for (auto const* model : {"clinical", "radiomics", "combined"}) {
    auto const& auc = row_of(boot, model, "auc");
    EXPECT_LT(auc.corrected, auc.apparent);
    EXPECT_LT(auc.corrected_632_plus, auc.apparent);
    EXPECT_GT(auc.corrected_632_plus, 0.5);
    EXPECT_GT(row_of(boot, model, "brier").corrected, row_of(boot, model, "brier").apparent);
    EXPECT_LT(row_of(boot, model, "calibration_slope").corrected, 1);
  }
  EXPECT_GT(row_of(boot, "radiomics", "auc").optimism, 0.03);
}

TEST(FunnelBootstrap, error_632_plus_analytic) {
  // No overfitting: the plain .632; as bad as no information: the out-of-bag error alone.
  EXPECT_DOUBLE_EQ(error_632_plus(0.2, 0.2, 0.5), 0.2);
  EXPECT_DOUBLE_EQ(error_632_plus(0.1, 0.5, 0.5), 0.5);
  EXPECT_DOUBLE_EQ(error_632_plus(0.1, 0.7, 0.5), 0.5);
  double const overfitting = 0.5, weight = 0.632 / (1 - 0.368 * overfitting);
  EXPECT_DOUBLE_EQ(error_632_plus(0.1, 0.3, 0.5), (1 - weight) * 0.1 + weight * 0.3);
}

}  // namespace
}  // namespace petra::resampling_test
