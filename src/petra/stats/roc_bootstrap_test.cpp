#include "petra/stats/roc_bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "petra/stats/quantile.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/stats/roc_coordinates.hpp"
#include "petra/stats/roc_tests.hpp"

namespace petra {
namespace {

std::vector<double> const kValues = {0.1, 0.4, 0.35, 0.8, 0.4, 0.9, 0.2, 0.4, 0.55, 0.3};
std::vector<int> const kOutcome = {0, 0, 1, 1, 1, 1, 0, 0, 0, 1};

// The plain twin: resample the values, take the AUC of the sample from its placements.
TEST(RocBootstrap, equals_the_plain_twin_on_the_same_stream_invariant) {
  std::vector<double> controls, cases;
  for (std::size_t i = 0; i < kValues.size(); ++i) (kOutcome[i] == 1 ? cases : controls).push_back(kValues[i]);
  RRandom random(3);
  std::vector<double> aucs;
  for (int replicate = 0; replicate < 200; ++replicate) {
    std::vector<double> values;
    std::vector<int> y;
    for (auto const at : random.sample_int(5, 5, true))
      values.push_back(controls[static_cast<std::size_t>(at - 1)]), y.push_back(0);
    for (auto const at : random.sample_int(5, 5, true))
      values.push_back(cases[static_cast<std::size_t>(at - 1)]), y.push_back(1);
    aucs.push_back(compute_roc(values, y)->auc);
  }
  auto const fast = bootstrap_auc(kValues, kOutcome, 200, 3, BootstrapScheme::stratified);
  ASSERT_TRUE(fast.has_value());
  EXPECT_NEAR(fast->low, quantile(aucs, 0.025), 1e-14);
  EXPECT_NEAR(fast->median, quantile(aucs, 0.5), 1e-14);
  EXPECT_NEAR(fast->high, quantile(aucs, 0.975), 1e-14);
}

TEST(RocBootstrap, too_few_replicates_and_one_class_are_refused_mechanics) {
  EXPECT_FALSE(bootstrap_auc(kValues, kOutcome, 1, 1, BootstrapScheme::stratified).has_value());
  EXPECT_FALSE(bootstrap_auc(kValues, std::vector<int>(10, 1), 100, 1, BootstrapScheme::stratified).has_value());
}

TEST(RocCoordinates, parts_add_up_to_the_whole_invariant) {
  auto const roc = compute_roc(kValues, kOutcome);
  ASSERT_TRUE(roc.has_value());
  for (auto const axis : {PartialAucAxis::specificity, PartialAucAxis::sensitivity}) {
    double const parts = partial_auc(*roc, axis, 0, 0.37) + partial_auc(*roc, axis, 0.37, 1);
    EXPECT_NEAR(parts, roc->auc, 1e-14);
  }
  for (auto const& row : counts_along_curve(*roc, 5, 5)) EXPECT_EQ(row.tp + row.fn + row.tn + row.fp, 10);
  EXPECT_EQ(wilcoxon_w(*roc, 5, 5), roc->auc * 25);
}

TEST(RocCoordinates, the_diagonal_is_corrected_to_a_half_analytic) {
  EXPECT_DOUBLE_EQ(corrected_partial_auc(0.005, 0.9, 1), 0.5);
  EXPECT_DOUBLE_EQ(corrected_partial_auc(0.1, 0.9, 1), 1);
  EXPECT_TRUE(std::isnan(corrected_partial_auc(0.001, 0.9, 1)));
}

TEST(RocTests, a_sample_against_itself_does_not_differ_analytic) {
  auto const roc = compute_roc(kValues, kOutcome);
  auto const test = unpaired_auc_test(*roc, 10, *roc, 10);
  EXPECT_EQ(test.statistic, 0);
  EXPECT_NEAR(test.p, 1, 1e-15);
  EXPECT_NEAR(test.df, 18, 1e-12);  // equal variances: n_a + n_b - 2
}

}  // namespace
}  // namespace petra
