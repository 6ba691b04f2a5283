#include "petra/evaluate/fold_seeds.hpp"

#include <limits>
#include <numeric>

#include "petra/base/workers.hpp"
#include "petra/stats/r_random.hpp"

namespace petra {

std::vector<FoldSeedRow> select_over_fold_seeds(TrainingView const& training, LambdaRule rule, int folds,
                                                std::uint32_t first_seed, LassoPath const* path, int jobs, int count) {
  std::vector<int> in_order(training.outcome().size());
  std::iota(in_order.begin(), in_order.end(), 0);
  std::vector<FoldSeedRow> rows(static_cast<std::size_t>(count));
  Workers workers(jobs);
  workers.for_each(rows.size(), [&](std::size_t k) {
    auto& row = rows[k];
    row.seed = first_seed + static_cast<std::uint32_t>(k);
    row.lambda = std::numeric_limits<double>::quiet_NaN();
    auto const view =
        training.resample(in_order, glmnet_folds(static_cast<std::int64_t>(in_order.size()), folds, row.seed));
    auto const step = view ? fit_signature(*view, rule, path) : Result<SignatureStep>(view.error());
    if (!step) {
      row.failure = step.error().message;
      return;
    }
    row.lambda = step->signature.lambda;
    for (auto const& term : step->signature.terms) row.features.push_back(term.feature);
  });
  return rows;
}

}  // namespace petra
