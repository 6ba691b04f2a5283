// Tests of two groups' means and spreads, as R's t.test, var.test, oneway.test and car's leveneTest give them.
#pragma once

#include <span>

namespace petra {

struct MeanTest {
  double statistic = 0, df = 0, p = 1;
  double low = 0, high = 0;  // 95 % limits of mean(a) - mean(b)
};

// NaN where a group has fewer than two values or neither varies. All values finite.
[[nodiscard]] MeanTest student_t_test(std::span<double const> a, std::span<double const> b);  // pooled variance
[[nodiscard]] MeanTest welch_t_test(std::span<double const> a, std::span<double const> b);    // Welch-Satterthwaite df

struct VarianceTest {
  double statistic = 0, df1 = 0, df2 = 0, p = 1;
  double low = 0, high = 0;  // 95 % limits of the ratio var(a) / var(b)
};
[[nodiscard]] VarianceTest variance_ratio_test(std::span<double const> a, std::span<double const> b);

struct FTest {
  double statistic = 0, df1 = 0, df2 = 0, p = 1;
};
[[nodiscard]] FTest one_way_anova(std::span<double const> a, std::span<double const> b);

enum class LeveneCentre { mean, median };  // SPSS's, and car's (Brown & Forsythe 1974)
[[nodiscard]] FTest levene_test(std::span<double const> a, std::span<double const> b, LeveneCentre centre);

// |mean difference| / sqrt((var(a) + var(b)) / 2) (tableone).
[[nodiscard]] double standardised_mean_difference(std::span<double const> a, std::span<double const> b);

[[nodiscard]] double mean_of(std::span<double const> values);
[[nodiscard]] double variance_of(std::span<double const> values);  // with n - 1

}  // namespace petra
