#include "petra/stats/caret_split.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace petra {
namespace {

TEST(CaretSplit, classes_are_rounded_up_and_folds_are_even_invariant) {
  std::vector<int> y(133, 0);
  std::fill(y.begin() + 68, y.end(), 1);
  auto const training = caret_partition(y, 0.7, 3);
  EXPECT_EQ(std::count(training.begin(), training.begin() + 68, true), 48);
  EXPECT_EQ(std::count(training.begin() + 68, training.end(), true), 46);
  auto const folds = caret_folds(y, 5, 3);
  for (int fold = 1; fold <= 5; ++fold) {
    EXPECT_EQ(std::count(folds.begin() + 68, folds.end(), fold), 13);
    EXPECT_GE(std::count(folds.begin(), folds.begin() + 68, fold), 13);
  }
}

}  // namespace
}  // namespace petra
