// Cross-validation as cv.glmnet's: a path of its own for each fold, interpolated in λ at the full fit's grid.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "petra/stats/lasso.hpp"

namespace petra {

namespace {

constexpr double kSmallestProbability = 1e-5;  // in the deviance
constexpr int kLeastRowsForAuc = 10;           // per fold
constexpr int kLeastRowsGrouped = 3;           // per fold; below, each row counts as a fold of its own

// Where λ lies between the columns of a path: coefficients are weight·left + (1 - weight)·right; clamped at both ends.
struct Between {
  Eigen::Index left, right;
  double weight;
};

Between locate(Eigen::VectorXd const& path_lambda, double lambda) {
  auto const last = path_lambda.size() - 1;
  if (lambda >= path_lambda(0)) return {0, 0, 1};
  if (lambda <= path_lambda(last)) return {last, last, 1};
  auto const* begin = path_lambda.data();
  auto const* at = std::lower_bound(begin, begin + path_lambda.size(), lambda, std::greater<>());  // first not above λ
  auto const right = static_cast<Eigen::Index>(at - begin);
  if (path_lambda(right) == lambda) return {right, right, 1};
  return {right - 1, right, (lambda - path_lambda(right)) / (path_lambda(right - 1) - path_lambda(right))};
}

// Probabilities of the given rows under the fold's path at each λ of the full grid: rows × lambda.
Eigen::MatrixXd predict(LassoPath const& path, Eigen::MatrixXd const& x, Eigen::VectorXd const& lambda) {
  Eigen::MatrixXd links = Eigen::MatrixXd::Zero(x.rows(), path.lambda.size());
  for (Eigen::Index k = 0; k < path.lambda.size(); ++k) {
    links.col(k).setConstant(path.intercept(k));
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      if (double const b = path.coefficients(j, k); b != 0) links.col(k) += b * x.col(j);
    }
  }
  Eigen::MatrixXd probabilities(x.rows(), lambda.size());
  for (Eigen::Index k = 0; k < lambda.size(); ++k) {
    auto const [left, right, weight] = locate(path.lambda, lambda(k));
    auto const link = (weight * links.col(left).array() + (1 - weight) * links.col(right).array()).eval();
    probabilities.col(k) = 1 / (1 + (-link).exp());
  }
  return probabilities;
}

double loss_of(double probability, int y, LassoLoss loss) {
  switch (loss) {
    case LassoLoss::misclassification:
      return (probability > 0.5) == (y == 1) ? 0 : 1;
    case LassoLoss::mean_squared_error:
      return 2 * (y - probability) * (y - probability);  // over both classes
    case LassoLoss::mean_absolute_error:
      return 2 * std::abs(y - probability);
    default:
      break;
  }
  double const p = std::clamp(probability, kSmallestProbability, 1 - kSmallestProbability);
  return -2 * std::log(y == 1 ? p : 1 - p);
}

double area_under_curve(Eigen::VectorXd const& probability, std::vector<int> const& y) {
  double wins = 0, pairs = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (std::size_t j = 0; j < y.size(); ++j) {
      if (y[i] != 1 || y[j] != 0) continue;
      double const a = probability(static_cast<Eigen::Index>(i)), b = probability(static_cast<Eigen::Index>(j));
      wins += a > b ? 1 : a == b ? 0.5 : 0;
      ++pairs;
    }
  }
  return wins / pairs;
}

struct Fold {
  std::vector<Eigen::Index> training, held_out;
};

Result<std::vector<Fold>> deal(std::span<int const> folds, std::span<int const> y) {
  auto const bad = [](std::string message, std::string remedy) {
    return make_error(ErrorCode::invalid_input, "lasso folds", std::move(message), std::move(remedy));
  };
  if (folds.size() != y.size()) {
    return bad("there are " + std::to_string(folds.size()) + " fold ids for " + std::to_string(y.size()) + " rows",
               "Give one fold id per row.");
  }
  if (folds.empty()) return bad("there are no rows", "Give at least three folds.");
  int const count = *std::max_element(folds.begin(), folds.end());
  if (*std::min_element(folds.begin(), folds.end()) < 1)
    return bad("a fold id is below 1", "Number the folds 1, 2, 3, …");
  if (count < 3) return bad("there are " + std::to_string(count) + " folds", "Use three folds or more.");
  if (static_cast<std::size_t>(count) > folds.size())
    return bad("fold id " + std::to_string(count) + " exceeds the number of rows", "Number the folds 1, 2, 3, …");
  std::vector<Fold> dealt(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < folds.size(); ++i) {
    for (std::size_t fold = 0; fold < dealt.size(); ++fold) {
      bool const held_out = static_cast<std::size_t>(folds[i]) == fold + 1;
      (held_out ? dealt[fold].held_out : dealt[fold].training).push_back(static_cast<Eigen::Index>(i));
    }
  }
  for (std::size_t fold = 0; fold < dealt.size(); ++fold) {
    if (dealt[fold].held_out.empty())
      return bad("fold " + std::to_string(fold + 1) + " has no rows", "Number the folds 1, 2, 3, …");
    auto const cases = std::count_if(dealt[fold].training.begin(), dealt[fold].training.end(),
                                     [&](Eigen::Index i) { return y[static_cast<std::size_t>(i)] == 1; });
    auto const controls = static_cast<std::ptrdiff_t>(dealt[fold].training.size()) - cases;
    if (cases < 2 || controls < 2) {
      return bad("without fold " + std::to_string(fold + 1) + " one class has " +
                     std::to_string(std::min(cases, controls)) + " rows left",
                 "Use fewer folds, or deal the classes evenly over them.");
    }
  }
  return dealt;
}

