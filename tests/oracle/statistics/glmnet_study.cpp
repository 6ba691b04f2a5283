#include "glmnet_study.hpp"

#include <algorithm>
#include <cmath>

namespace petra::oracle {

namespace {

void standardise_study(GlmnetStudy& study, bool standardise) {
  study.mean = study.x.colwise().mean().transpose();
  study.z = study.x.rowwise() - study.mean.transpose();
  study.deviation = Eigen::VectorXd::Ones(study.x.cols());
  if (standardise) study.deviation = study.z.array().square().colwise().mean().sqrt().transpose();
  for (auto& deviation : study.deviation) deviation = deviation > 0 ? deviation : 1;
  study.z = study.z.array().rowwise() / study.deviation.transpose().array();
}

}  // namespace

GlmnetStudy make_glmnet_study(NumberTable const& table, bool standardise) {
  GlmnetStudy study;
  auto const n = table.values.rows(), p = table.values.cols() - 2;
  study.x.resize(n, p);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    auto const& name = table.columns[j];
    if (name == "y" || name == "foldid") continue;
    study.x.col(static_cast<Eigen::Index>(study.names.size())) = table.values.col(static_cast<Eigen::Index>(j));
    study.names.push_back(name);
  }
  for (Eigen::Index i = 0; i < n; ++i) {
    study.y.push_back(static_cast<int>(table.column("y")(i)));
    study.folds.push_back(static_cast<int>(table.column("foldid")(i)));
  }
  standardise_study(study, standardise);
  study.groups.resize(static_cast<std::size_t>(p));
  for (std::size_t a = 0; a < study.groups.size(); ++a) {
    for (std::size_t b = 0; b < study.groups.size(); ++b) {
      auto const left = static_cast<Eigen::Index>(a), right = static_cast<Eigen::Index>(b);
      if (a == b || (study.z.col(left) - study.z.col(right)).cwiseAbs().maxCoeff() < 1e-11)
        study.groups[a].push_back(b);
    }
    study.has_repeats = study.has_repeats || study.groups[a].size() > 1;
  }
  return study;
}

Sensitivity::Sensitivity(GlmnetStudy const& study, LassoPath const& path, Eigen::Index k, double alpha)
    : study_(study), l1_(path.lambda(k) * alpha), l2_(path.lambda(k) * (1 - alpha)) {
  auto const n = static_cast<double>(study.x.rows());
  for (Eigen::Index j = 0; j < study.x.cols(); ++j) {
    if (path.coefficients(j, k) != 0) active_.push_back(j);
  }
  auto const size = static_cast<Eigen::Index>(active_.size());
  beta_.resize(size);
  Eigen::MatrixXd columns(study.x.rows(), size + 1);
  columns.col(0).setOnes();
  Eigen::VectorXd link = study.x * path.coefficients.col(k);
  link.array() += path.intercept(k);
  for (Eigen::Index a = 0; a < size; ++a) {
    auto const j = active_[static_cast<std::size_t>(a)];
    columns.col(a + 1) = study.z.col(j);
    beta_(a) = path.coefficients(j, k) * study.deviation(j);
  }
  Eigen::ArrayXd const probability = 1 / (1 + (-link.array()).exp());
  Eigen::VectorXd const weights = probability * (1 - probability) / n;
  Eigen::MatrixXd hessian = columns.transpose() * weights.asDiagonal() * columns;
  hessian.diagonal().tail(size).array() += l2_;
  inverse_ = hessian.ldlt().solve(Eigen::MatrixXd::Identity(size + 1, size + 1));
}

double Sensitivity::bound(Eigen::VectorXd const& functional) const {
  return kCoefficientTolerance + kGlmnetResidual * (inverse_ * functional).lpNorm<1>();
}

double Sensitivity::of_coefficient(Eigen::Index column) const {
  for (std::size_t a = 0; a < active_.size(); ++a) {
    if (active_[a] == column) return bound(Eigen::VectorXd::Unit(inverse_.rows(), static_cast<Eigen::Index>(a) + 1));
  }
  return kCoefficientTolerance;
}

double Sensitivity::of_intercept() const {
  Eigen::VectorXd functional(inverse_.rows());
  functional(0) = 1;
  for (std::size_t a = 0; a < active_.size(); ++a)
    functional(static_cast<Eigen::Index>(a) + 1) = -study_.mean(active_[a]) / study_.deviation(active_[a]);
  return bound(functional);
}

double Sensitivity::of_link(Eigen::Index row) const {
  Eigen::VectorXd functional(inverse_.rows());
  functional(0) = 1;
  for (std::size_t a = 0; a < active_.size(); ++a)
    functional(static_cast<Eigen::Index>(a) + 1) = study_.z(row, active_[a]);
  return bound(functional);
}

double Sensitivity::of_link(Eigen::VectorXd const& raw) const {
  Eigen::VectorXd functional(inverse_.rows());
  functional(0) = 1;
  for (std::size_t a = 0; a < active_.size(); ++a) {
    auto const j = active_[a];
    functional(static_cast<Eigen::Index>(a) + 1) = (raw(j) - study_.mean(j)) / study_.deviation(j);
  }
  return bound(functional);
}

double Sensitivity::of_dev_ratio(LassoPath const& path) const {
  // At the optimum the deviance falls by 2N(l1·sign + l2·b) per unit of each coefficient.
  Eigen::VectorXd functional = Eigen::VectorXd::Zero(inverse_.rows());
  double const scale = 2 * static_cast<double>(study_.x.rows()) / path.null_deviance;
  for (Eigen::Index a = 0; a < beta_.size(); ++a)
    functional(a + 1) = scale * (l1_ * (beta_(a) > 0 ? 1 : -1) + l2_ * beta_(a));
  return bound(functional);
}

std::vector<double> loss_bounds(GlmnetStudy const& study, Eigen::VectorXd const& lambda,
                                LassoSettings const& settings) {
  std::vector<double> bounds(static_cast<std::size_t>(lambda.size()), 0);
  int const folds = *std::max_element(study.folds.begin(), study.folds.end());
  for (int fold = 1; fold <= folds; ++fold) {
    std::vector<Eigen::Index> training, held_out;
    GlmnetStudy part;
    for (std::size_t i = 0; i < study.folds.size(); ++i) {
      (study.folds[i] == fold ? held_out : training).push_back(static_cast<Eigen::Index>(i));
      if (study.folds[i] != fold) part.y.push_back(study.y[i]);
    }
    part.x = study.x(training, Eigen::all);
    standardise_study(part, settings.standardise);
    auto const path = fit_lasso_path(part.x, part.y, settings);
    if (!path) return bounds;  // the comparison then fails
    Eigen::VectorXd at_step(path->lambda.size());
    for (Eigen::Index k = 0; k < path->lambda.size(); ++k) {
      Sensitivity const sensitivity(part, *path, k, settings.alpha);
      double sum = 0;
      for (auto const row : held_out) sum += sensitivity.of_link(Eigen::VectorXd(study.x.row(row)));
      at_step(k) = 2 * sum / static_cast<double>(held_out.size());
    }
    for (Eigen::Index k = 0; k < lambda.size(); ++k) {
      Eigen::Index right = 0;  // first step of the fold's path at or below lambda
      while (right + 1 < path->lambda.size() && path->lambda(right) > lambda(k)) ++right;
      double const here = std::max(at_step(right), at_step(std::max<Eigen::Index>(right - 1, 0)));
      bounds[static_cast<std::size_t>(k)] = std::max(bounds[static_cast<std::size_t>(k)], here);
    }
  }
  return bounds;
}

}  // namespace petra::oracle
