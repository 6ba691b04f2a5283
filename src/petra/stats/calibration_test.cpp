// Tests of calibration and lowess.
#include "petra/stats/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "petra/stats/logistic.hpp"
#include "petra/stats/lowess.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

struct Sample {
  std::vector<double> p;
  std::vector<int> y;
};

Sample make_sample() {
  RRandom random(2);
  Sample sample;
  for (int i = 0; i < 200; ++i) {
    double const linear = 1.2 * random.normal();
    sample.p.push_back(inverse_logit(linear));
    sample.y.push_back(random.uniform() < sample.p.back() ? 1 : 0);
  }
  return sample;
}

TEST(Lowess, a_straight_line_is_kept_analytic) {
  std::vector<double> x, y;
  for (int i = 0; i < 40; ++i) {
    x.push_back((i * 17) % 40 * 0.1);
    y.push_back(3 - 2 * x.back());
  }
  auto const curve = lowess(x, y);
  for (std::size_t i = 0; i < curve.x.size(); ++i) EXPECT_NEAR(curve.y[i], 3 - 2 * curve.x[i], 1e-12);
  EXPECT_NEAR(interpolate(curve, 1.234), 3 - 2 * 1.234, 1e-12);
  EXPECT_TRUE(std::isnan(interpolate(curve, 4.5)));
}

TEST(Calibration, recalibrated_probabilities_are_calibrated_invariant) {
  auto sample = make_sample();
  auto const before = recalibrate(sample.p, sample.y);
  ASSERT_TRUE(before.has_value());
  for (double& p : sample.p) p = inverse_logit(before->intercept + before->slope.estimate * std::log(p / (1 - p)));
  auto const after = recalibrate(sample.p, sample.y);
  EXPECT_NEAR(after->intercept, 0, 1e-9);
  EXPECT_NEAR(after->slope.estimate, 1, 1e-9);
  EXPECT_NEAR(calibration_in_the_large(sample.p, sample.y)->estimate, 0, 1e-9);
  EXPECT_NEAR(val_prob(sample.p, sample.y)->u_chi_squared, 0, 1e-9);
}

TEST(Calibration, groups_hold_every_patient_once_invariant) {
  auto const sample = make_sample();
  auto const groups = risk_groups(sample.p, sample.y, 10);
  long long n = 0;
  for (auto const& group : groups.groups) n += group.n;
  EXPECT_EQ(n, 200);
  EXPECT_EQ(groups.groups.size(), 10U);
  EXPECT_LT(hosmer_lemeshow(groups).p_development, hosmer_lemeshow(groups).p_external);
}

TEST(Calibration, isotonic_pools_violators_analytic) {
  auto const fitted = isotonic_fit(std::vector<double>{.1, .2, .3, .4}, std::vector<int>{0, 1, 0, 1});
  EXPECT_EQ(fitted, (std::vector<double>{0, 0.5, 0.5, 1}));
}

TEST(Calibration, impossible_input_is_refused_mechanics) {
  EXPECT_FALSE(recalibrate(std::vector<double>{0, .5, .7}, std::vector<int>{0, 1, 1}).has_value());
  EXPECT_FALSE(recalibrate(std::vector<double>{.2, .5, .7}, std::vector<int>{1, 1, 1}).has_value());
  EXPECT_FALSE(recalibrate(std::vector<double>{.2, .3, .6, .7}, std::vector<int>{0, 0, 1, 1}).has_value());
}

}  // namespace
}  // namespace petra
