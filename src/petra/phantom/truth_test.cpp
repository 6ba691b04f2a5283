#include "petra/phantom/truth.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "petra/phantom/portable_math.hpp"

namespace petra::phantom {
namespace {

double median_of(std::vector<double> values) {
  auto const middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

template <class Get>
std::vector<double> column(std::vector<PatientTruth> const& cohort, Get get, int outcome = -1) {
  std::vector<double> values;
  for (auto const& patient : cohort) {
    if (outcome < 0 || patient.outcome == outcome) values.push_back(get(patient));
  }
  return values;
}

double auc_of(std::vector<double> const& with, std::vector<double> const& without) {
  double wins = 0;
  for (double const a : with) {
    for (double const b : without) wins += a > b ? 1 : (a == b ? 0.5 : 0);
  }
  return wins / (static_cast<double>(with.size()) * static_cast<double>(without.size()));
}

// Slope of a logistic regression on one variable, by Newton's method.
double logistic_slope(std::vector<PatientTruth> const& cohort, double PatientTruth::*x) {
  double a = 0, b = 0, scale = 0;
  for (auto const& p : cohort) scale += p.*x / static_cast<double>(cohort.size());
  for (int iteration = 0; iteration < 50; ++iteration) {
    double g0 = 0, g1 = 0, h00 = 0, h01 = 0, h11 = 0;
    for (auto const& p : cohort) {
      double const t = p.*x / scale, q = 1 / (1 + std::exp(-(a + b * t))), w = q * (1 - q);
      g0 += p.outcome - q, g1 += (p.outcome - q) * t, h00 += w, h01 += w * t, h11 += w * t * t;
    }
    double const determinant = h00 * h11 - h01 * h01;
    a += (h11 * g0 - h01 * g1) / determinant, b += (h00 * g1 - h01 * g0) / determinant;
  }
  return b / scale;
}

TEST(PhantomTruth, LargeCohortHasThePublishedMediansAndOddsRatios_analytic) {
  auto const cohort = make_truth(1, 20000, 1);
  EXPECT_NEAR(median_of(column(cohort, [](auto const& p) { return p.age_years; })), 3.2, 0.15);
  EXPECT_NEAR(median_of(column(cohort, [](auto const& p) { return p.nse; })), 237.5, 15);
  EXPECT_NEAR(median_of(column(cohort, [](auto const& p) { return p.vma; })), 162.5, 12);
  EXPECT_NEAR(median_of(column(cohort, [](auto const& p) { return p.hva; })), 36.4, 2);
  EXPECT_NEAR(median_of(column(cohort, [](auto const& p) { return p.max_diameter_cm; })), 9.5, 0.3);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::age_years)), 1.547, 0.05);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::nse)), 1.003, 0.0003);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::ferritin)), 1.007, 0.0007);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::ldh)), 1.0005, 0.0002);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::vma)), 1.0018, 0.0003);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::hva)), 1.0025, 0.0006);
  EXPECT_NEAR(std::exp(logistic_slope(cohort, &PatientTruth::max_diameter_cm)), 1.215, 0.06);
}

TEST(PhantomTruth, SeverityReachesTheDesignedAuc_analytic) {
  EXPECT_NEAR(designed_auc(1), 0.918, 0.002);  // by simulation of 400,000 patients
  EXPECT_NEAR(designed_auc(0), 0.5, 1e-9);
  auto const cohort = make_truth(2, 6000, 1);
  auto const severity = [](auto const& p) { return p.severity; };
  EXPECT_NEAR(auc_of(column(cohort, severity, 1), column(cohort, severity, 0)), designed_auc(1), 0.012);
}

TEST(PhantomTruth, EffectZeroCutsEveryLink_invariant) {
  auto const cohort = make_truth(3, 6000, 0);
  auto const none = [&](auto get) { return auc_of(column(cohort, get, 1), column(cohort, get, 0)); };
  double const reach = 4 * std::sqrt(1.0 / 12 / 1500);  // four standard errors
  EXPECT_NEAR(none([](auto const& p) { return p.severity; }), 0.5, reach);
  EXPECT_NEAR(none([](auto const& p) { return p.nse; }), 0.5, reach);
  EXPECT_NEAR(none([](auto const& p) { return p.pet_heterogeneity; }), 0.5, reach);
  EXPECT_NEAR(none([](auto const& p) { return p.max_diameter_cm; }), 0.5, reach);
}

TEST(PhantomTruth, SplitsAsTheReferenceStudy_mechanics) {
  auto const cohort = make_truth(1, 133, 1);
  auto const count = [&](int outcome, std::string const& set) {
    return std::count_if(cohort.begin(), cohort.end(),
                         [&](auto const& p) { return p.outcome == outcome && p.set == set; });
  };
  EXPECT_EQ(count(1, "train"), 45);
  EXPECT_EQ(count(0, "train"), 48);
  EXPECT_EQ(count(1, "test"), 20);
  EXPECT_EQ(count(0, "test"), 20);
  EXPECT_EQ(std::count_if(cohort.begin(), cohort.end(), [](auto const& p) { return p.second_reader; }), 30);
}

TEST(PhantomTruth, APatientsBiologyIsTheSameInACohortOfAnySize_invariant) {
  auto const small = make_truth(9, 10, 1), large = make_truth(9, 200, 1);
  for (std::size_t i = 0; i < small.size(); ++i) EXPECT_EQ(small[i].severity, large[i].severity);
  EXPECT_NE(make_truth(10, 10, 1)[0].severity, small[0].severity);
}

TEST(PortableMath, AgreesWithTheCLibrary_analytic) {
  for (int i = 0; i < 2000; ++i) {
    double const x = -40 + 0.04 * i, positive = 1e-6 + 0.37 * i, angle = -60 + 0.061 * i;
    EXPECT_NEAR(portable_exp(x) / std::exp(x), 1, 1e-14);
    EXPECT_NEAR(portable_log(positive), std::log(positive), 1e-14);
    EXPECT_NEAR(portable_cos(angle), std::cos(angle), 1e-13);
    EXPECT_NEAR(portable_sin(angle), std::sin(angle), 1e-13);
  }
}

}  // namespace
}  // namespace petra::phantom