// Loss per row and λ, or for auc per fold and λ; with the weight of each line and its fold.
struct Losses {
  Eigen::MatrixXd lines;
  Eigen::VectorXd weights;
};

// Mean within each fold, so that folds become the lines.
Losses by_fold(Losses const& rows, std::vector<Fold> const& folds) {
  Losses out{Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(folds.size()), rows.lines.cols()),
             Eigen::VectorXd(static_cast<Eigen::Index>(folds.size()))};
  for (std::size_t fold = 0; fold < folds.size(); ++fold) {
    auto const at = static_cast<Eigen::Index>(fold);
    for (auto const row : folds[fold].held_out) out.lines.row(at) += rows.lines.row(row);
    out.weights(at) = static_cast<double>(folds[fold].held_out.size());
    out.lines.row(at) /= out.weights(at);
  }
  return out;
}

void summarise(Losses const& losses, LassoCrossValidation& cv) {
  auto const count = static_cast<double>(losses.lines.rows());
  double const total = losses.weights.sum();
  cv.cv_mean = losses.lines.transpose() * losses.weights / total;
  Eigen::MatrixXd const squares = (losses.lines.rowwise() - cv.cv_mean.transpose()).array().square();
  cv.cv_se = (squares.transpose() * losses.weights / total / (count - 1)).cwiseSqrt();
}

void choose(LassoCrossValidation& cv) {
  double const sense = cv.loss == LassoLoss::auc ? -1 : 1;  // an AUC is to be large
  double const best = (sense * cv.cv_mean).minCoeff();
  auto const first_within = [&](double limit) {
    int index = 0;
    while (sense * cv.cv_mean(index) > limit) ++index;
    return index;
  };
  cv.index_min = first_within(best);
  cv.index_1se = first_within(sense * cv.cv_mean(cv.index_min) + cv.cv_se(cv.index_min));
}

}  // namespace

Result<LassoCrossValidation> cross_validate_lasso(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                                  std::span<int const> folds, LassoSettings const& settings,
                                                  LassoLoss loss) {
  PETRA_TRY(auto path, fit_lasso_path(x, y, settings));
  return cross_validate_lasso_along(std::move(path), x, y, folds, settings, loss);
}

Result<LassoCrossValidation> cross_validate_lasso_along(LassoPath path_of_all,
                                                        Eigen::Ref<Eigen::MatrixXd const> const& x,
                                                        std::span<int const> y, std::span<int const> folds,
                                                        LassoSettings const& settings, LassoLoss loss) {
  LassoCrossValidation cv;
  cv.path = std::move(path_of_all);
  PETRA_TRY(auto const dealt, deal(folds, y));
  auto const rows_per_fold = x.rows() / static_cast<Eigen::Index>(dealt.size());
  cv.loss = loss == LassoLoss::auc && x.rows() < kLeastRowsForAuc * static_cast<Eigen::Index>(dealt.size())
                ? LassoLoss::deviance
                : loss;
  bool const auc = cv.loss == LassoLoss::auc;
  Losses losses{Eigen::MatrixXd(auc ? static_cast<Eigen::Index>(dealt.size()) : x.rows(), cv.path.lambda.size()),
                Eigen::VectorXd::Ones(x.rows())};
  if (auc) losses.weights.resize(static_cast<Eigen::Index>(dealt.size()));
  for (std::size_t fold = 0; fold < dealt.size(); ++fold) {
    Eigen::MatrixXd const training = x(dealt[fold].training, Eigen::all),
                          held_out = x(dealt[fold].held_out, Eigen::all);
    std::vector<int> outcome, truth;
    for (auto const i : dealt[fold].training) outcome.push_back(y[static_cast<std::size_t>(i)]);
    for (auto const i : dealt[fold].held_out) truth.push_back(y[static_cast<std::size_t>(i)]);
    auto path = fit_lasso_path(training, outcome, settings);
    if (!path) return std::move(path).error().while_doing("while fitting without fold " + std::to_string(fold + 1));
    auto const probabilities = predict(*path, held_out, cv.path.lambda);
    auto const at = static_cast<Eigen::Index>(fold);
    if (auc) {
      auto const cases = std::accumulate(truth.begin(), truth.end(), 0);
      if (cases == 0 || cases == static_cast<int>(truth.size())) {
        return make_error(ErrorCode::invalid_input, "lasso folds",
                          "fold " + std::to_string(fold + 1) + " holds one class only: it has no AUC",
                          "Choose another loss, or deal the classes evenly over the folds.");
      }
      losses.weights(at) = static_cast<double>(truth.size());
      for (Eigen::Index k = 0; k < probabilities.cols(); ++k)
        losses.lines(at, k) = area_under_curve(probabilities.col(k), truth);
      continue;
    }
    for (std::size_t i = 0; i < truth.size(); ++i) {
      for (Eigen::Index k = 0; k < probabilities.cols(); ++k) {
        losses.lines(dealt[fold].held_out[i], k) =
            loss_of(probabilities(static_cast<Eigen::Index>(i), k), truth[i], cv.loss);
      }
    }
  }
  summarise(auc || rows_per_fold < kLeastRowsGrouped ? losses : by_fold(losses, dealt), cv);
  for (Eigen::Index k = 0; k < cv.path.lambda.size(); ++k) {
    cv.nonzero.push_back(static_cast<int>((cv.path.coefficients.col(k).array() != 0).count()));
  }
  choose(cv);
  return cv;
}

}  // namespace petra
