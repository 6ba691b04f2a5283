#include "petra/stats/bootstrap_validation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "petra/stats/logistic.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

struct Data {
  Eigen::MatrixXd x{60, 3};
  std::vector<int> y;
  std::vector<std::string> names = {"a", "b", "c"};
};

Data make_data() {
  RRandom random(8);
  Data data;
  for (Eigen::Index i = 0; i < 60; ++i) {
    for (Eigen::Index j = 0; j < 3; ++j) data.x(i, j) = random.normal();
    data.y.push_back(random.uniform() < inverse_logit(data.x(i, 0)) ? 1 : 0);
  }
  return data;
}

TEST(BootstrapValidation, the_sample_itself_has_no_optimism_invariant) {
  auto const data = make_data();
  std::vector<std::size_t> all(60);
  std::iota(all.begin(), all.end(), std::size_t{0});
  auto const v = validate_by_bootstrap(data.x, data.y, data.names, {all});
  ASSERT_TRUE(v.has_value());
  for (std::size_t k = 0; k < v->optimism.size(); ++k) EXPECT_NEAR(v->optimism[k], 0, 1e-9) << kValidationIndices[k];
  auto const c = calibrate_by_bootstrap(data.x, data.y, data.names, {all});
  ASSERT_TRUE(c.has_value());
  for (double const optimism : c->optimism) EXPECT_NEAR(optimism, 0, 1e-12);
}

TEST(BootstrapValidation, noise_is_optimistic_mechanics) {
  auto const data = make_data();
  auto const v = validate_by_bootstrap(data.x, data.y, data.names, draw_resamples(60, 200, 1));
  ASSERT_TRUE(v.has_value());
  EXPECT_GT(v->optimism[0], 0);
  EXPECT_LT(v->corrected[3], 1);
  EXPECT_EQ(v->used + v->separated, 200);
}

TEST(BootstrapValidation, the_identity_line_has_no_error_analytic) {
  EXPECT_NEAR(largest_line_error(0, 1), 0, 1e-12);
  EXPECT_NEAR(largest_line_error(1, 1), 0.2449186624, 1e-6);  // at logit p = -1/2: tanh(1/4)
}

TEST(BootstrapValidation, folds_follow_rs_stream_r_rms) {
  auto const folds = draw_validation_folds(23, 4, 5);
  ASSERT_EQ(folds.size(), 4U);
  EXPECT_EQ(folds[0], (std::vector<std::size_t>{1, 10, 14, 21, 8, 6}));
  EXPECT_EQ(folds[1], (std::vector<std::size_t>{2, 5, 9, 4, 11, 20}));
  EXPECT_EQ(folds[3], (std::vector<std::size_t>{22, 19, 12, 7, 0, 17}));
}

TEST(BootstrapValidation, every_patient_is_held_out_once_invariant) {
  auto const data = make_data();
  auto const folds = draw_validation_folds(60, 5, 2);
  std::vector<int> times(60);
  for (auto const& fold : folds) {
    for (auto const row : fold) ++times[row];
  }
  EXPECT_EQ(times, std::vector<int>(60, 1));
  auto const v = validate_by_folds(data.x, data.y, data.names, folds);
  ASSERT_TRUE(v.has_value());
  EXPECT_EQ(v->used + v->separated, 5);
  EXPECT_LT(v->corrected[0], v->original[0]);
}

TEST(BootstrapValidation, separated_resamples_are_left_out_or_taken_as_glm_ends_mechanics) {
  auto const data = make_data();
  std::vector<std::size_t> rows;  // the first variable separates these
  for (std::size_t i = 0; i < 60; ++i) {
    if ((data.x(static_cast<Eigen::Index>(i), 0) > 0.2) == (data.y[i] == 1)) rows.push_back(i);
  }
  std::vector<std::size_t> all(60);
  std::iota(all.begin(), all.end(), std::size_t{0});
  auto const left_out = validate_by_bootstrap(data.x, data.y, data.names, {all, rows});
  ASSERT_TRUE(left_out.has_value());
  EXPECT_EQ(left_out->separated, 1);
  auto const taken = validate_by_bootstrap(data.x, data.y, data.names, {all, rows}, SeparatedResample::glm_end);
  ASSERT_TRUE(taken.has_value());
  EXPECT_EQ(taken->used, 2);
  EXPECT_GT(taken->training[0], left_out->training[0]);
}

TEST(BootstrapValidation, separated_data_are_refused_mechanics) {
  Eigen::MatrixXd x(12, 1);
  std::vector<int> y;
  for (int i = 0; i < 12; ++i) x(i, 0) = i, y.push_back(i < 6 ? 0 : 1);
  EXPECT_FALSE(validate_by_bootstrap(x, y, {"x"}, draw_resamples(12, 10, 1)).has_value());
}

// Every point of rms's grid looked at: the same bits.
TEST(ValidationIndices, largest_error_of_a_line_equals_the_whole_grid_invariant) {
  RRandom random(8);
  for (int round = 0; round < 2000; ++round) {
    double const intercept = 3 * random.normal(), slope = round % 10 == 0 ? 0 : 2 * random.normal();
    double largest = 0;
    for (int k = 0; k <= 2000; ++k) {
      double const p = k * 0.0005, line = inverse_logit(intercept + slope * std::log(p / (1 - p)));
      if (std::abs(p - line) > largest) largest = std::abs(p - line);
    }
    EXPECT_EQ(largest_line_error(intercept, slope), largest) << intercept << ' ' << slope;
  }
  EXPECT_EQ(largest_line_error(std::nan(""), 1), 0);
}

}  // namespace
}  // namespace petra
