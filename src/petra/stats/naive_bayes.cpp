#include "petra/stats/naive_bayes.hpp"

#include <cmath>
#include <numbers>

#include "petra/stats/logistic.hpp"

namespace petra {

namespace {

Error input_error(std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "naive Bayes", std::move(message), std::move(remedy));
}

double log_density(double value, double mean, double sd, DensityRule rule) {
  double const z = (value - mean) / sd;
  double const log_value = -0.5 * z * z - std::log(sd) - 0.5 * std::log(2 * std::numbers::pi);
  if (rule == DensityRule::e1071_minimum && std::exp(log_value) == 0) return std::log(0.001);
  return log_value;
}

double spread(Eigen::VectorXd const& values) {
  return std::sqrt((values.array() - values.mean()).square().sum() / static_cast<double>(values.size() - 1));
}

}  // namespace

Result<NaiveBayes> fit_naive_bayes(Eigen::Ref<Eigen::MatrixXd const> const& x, std::span<int const> y,
                                   std::vector<std::string> const& names) {
  if (x.rows() != static_cast<Eigen::Index>(y.size()) || x.cols() != static_cast<Eigen::Index>(names.size()))
    return make_error(ErrorCode::bug, "naive Bayes", "sizes of x, y and names differ");
  std::array<std::vector<Eigen::Index>, 2> rows;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] != 0 && y[i] != 1) return input_error("an outcome is neither 0 nor 1", "Code the outcome as 0 and 1");
    rows[static_cast<std::size_t>(y[i])].push_back(static_cast<Eigen::Index>(i));
  }
  if (rows[0].size() < 2 || rows[1].size() < 2)
    return input_error("a class has fewer than two patients", "Both outcomes need two patients at least");
  NaiveBayes model;
  for (std::size_t c = 0; c < 2; ++c) {
    model.prior[c] = static_cast<double>(rows[c].size()) / static_cast<double>(y.size());
    model.mean[c].resize(x.cols());
    model.sd[c].resize(x.cols());
  }
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    auto const& name = names[static_cast<std::size_t>(j)];
    if (!x.col(j).allFinite())
      return input_error("variable " + name + " has a value that is missing or not finite", "Leave the patient out");
    double const overall = spread(x.col(j));
    if (!(overall > 0)) return input_error("variable " + name + " is constant", "Leave it out");
    bool floored = false;
    for (std::size_t c = 0; c < 2; ++c) {
      Eigen::VectorXd const values = x(rows[c], j);
      model.mean[c][j] = values.mean();
      model.sd[c][j] = spread(values);
      if (model.sd[c][j] > 0) continue;
      model.sd[c][j] = 1e-3 * overall;
      floored = true;
    }
    if (floored) model.floored.push_back(name);
  }
  return model;
}

Eigen::VectorXd naive_bayes_probability(NaiveBayes const& model, Eigen::Ref<Eigen::MatrixXd const> const& x,
                                        DensityRule rule) {
  Eigen::VectorXd probability(x.rows());
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    double log_odds = std::log(model.prior[1]) - std::log(model.prior[0]);
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      log_odds += log_density(x(i, j), model.mean[1][j], model.sd[1][j], rule) -
                  log_density(x(i, j), model.mean[0][j], model.sd[0][j], rule);
    }
    probability[i] = inverse_logit(log_odds);
  }
  return probability;
}

}  // namespace petra
