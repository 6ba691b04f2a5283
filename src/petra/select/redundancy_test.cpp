// Mechanics: each rule keeps what its parts keep; the parts are held to R in tests/oracle/statistics/correlation.cpp.

#include "petra/select/redundancy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "petra/stats/find_correlation.hpp"

namespace petra {
namespace {

// 40 patients, 15 columns in families of three that resemble each other, the last constant.
FeatureMatrix make_features() {
  FeatureMatrix features;
  features.values.resize(40, 15);
  std::mt19937 words(3);  // NOLINT: any numbers will do
  auto uniform = [&] { return static_cast<double>(words()) / 4294967296.0 - 0.5; };
  for (Eigen::Index i = 0; i < 40; ++i) {
    double family = 0;
    for (Eigen::Index j = 0; j < 15; ++j) {
      if (j % 3 == 0) family = uniform();
      features.values(i, j) = family + 0.25 * uniform();
    }
    features.values(i, 14) = 2;
  }
  for (int j = 0; j < 15; ++j) features.names.push_back("f" + std::to_string(j));
  return features;
}

TrainingView view_of(FeatureMatrix const& features) {
  std::vector<int> outcome;
  for (int i = 0; i < 40; ++i) outcome.push_back(i % 2);
  return *TrainingView::take(features, outcome, std::vector<bool>(40, true));
}

std::vector<bool> kept(std::vector<RedundancyRow> const& rows) {
  std::vector<bool> list;
  for (auto const& row : rows) list.push_back(row.kept);
  return list;
}

TEST(Redundancy, caret_drops_what_find_correlation_removes_mechanics) {
  auto const features = make_features();
  for (auto const choice : {RedundancyChoice::caret_exact, RedundancyChoice::caret_fast, RedundancyChoice::caret}) {
    RedundancyRule const rule{0.9, true, true, choice};
    auto const rows = assess_redundancy(view_of(features), rule);
    Eigen::MatrixXd const x = features.values.leftCols(14);
    Eigen::MatrixXd const r = pearson_matrix(x).cwiseAbs().cwiseMax(spearman_matrix(x).cwiseAbs());
    auto const removed = find_correlation(
        r, 0.9, choice == RedundancyChoice::caret_fast ? CaretRule::fast : CaretRule::exact);  // 14 columns
    ASSERT_TRUE(removed.has_value());
    ASSERT_FALSE(removed->empty());
    std::vector<bool> wanted(15, true);
    wanted[14] = false;
    for (int const column : *removed) wanted[static_cast<std::size_t>(column)] = false;
    EXPECT_EQ(kept(rows), wanted);
    EXPECT_TRUE(rows[14].constant);
    for (int const column : *removed) EXPECT_FALSE(rows[static_cast<std::size_t>(column)].dropped_for.empty());
  }
}

TEST(Redundancy, sequential_is_pearson_and_then_spearman_mechanics) {
  auto const features = make_features();
  auto const rows = assess_redundancy(view_of(features), {0.9, true, true, RedundancyChoice::sequential});
  auto const first = first_come(features.values, {0.9, true, false});
  std::vector<int> left;
  for (int k = 0; k < 15; ++k) {
    if (first[static_cast<std::size_t>(k)].kept) left.push_back(k);
  }
  auto const second = first_come(features.values(Eigen::all, left), {0.9, false, true});
  std::vector<bool> wanted(15, false);
  for (std::size_t k = 0; k < left.size(); ++k) wanted[static_cast<std::size_t>(left[k])] = second[k].kept;
  EXPECT_EQ(kept(rows), wanted);
  EXPECT_LT(std::count(wanted.begin(), wanted.end(), true), 14);
}

}  // namespace
}  // namespace petra
