#include "petra/stats/combat.hpp"

#include <gtest/gtest.h>

#include "petra/stats/r_random.hpp"

namespace petra {
namespace {

struct Data {
  Eigen::MatrixXd x{40, 5}, none{40, 0};
  std::vector<std::string> centre;
};

// Centre B reads everything 3 higher and twice as wide.
Data make_data() {
  RRandom random(4);
  Data data;
  for (Eigen::Index i = 0; i < 40; ++i) {
    bool const b = i >= 20;
    data.centre.push_back(b ? "B" : "A");
    for (Eigen::Index j = 0; j < 5; ++j) data.x(i, j) = (b ? 3 : 0) + (b ? 2 : 1) * random.normal();
  }
  return data;
}

TEST(Combat, own_estimates_make_the_centres_alike_invariant) {
  auto const data = make_data();
  auto const model =
      fit_combat(data.x, data.centre, data.none, {.empirical_bayes = false, .mean_only = false, .reference = {}});
  ASSERT_TRUE(model.has_value());
  auto const out = apply_combat(*model, data.x, data.centre, data.none);
  Eigen::MatrixXd const a = out->topRows(20), b = out->bottomRows(20);
  for (Eigen::Index j = 0; j < 5; ++j) {
    EXPECT_NEAR(a.col(j).mean(), b.col(j).mean(), 1e-12);
    EXPECT_NEAR((a.col(j).array() - a.col(j).mean()).square().sum(),
                (b.col(j).array() - b.col(j).mean()).square().sum(), 1e-10);
  }
}

TEST(Combat, the_reference_centre_is_not_touched_invariant) {
  auto const data = make_data();
  auto const model =
      fit_combat(data.x, data.centre, data.none, {.empirical_bayes = true, .mean_only = false, .reference = "A"});
  ASSERT_TRUE(model.has_value());
  auto const out = apply_combat(*model, data.x, data.centre, data.none);
  EXPECT_EQ(out->topRows(20), data.x.topRows(20));
  EXPECT_LT(out->bottomRows(20).mean(), data.x.bottomRows(20).mean());
}

TEST(Combat, what_cannot_be_harmonised_is_refused_mechanics) {
  auto const data = make_data();
  EXPECT_FALSE(fit_combat(data.x, std::vector<std::string>(40, "A"), data.none).has_value());
  auto lonely = data.centre;
  lonely[0] = "C";
  EXPECT_FALSE(fit_combat(data.x, lonely, data.none).has_value());
  auto const model = fit_combat(data.x, data.centre, data.none);
  ASSERT_TRUE(model.has_value());
  EXPECT_FALSE(apply_combat(*model, data.x, lonely, data.none).has_value());
}

}  // namespace
}  // namespace petra
