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

TEST(BootstrapValidation, separated_data_are_refused_mechanics) {
  Eigen::MatrixXd x(12, 1);
  std::vector<int> y;
  for (int i = 0; i < 12; ++i) x(i, 0) = i, y.push_back(i < 6 ? 0 : 1);
  EXPECT_FALSE(validate_by_bootstrap(x, y, {"x"}, draw_resamples(12, 10, 1)).has_value());
}

}  // namespace
}  // namespace petra
