// naive_bayes: e1071::naiveBayes on standardised predictors; 1e-9. Probabilities in e1071's convention for densities
// that underflow (README: match only there).
#include "petra/stats/naive_bayes.hpp"

#include "standardised_input.hpp"
#include "topics.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-9;

}  // namespace

Result<void> check_naive_bayes(Case const& the_case, Checker& checker) {
  PETRA_TRY(auto const input, read_standardised_input(the_case.folder / "input.csv"));
  PETRA_TRY(auto const model, fit_naive_bayes(input.z(input.train, Eigen::all), input.train_y, input.predictors));
  PETRA_TRY(auto const raw_model, fit_naive_bayes(input.x(input.train, Eigen::all), input.train_y, input.predictors));
  auto const p = naive_bayes_probability(model, input.z, DensityRule::e1071_minimum);
  checker.texts("/predictors", input.predictors);
  checker.numbers("/center", input.center, kTolerance);
  checker.numbers("/scale", input.scale, kTolerance);
  checker.numbers("/prior", model.prior, kTolerance);
  for (std::size_t c = 0; c < 2; ++c) {
    checker.numbers("/mean_class" + std::to_string(c), model.mean[c], kTolerance);
    checker.numbers("/sd_class" + std::to_string(c), model.sd[c], kTolerance);
  }
  checker.numbers("/probability_class1", p, kTolerance);
  checker.numbers("/probability_class1_unstandardised",
                  naive_bayes_probability(raw_model, input.x, DensityRule::e1071_minimum), kTolerance);
  std::vector<int> called;
  for (double const value : p) called.push_back(value > 0.5 ? 1 : 0);
  checker.integers("/class", called);
  checker.number("/auc_train", input.auc(p, true), kTolerance);
  checker.number("/auc_test", input.auc(p, false), kTolerance);
  return {};
}

}  // namespace petra::oracle
