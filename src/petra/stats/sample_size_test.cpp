// Riley's criteria for the reference study, computed by hand from R² to three digits (12 clinical candidates, AUC
// 0.875, R² 0.394; 171 candidate features, AUC 0.90, R² 0.445 by a simulation; 48.9 % cases), R² of an AUC against
// simulations in R, and false discovery rates as R's p.adjust gives them.

#include "petra/stats/sample_size.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "petra/stats/p_adjust.hpp"

namespace petra {
namespace {

TEST(SampleSize, reference_study_analytic) {
  auto const clinical = riley_sample_size(12, 0.394, 0.489);
  EXPECT_EQ(clinical.for_shrinkage, 209);
  EXPECT_EQ(clinical.for_optimism, 245);
  EXPECT_EQ(clinical.for_prevalence, 384);
  EXPECT_EQ(clinical.patients, 384);
  auto const features = riley_sample_size(171, 0.445, 0.489);
  EXPECT_EQ(features.for_shrinkage, 2507);
  EXPECT_EQ(features.for_optimism, 3341);
  EXPECT_EQ(features.patients, 3341);
}

// R 4.2.2: 1,000,000 draws of N(0, 1) for controls and N(sqrt(2) qnorm(auc), 1) for 48.9 % cases, glm, three seeds
// each; their spread is 0.0007.
TEST(SampleSize, r_squared_of_an_auc_r_simulated) {
  EXPECT_NEAR(cox_snell_from_auc(0.875, 0.489), (0.3942358 + 0.3936518 + 0.3943705) / 3, 0.001);
  EXPECT_NEAR(cox_snell_from_auc(0.90, 0.489), (0.4443977 + 0.4438405 + 0.4445335) / 3, 0.001);
}

TEST(SampleSize, r_squared_grows_with_the_auc_invariant) {
  double before = 0;
  for (double const auc : {0.51, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999}) {
    double const r2 = cox_snell_from_auc(auc, 0.3);
    EXPECT_GT(r2, before) << auc;
    EXPECT_LT(r2, 1 - std::exp(2 * (0.3 * std::log(0.3) + 0.7 * std::log(0.7)))) << auc;
    before = r2;
  }
  EXPECT_NEAR(cox_snell_from_auc(0.8, 0.3), cox_snell_from_auc(0.8, 0.7), 1e-10);  // cases and controls exchanged
}

TEST(FalseDiscovery, benjamini_hochberg_r_p_adjust) {
  std::array const p = {0.01, std::nan(""), 0.04, 0.03, 0.005, 0.2, 0.2, 0.9, 0.012, 1.0};
  auto const adjusted = adjust_false_discovery(p);
  std::array<double, 10> const expected = {0.036, 0,     0.072, 0.0675, 0.036, 0.25714285714285717, 0.25714285714285717,
                                           1,     0.036, 1};
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (std::isnan(p[i]))
      EXPECT_TRUE(std::isnan(adjusted[i]));
    else
      EXPECT_NEAR(adjusted[i], expected[i], 1e-15) << i;
  }
  EXPECT_TRUE(adjust_false_discovery({}).empty());
}

}  // namespace
}  // namespace petra
