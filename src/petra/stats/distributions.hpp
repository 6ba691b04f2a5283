// The distributions that tests and intervals need, as R's p… and q… functions give them (Boost.Math agrees with R to
// 1e-14). NaN in, or degrees of freedom that are not positive, give NaN.
#pragma once

namespace petra {

[[nodiscard]] double f_upper_tail(double f, double df1,
                                  double df2);  // pf(f, df1, df2, lower.tail = FALSE); f = inf gives 0
[[nodiscard]] double f_quantile(double probability, double df1, double df2);  // qf; df may be fractional
[[nodiscard]] double t_two_sided(double t, double df);                        // 2·pt(-|t|, df); t = ±inf gives 0
[[nodiscard]] double t_quantile(double probability, double df);               // qt
[[nodiscard]] double normal_quantile(double probability);                     // qnorm, by Boost
[[nodiscard]] double normal_two_sided(double z);                              // 2·pnorm(-|z|)
[[nodiscard]] double chi_squared_upper_tail(double x, double df);             // pchisq(x, df, lower.tail = FALSE)
[[nodiscard]] double beta_quantile(double probability, double a, double b);   // qbeta

}  // namespace petra
