// rng: R's streams from set.seed(seed): integers exact, reals 1e-12.
#include <algorithm>
#include <functional>

#include "petra/stats/caret_split.hpp"
#include "petra/stats/r_random.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-12;

std::vector<double> twenty(std::uint32_t seed, std::size_t count, std::function<double(RRandom&)> const& draw) {
  RRandom random(seed);
  std::vector<double> values(count);
  for (auto& value : values) value = draw(random);
  return values;
}

}  // namespace

Result<void> check_rng(Case const& the_case, Checker& checker) {
  auto const seed = static_cast<std::uint32_t>(std::stoul(the_case.name.substr(the_case.name.find('_') + 1)));
  checker.integer("/seed", seed);
  checker.texts("/kind", {"Mersenne-Twister", "Inversion", "Rejection"});
  checker.numbers("/runif20", twenty(seed, 20, [](RRandom& r) { return r.uniform(); }), kTolerance);
  checker.numbers("/rnorm20", twenty(seed, 20, [](RRandom& r) { return r.normal(); }), kTolerance);
  checker.numbers("/rexp5", twenty(seed, 5, [](RRandom& r) { return r.exponential(); }), kTolerance);
  // The file does not give the arguments of these two; rbinom(10, 1, 0.3) and prob = c(.1, .2, .3, .25, .15) explain
  // all three seeds.
  checker.numbers("/rbinom10", twenty(seed, 10, [](RRandom& r) { return r.small_binomial(1, 0.3); }), 0.0);
  checker.integers("/sample_prob", RRandom(seed).sample_weighted(std::vector{.1, .2, .3, .25, .15}, 10));
  checker.integers("/sample10", RRandom(seed).sample_int(10, 10));
  checker.integers("/sample_n133", RRandom(seed).sample_int(133, 133));
  checker.integers("/sample_int_replace_133", RRandom(seed).sample_int(133, 133, true));
  checker.integers("/sample_1e6_k5", RRandom(seed).sample_int(1'000'000, 5));
  checker.integers("/glmnet_foldid_n93_k5", glmnet_folds(93, 5, seed));
  checker.integers("/glmnet_foldid_n93_k10", glmnet_folds(93, 10, seed));
  std::vector<int> y(133, 0);
  std::fill(y.begin() + 68, y.end(), 1);
  auto const training = caret_partition(y, 0.7, seed);
  std::vector<int> rows;
  for (std::size_t i = 0; i < training.size(); ++i) {
    if (training[i]) rows.push_back(static_cast<int>(i) + 1);
  }
  checker.integers("/createDataPartition_p70_68neg_65pos", rows);
  checker.integers("/createFolds_k5_68neg_65pos", caret_folds(y, 5, seed));
  RRandom twice(seed);
  checker.integers("/sample_replace_twice_93/0", twice.sample_int(93, 93, true));
  checker.integers("/sample_replace_twice_93/1", twice.sample_int(93, 93, true));
  return {};
}

}  // namespace petra::oracle
