#include "petra/select/training_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace petra {

FeatureMatrix FeatureMatrix::columns(std::span<int const> which) const {
  FeatureMatrix chosen;
  chosen.values.resize(values.rows(), static_cast<Eigen::Index>(which.size()));
  chosen.names.reserve(which.size());
  for (std::size_t k = 0; k < which.size(); ++k) {
    chosen.names.push_back(names[static_cast<std::size_t>(which[k])]);
    chosen.values.col(static_cast<Eigen::Index>(k)) = values.col(which[k]);
  }
  return chosen;
}

FeatureMatrix FeatureMatrix::rows(std::span<int const> which) const {
  FeatureMatrix chosen{names, Eigen::MatrixXd(static_cast<Eigen::Index>(which.size()), values.cols())};
  for (std::size_t k = 0; k < which.size(); ++k) chosen.values.row(static_cast<Eigen::Index>(k)) = values.row(which[k]);
  return chosen;
}

Result<TrainingView> TrainingView::take(FeatureMatrix const& features, std::span<int const> outcome,
                                        std::vector<bool> const& is_training, std::vector<int> folds) {
  auto const patients = static_cast<std::size_t>(features.values.rows());
  if (outcome.size() != patients || is_training.size() != patients) {
    return make_error(
        ErrorCode::bug, "training view",
        fmt::format("{} rows of features, {} outcomes, {} flags", patients, outcome.size(), is_training.size()));
  }
  std::vector<int> which, training_outcome;
  for (std::size_t i = 0; i < patients; ++i) {
    if (!is_training[i]) continue;
    which.push_back(static_cast<int>(i));
    training_outcome.push_back(outcome[i]);
  }
  if (which.empty())
    return make_error(ErrorCode::invalid_input, "training set", "no patient is in it", "Check the split");
  auto const cases = std::count(training_outcome.begin(), training_outcome.end(), 1);
  if (cases == 0 || cases == static_cast<std::ptrdiff_t>(which.size())) {
    return make_error(ErrorCode::invalid_input, "training set",
                      fmt::format("all {} patients have the same outcome", which.size()),
                      "A model needs both outcomes among the training patients; check the split");
  }
  if (!folds.empty() && folds.size() != which.size()) {
    return make_error(ErrorCode::bug, "training view",
                      fmt::format("{} folds for {} training rows", folds.size(), which.size()));
  }
  return TrainingView(features.rows(which), std::move(training_outcome), std::move(folds));
}

TrainingView TrainingView::keep(std::span<int const> columns) const {
  return {features_.columns(columns), outcome_, folds_};
}

}  // namespace petra
