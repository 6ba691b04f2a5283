// R's random streams: Mersenne-Twister, inversion, rejection sampling (R >= 3.6), started by set.seed(seed), so that
// what was drawn in R can be drawn again. Sources: R Core Team, R 4.2 (algorithms of RNG.c, sexp.c, random.c);
// Matsumoto & Nishimura 1998; Wichura 1988 (AS 241); Ahrens & Dieter 1972 (SA).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace petra {

class RRandom {
 public:
  explicit RRandom(std::uint32_t seed);  // set.seed(seed)

  [[nodiscard]] double uniform();                    // runif(1): open interval (0, 1)
  [[nodiscard]] double normal();                     // rnorm(1), by inversion
  [[nodiscard]] double exponential();                // rexp(1)
  [[nodiscard]] std::int64_t index(std::int64_t n);  // R_unif_index: 0 … n-1; 0 for n <= 0
  [[nodiscard]] double gamma(double shape,
                             double scale);     // rgamma(1, shape, scale = scale); 0 where one is not above 0
  [[nodiscard]] double chi_squared(double df);  // rchisq(1, df)
  // rbinom(1, size, probability), by R's inversion; needs size · min(p, 1-p) < 30 (beyond, R uses another algorithm).
  [[nodiscard]] int small_binomial(int size, double probability);
  // sample(values): a permutation; sample(values, k); sample(values, k, replace = TRUE). Elements are values, never a
  // range (R takes a single number n for 1:n). Without replacement count must not exceed the number of values.
  [[nodiscard]] std::vector<std::int64_t> sample(std::span<std::int64_t const> values, std::int64_t count,
                                                 bool replace = false);
  [[nodiscard]] std::vector<std::int64_t> sample_int(std::int64_t n, std::int64_t count,
                                                     bool replace = false);  // 1-based, as sample.int
  // sample.int(length(weights), count, replace = TRUE, prob = weights), 1-based, for fewer than 200 weights (beyond, R
  // uses aliases).
  [[nodiscard]] std::vector<std::int64_t> sample_weighted(std::span<double const> weights, std::int64_t count);

 private:
  std::array<std::uint32_t, 624> state_{};
  int position_ = 624;
  [[nodiscard]] double fixed_up(double value) const;
  [[nodiscard]] std::uint32_t next_word();
};

// qnorm(p) to full precision by AS 241, the quantile that R's inversion uses.
[[nodiscard]] double normal_quantile_as241(double probability);

// Folds as cv.glmnet draws them: set.seed(seed); sample(rep(1:folds, length = n)). 1-based, one per row.
[[nodiscard]] std::vector<int> glmnet_folds(std::int64_t n, int folds, std::uint32_t seed);

// Stratified split: set.seed(seed); per class in level order (0, then 1) sample(which(y == k), n_k), n_k by largest
// remainder of ratio × class size so that the total is round(ratio × n) (halves to even, as R); equal remainders go to
// the lower level. True = training row.
[[nodiscard]] std::vector<bool> stratified_split(std::span<int const> y, double ratio, std::uint32_t seed);

}  // namespace petra
