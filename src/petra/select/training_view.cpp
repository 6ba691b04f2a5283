#include "petra/select/training_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace petra {

namespace {

Result<void> check_both_outcomes(std::vector<int> const& outcome) {
  auto const cases = std::count(outcome.begin(), outcome.end(), 1);
  if (cases != 0 && cases != static_cast<std::ptrdiff_t>(outcome.size())) return {};
  return make_error(ErrorCode::invalid_input, "training set",
                    fmt::format("all {} patients have the same outcome", outcome.size()),
                    "A model needs both outcomes among the training patients; check the split");
}

}  // namespace

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
  PETRA_CHECK(check_both_outcomes(training_outcome));
  if (!folds.empty() && folds.size() != which.size()) {
    return make_error(ErrorCode::bug, "training view",
                      fmt::format("{} folds for {} training rows", folds.size(), which.size()));
  }
  return TrainingView(features.rows(which), std::move(training_outcome), std::move(folds));
}

Result<TrainingView> TrainingView::resample(std::span<int const> positions, std::vector<int> folds) const {
  if (!folds.empty() && folds.size() != positions.size()) {
    return make_error(ErrorCode::bug, "training view",
                      fmt::format("{} folds for {} rows of a resample", folds.size(), positions.size()));
  }
  bool const own_folds = folds.empty() && !folds_.empty();
  std::vector<int> outcome;
  outcome.reserve(positions.size());
  for (int const position : positions) {
    if (position < 0 || static_cast<std::size_t>(position) >= outcome_.size()) {
      return make_error(
          ErrorCode::bug, "training view",
          fmt::format("row {} was asked for, which is none of the {} training rows", position, outcome_.size()));
    }
    outcome.push_back(outcome_[static_cast<std::size_t>(position)]);
    if (own_folds) folds.push_back(folds_[static_cast<std::size_t>(position)]);
  }
  PETRA_CHECK(check_both_outcomes(outcome));
  return TrainingView(features_.rows(positions), std::move(outcome), std::move(folds));
}

Result<TrainingView> TrainingView::with_outcome(std::vector<int> outcome) const {
  if (outcome.size() != outcome_.size())
    return make_error(ErrorCode::bug, "training view", "other outcomes are as many as the rows");
  PETRA_CHECK(check_both_outcomes(outcome));
  return TrainingView(features_, std::move(outcome), folds_);
}

TrainingView TrainingView::keep(std::span<int const> columns) const {
  return {features_.columns(columns), outcome_, folds_};
}

}  // namespace petra
