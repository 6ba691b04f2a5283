// Invariants and analytic values of calibration points.

#include "petra/evaluate/calibration_curves.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace petra {
namespace {

CalibrationTask sixty() {
  CalibrationTask task;
  for (int i = 0; i < 60; ++i) {
    task.p.push_back((i + 0.5) / 60);
    task.y.push_back((i * 7) % 60 < i ? 1 : 0);
  }
  task.replicates = 200;
  return task;
}

TEST(CalibrationCurves, bands_hold_the_curve_and_fifths_are_shares_invariant) {
  auto const task = sixty();
  std::size_t fifths = 0, held = 0, curve = 0;
  for (auto const& point : calibration_points(task)) {
    if (point.method == "fifths") {
      ++fifths;
      EXPECT_LE(point.low, point.observed);
      EXPECT_GE(point.high, point.observed);
    } else {
      ++curve;
      if (std::isnan(point.low)) continue;
      ++held;
      EXPECT_LT(point.low, point.high);
      EXPECT_LE(point.low - 0.05, point.observed);
      EXPECT_GE(point.high + 0.05, point.observed);
    }
  }
  EXPECT_EQ(fifths, 5U);
  EXPECT_EQ(curve, 60U);
  EXPECT_GE(held, 56U);
}

TEST(CalibrationCurves, first_fifth_by_hand_analytic) {
  auto task = sixty();
  task.replicates = 0;
  for (int i = 0; i < 60; ++i) task.y[static_cast<std::size_t>(i)] = i % 4 == 0 ? 1 : 0;
  auto const points = calibration_points(task);
  auto const& first = points[60];
  EXPECT_EQ(first.method, "fifths");
  EXPECT_NEAR(first.predicted, 6.0 / 60, 1e-12);  // patients 0 … 11: mean of (i + 0.5)/60
  EXPECT_NEAR(first.observed, 3.0 / 12, 1e-12);
  EXPECT_TRUE(std::isnan(points[0].low));
}

TEST(CalibrationCurves, the_corrected_band_is_the_apparent_one_moved_by_the_optimism_invariant) {
  auto task = sixty();
  BootstrapCalibration corrected;
  corrected.predicted = {0.3, 0.5};
  corrected.apparent = {0.3, 0.5};
  corrected.optimism = {0.05, -0.02};
  corrected.corrected = {0.25, 0.52};
  task.corrected = corrected;
  auto const points = calibration_points(task);
  ASSERT_EQ(points[2].method, "corrected");
  EXPECT_NEAR(points[0].low - points[2].low, 0.05, 1e-12);
  EXPECT_NEAR(points[1].high - points[3].high, -0.02, 1e-12);
}

}  // namespace
}  // namespace petra
