#include "petra/study/pick_readers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace petra {
namespace {

Cohort cohort_of(std::size_t patients) {
  constexpr int kPattern[] = {1, 0, 0, 1, 0, 0, 0, 1};
  Cohort cohort;
  for (std::size_t i = 0; i < patients; ++i) {
    cohort.patients.emplace_back();
    cohort.patients.back().outcome = kPattern[i % 8];
  }
  return cohort;
}

// R 4.2.2: y <- rep(c(1,0,0,1,0,0,0,1), length.out=133); set.seed(1); sample(which(y==0), 15); sample(which(y==1), 15)
TEST(PickReaders, DrawsThePatientsThatRDraws_r) {
  std::vector<std::size_t> expected = {109, 62, 2,  54, 69, 22, 94,  82,  34,  86, 11,  59, 115, 127, 70,
                                       40,  88, 52, 92, 16, 25, 112, 100, 128, 73, 116, 60, 121, 65,  113};
  for (auto& position : expected) --position;
  std::sort(expected.begin(), expected.end());
  auto const found = pick_readers(cohort_of(133), 15, 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(*found, expected);
  auto const others = pick_readers(cohort_of(133), 3, 20220101);
  ASSERT_TRUE(others);
  EXPECT_EQ(*others, (std::vector<std::size_t>{5, 7, 42, 70, 79, 95}));
}

TEST(PickReaders, AClassOfOnePatientGivesThatPatient_mechanics) {
  Cohort cohort;
  cohort.patients.resize(5);
  cohort.patients[3].outcome = 1;
  auto const found = pick_readers(cohort, 1, 7);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->back() == 3 || found->front() == 3, true);
  auto const refused = pick_readers(cohort, 2, 7);
  ASSERT_FALSE(refused);
  EXPECT_NE(format_error(refused.error()).find("1 cases and 4 controls"), std::string::npos);
}

}  // namespace
}  // namespace petra
