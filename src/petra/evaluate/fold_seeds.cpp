#include "petra/evaluate/fold_seeds.hpp"

#include <limits>
#include <numeric>

#include "petra/stats/r_random.hpp"

namespace petra {

std::vector<FoldSeedRow> select_over_fold_seeds(TrainingView const& training, LambdaRule rule, int folds,
                                                std::uint32_t first_seed, int count) {
  std::vector<int> in_order(training.outcome().size());
  std::iota(in_order.begin(), in_order.end(), 0);
  std::vector<FoldSeedRow> rows;
  for (int k = 0; k < count; ++k) {
    FoldSeedRow row;
    row.seed = first_seed + static_cast<std::uint32_t>(k);
    row.lambda = std::numeric_limits<double>::quiet_NaN();
    auto const view =
        training.resample(in_order, glmnet_folds(static_cast<std::int64_t>(in_order.size()), folds, row.seed));
    auto const step = view ? fit_signature(*view, rule) : Result<SignatureStep>(view.error());
    if (step) {
      row.lambda = step->signature.lambda;
      for (auto const& term : step->signature.terms) row.features.push_back(term.feature);
    } else {
      row.failure = step.error().message;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace petra
