// Nested cross-validation, permutation test and fold seeds of the radiomics funnel against R
// (statistics_made_here/resampling: glmnet 4.1-6, the same streams), and R's draws of outer folds and permutations.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "petra/evaluate/fold_seeds.hpp"
#include "petra/evaluate/nested_cv.hpp"
#include "petra/evaluate/permutation.hpp"
#include "petra/stats/correlation.hpp"
#include "reference_root.hpp"
#include "study_133.hpp"

namespace petra::resampling_test {
namespace {

nlohmann::json const& expected() {
  static nlohmann::json const kExpected = [] {
    nlohmann::json json;
    std::ifstream(std::filesystem::path(PETRA_SOURCE_DIR) /
                  "tests/data/reference/statistics_made_here/resampling/expected.json") >>
        json;
    return json;
  }();
  return kExpected;
}

Study133 const& study() {
  static Study133 const kStudy = [] {
    auto read = read_study_133(oracle::reference_root(PETRA_SOURCE_DIR) / "statistics/pipeline/sim_133");
    if (!read) throw std::runtime_error(format_error(read.error()));
    return std::move(*read);
  }();
  return kStudy;
}

TrainingView columns_named(std::vector<std::string> const& names) {
  std::map<std::string, int> where;
  auto const& all = study().data.training.names();
  for (std::size_t k = 0; k < all.size(); ++k) where.emplace(all[k], static_cast<int>(k));
  std::vector<int> columns;
  for (auto const& name : names) columns.push_back(where.at(name));
  return study().data.training.keep(columns);
}

// The columns that the golden was made of, whose readers' agreement was judged beforehand.
FunnelData const& data() {
  static FunnelData const kData{columns_named(expected()["columns"]), study().data.clinical, {}};
  return kData;
}

TEST(OuterSplit, draws_r_stream) {  // printed by the R lines of make_resampling.R's deal(), seed 5, 12 patients
  std::vector<int> const y = {0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0};
  auto const splits = draw_outer_splits(y, 3, 4, 2, 5);
  ASSERT_TRUE(splits.has_value());
  EXPECT_EQ((*splits)[0].fold, (std::vector<int>{2, 2, 2, 3, 1, 1, 3, 3, 3, 1, 2, 1}));
  EXPECT_EQ((*splits)[0].inner[0], (std::vector<int>{3, 2, 2, 1, 0, 0, 4, 3, 1, 0, 4, 0}));
  EXPECT_EQ((*splits)[1].fold, (std::vector<int>{3, 3, 2, 3, 2, 3, 1, 1, 2, 1, 2, 1}));
  EXPECT_EQ((*splits)[1].inner[2], (std::vector<int>{0, 0, 2, 0, 3, 0, 1, 4, 2, 1, 4, 3}));
  auto const permutations = draw_permutations(6, 3, 9);
  EXPECT_EQ(permutations[0], (std::vector<int>{2, 4, 1, 5, 3, 0}));
  EXPECT_EQ(permutations[2], (std::vector<int>{4, 1, 0, 5, 2, 3}));
  EXPECT_FALSE(draw_outer_splits(y, 6, 4, 1, 5).has_value());  // five cases cannot be in six folds
}

TEST(NestedValidation, radiomics_auc_of_each_repeat_r) {
  auto const& golden = expected()["nested"];
  auto const splits = draw_outer_splits(data().training.outcome(), 5, 5, 3, 1);
  ASSERT_TRUE(splits.has_value());
  auto const nested = validate_nested(data(), study().procedure, *splits, {});
  ASSERT_TRUE(nested.has_value()) << format_error(nested.error());
  EXPECT_TRUE(nested->failures.empty());
  EXPECT_EQ(nested->features, golden["features"].get<std::vector<std::size_t>>());
  double mean = 0;
  for (auto const& auc : golden["auc"]) mean += auc.get<double>() / 3;
  auto const row = std::find_if(nested->rows.begin(), nested->rows.end(),
                                [](auto const& r) { return r.model == "radiomics" && r.metric == "auc"; });
  ASSERT_NE(row, nested->rows.end());
  EXPECT_NEAR(row->mean, mean, 1e-9);
  EXPECT_EQ(row->used, 3);
  EXPECT_LT(row->mean, row->apparent);
}

TEST(PermutationTest, radiomics_p_r) {
  auto const& golden = expected()["permutation"];
  auto const splits = draw_outer_splits(data().training.outcome(), 5, 5, 1, 1);
  ASSERT_TRUE(splits.has_value());
  auto const test = test_by_permutation(data(), study().procedure, splits->front(), draw_permutations(93, 30, 1), {});
  ASSERT_TRUE(test.has_value()) << format_error(test.error());
  ASSERT_EQ(test->rows.size(), 6U);
  auto const& validated = test->rows[kRadiomicsModel];
  auto const& apparent = test->rows[3 + kRadiomicsModel];
  EXPECT_NEAR(validated.observed, golden["observed_cross_validated"].get<double>(), 1e-9);
  EXPECT_NEAR(validated.null_q95, golden["q95_cross_validated"].get<double>(), 1e-9);
  EXPECT_NEAR(validated.p, golden["p_cross_validated"].get<double>(), 1e-12);
  EXPECT_NEAR(apparent.observed, golden["observed_apparent"].get<double>(), 1e-9);
  EXPECT_NEAR(apparent.p, golden["p_apparent"].get<double>(), 1e-12);
  double mean = 0;
  for (auto const& value : golden["null_cross_validated"]) mean += value.get<double>() / 30;
  EXPECT_NEAR(validated.null_mean, mean, 1e-9);
}

TEST(FoldSeeds, twelve_draws_select_differently_r) {
  std::vector<int> unique;
  auto const stable = with_fixed_reproducibility(study().data, study().procedure.rules);
  auto const decisions = first_come(stable.training.values(), study().procedure.rules.redundancy);
  for (std::size_t k = 0; k < decisions.size(); ++k) {
    if (decisions[k].kept) unique.push_back(static_cast<int>(k));
  }
  auto const rows = select_over_fold_seeds(stable.training.keep(unique), LambdaRule::min, 5, 1);
  ASSERT_EQ(rows.size(), 12U);
  std::size_t fewest = 1000, most = 0;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    auto const& golden = expected()["fold_seeds"][k];
    EXPECT_EQ(rows[k].seed, golden["seed"].get<std::uint32_t>());
    EXPECT_NEAR(rows[k].lambda, golden["lambda_min"].get<double>(), 1e-9);
    EXPECT_EQ(rows[k].features, golden["selected"].get<std::vector<std::string>>()) << rows[k].seed;
    fewest = std::min(fewest, rows[k].features.size());
    most = std::max(most, rows[k].features.size());
  }
  EXPECT_LT(2 * fewest, most);
}

}  // namespace
}  // namespace petra::resampling_test
