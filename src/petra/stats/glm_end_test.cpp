// Against glm.fit of R 4.2.2 on separated data.
#include "petra/stats/glm_end.hpp"

#include <gtest/gtest.h>

namespace petra {
namespace {

TEST(GlmEnd, stops_where_glm_stops_r_glm) {
  Eigen::MatrixXd x(12, 2);
  x << 0, 3, 0, 1, 0, 4, 1, 1, 1, 5, 0, 9, 0, 2, 1, 6, 0, 5, 0, 3, 1, 5, 0, 8;
  std::vector<int> const y = {0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0};
  auto const end = fit_as_glm_ends(x, y, {"a", "b"}, 1e-8);
  ASSERT_TRUE(end.has_value());
  EXPECT_TRUE(end->separated);
  EXPECT_EQ(end->iterations, 22);
  EXPECT_NEAR(end->coefficient(0), 60.5797449424, 1e-5);
  EXPECT_NEAR(end->coefficient(1), 82.2630621045, 1e-5);
  EXPECT_NEAR(end->coefficient(2), -20.1932483141, 1e-5);
  EXPECT_NEAR(end->deviance, 2.7725887298, 1e-9);
}

TEST(GlmEnd, needs_both_outcomes_mechanics) {
  EXPECT_FALSE(fit_as_glm_ends(Eigen::MatrixXd::Random(5, 1), std::vector<int>(5, 1), {"a"}).has_value());
}

}  // namespace
}  // namespace petra
