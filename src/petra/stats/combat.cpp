#include "petra/stats/combat.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace petra {

namespace {

Error input_error(std::string message, std::string remedy) {
  return make_error(ErrorCode::invalid_input, "ComBat", std::move(message), std::move(remedy));
}

double variance(Eigen::VectorXd const& values) {
  return (values.array() - values.mean()).square().sum() / static_cast<double>(values.size() - 1);
}

Result<std::vector<Eigen::Index>> positions(std::vector<std::string> const& centres,
                                            std::vector<std::string> const& of_rows) {
  std::vector<Eigen::Index> out;
  for (auto const& name : of_rows) {
    auto const found = std::lower_bound(centres.begin(), centres.end(), name);
    if (found == centres.end() || *found != name)
      return input_error("centre " + name + " is not among those that the fit has seen",
                         "Harmonise with a fit that includes it");
    out.push_back(found - centres.begin());
  }
  return out;
}

// One centre's posterior location and scale, all features together (equations 3.2 of the paper, to their fixed point).
void shrink(Eigen::MatrixXd const& z, Eigen::RowVectorXd const& gamma_hat, CombatSettings const& settings,
            Eigen::RowVectorXd& gamma, Eigen::RowVectorXd& delta) {
  auto const n = static_cast<double>(z.rows());
  Eigen::RowVectorXd delta_hat = Eigen::RowVectorXd::Ones(z.cols());
  if (!settings.mean_only) {
    for (Eigen::Index j = 0; j < z.cols(); ++j) delta_hat[j] = variance(z.col(j));
  }
  gamma = gamma_hat;
  delta = delta_hat;
  if (!settings.empirical_bayes) return;
  double const prior_mean = gamma_hat.mean(), prior_variance = variance(gamma_hat.transpose());
  if (settings.mean_only) {
    gamma = (prior_variance * gamma_hat.array() + prior_mean) / (prior_variance + 1);
    return;
  }
  double const m = delta_hat.mean(), s2 = variance(delta_hat.transpose());
  double const shape = (2 * s2 + m * m) / s2, rate = (m * s2 + m * m * m) / s2;  // inverse gamma, by moments
  for (int iteration = 0; iteration < 10'000; ++iteration) {
    Eigen::RowVectorXd const next_gamma =
        (prior_variance * n * gamma_hat.array() + delta.array() * prior_mean) / (prior_variance * n + delta.array());
    Eigen::RowVectorXd const squares = (z.rowwise() - next_gamma).colwise().squaredNorm();
    Eigen::RowVectorXd const next_delta = (0.5 * squares.array() + rate) / (n / 2 + shape - 1);
    double const change =
        std::max((next_gamma - gamma).cwiseAbs().maxCoeff(), (next_delta - delta).cwiseAbs().maxCoeff());
    gamma = next_gamma;
    delta = next_delta;
    if (change < 1e-14) break;
  }
}

Result<void> check(Eigen::Ref<Eigen::MatrixXd const> const& x, std::vector<std::string> const& centre,
                   Eigen::Ref<Eigen::MatrixXd const> const& covariates, std::vector<std::string> const& centres,
                   CombatSettings const& settings) {
  if (x.rows() != static_cast<Eigen::Index>(centre.size()) || (covariates.cols() > 0 && covariates.rows() != x.rows()))
    return make_error(ErrorCode::bug, "ComBat", "sizes of features, centres and covariates differ");
  if (!x.allFinite() || !covariates.allFinite())
    return input_error("a value is missing or not finite", "Leave the patient or the feature out");
  if (centres.size() < 2) return input_error("there is one centre only", "ComBat needs two; leave the step out");
  if (settings.empirical_bayes && x.cols() < 2)
    return input_error("empirical Bayes needs two features at least",
                       "Use more features or each feature's own estimates");
  for (auto const& name : centres) {
    if (std::count(centre.begin(), centre.end(), name) < 2)
      return input_error("centre " + name + " has fewer than two patients", "Join it with another or leave it out");
  }
  if (settings.reference && !std::binary_search(centres.begin(), centres.end(), *settings.reference))
    return input_error("the reference centre " + *settings.reference + " has no patients", "Name one of the centres");
  return {};
}

}  // namespace

Result<Combat> fit_combat(Eigen::Ref<Eigen::MatrixXd const> const& x, std::vector<std::string> const& centre,
                          Eigen::Ref<Eigen::MatrixXd const> const& covariates, CombatSettings const& settings) {
  std::set<std::string> const names(centre.begin(), centre.end());
  Combat model;
  model.centres.assign(names.begin(), names.end());
  model.reference = settings.reference;
  PETRA_CHECK(check(x, centre, covariates, model.centres, settings));
  PETRA_TRY(auto const position, positions(model.centres, centre));
  auto const k = static_cast<Eigen::Index>(model.centres.size()), n = x.rows(), q = covariates.cols();
  Eigen::Index reference = -1;
  Eigen::MatrixXd design = Eigen::MatrixXd::Zero(n, k + q);
  std::vector<std::vector<Eigen::Index>> rows(static_cast<std::size_t>(k));
  for (Eigen::Index i = 0; i < n; ++i) {
    design(i, position[static_cast<std::size_t>(i)]) = 1;
    rows[static_cast<std::size_t>(position[static_cast<std::size_t>(i)])].push_back(i);
  }
  if (settings.reference) {  // the reference's column is the intercept
    reference =
        std::lower_bound(model.centres.begin(), model.centres.end(), *settings.reference) - model.centres.begin();
    design.col(reference).setOnes();
  }
  design.rightCols(q) = covariates;
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> const qr(design);
  if (qr.rank() < design.cols())
    return input_error("the covariates and the centres determine each other", "Leave a covariate out");
  Eigen::MatrixXd const effect = qr.solve(x);
  model.covariate_effect = effect.bottomRows(q);
  Eigen::VectorXd share(k);
  for (Eigen::Index c = 0; c < k; ++c)
    share[c] = static_cast<double>(rows[static_cast<std::size_t>(c)].size()) / static_cast<double>(n);
  model.grand_mean =
      reference >= 0 ? Eigen::VectorXd(effect.row(reference).transpose()) : effect.topRows(k).transpose() * share;
  Eigen::MatrixXd const residual = x - design * effect;
  model.pooled_variance = residual.colwise().squaredNorm().transpose() / static_cast<double>(n);
  if (reference >= 0) {
    auto const& own = rows[static_cast<std::size_t>(reference)];
    model.pooled_variance =
        residual(own, Eigen::all).colwise().squaredNorm().transpose() / static_cast<double>(own.size());
  }
  if (!(model.pooled_variance.minCoeff() > 0))
    return input_error("a feature has no spread within the centres", "Drop constant features first");
  Eigen::RowVectorXd const sd = model.pooled_variance.cwiseSqrt().transpose();
  Eigen::MatrixXd const z = ((x - covariates * model.covariate_effect).rowwise() - model.grand_mean.transpose()) *
                            sd.cwiseInverse().asDiagonal();
  model.gamma_hat = design.leftCols(k).colPivHouseholderQr().solve(z);
  model.gamma_star = Eigen::MatrixXd::Zero(k, x.cols());
  model.delta_star = Eigen::MatrixXd::Ones(k, x.cols());
  for (Eigen::Index c = 0; c < k; ++c) {
    if (c == reference) continue;
    Eigen::RowVectorXd gamma, delta;
    shrink(z(rows[static_cast<std::size_t>(c)], Eigen::all), model.gamma_hat.row(c), settings, gamma, delta);
    model.gamma_star.row(c) = gamma;
    model.delta_star.row(c) = delta;
  }
  return model;
}

Result<Eigen::MatrixXd> apply_combat(Combat const& model, Eigen::Ref<Eigen::MatrixXd const> const& x,
                                     std::vector<std::string> const& centre,
                                     Eigen::Ref<Eigen::MatrixXd const> const& covariates) {
  if (x.cols() != model.grand_mean.size() || x.rows() != static_cast<Eigen::Index>(centre.size()) ||
      covariates.cols() != model.covariate_effect.rows())
    return make_error(ErrorCode::bug, "ComBat", "sizes differ from the fit's");
  PETRA_TRY(auto const position, positions(model.centres, centre));
  Eigen::RowVectorXd const sd = model.pooled_variance.cwiseSqrt().transpose();
  Eigen::MatrixXd out = x;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    auto const c = position[static_cast<std::size_t>(i)];
    if (model.reference && model.centres[static_cast<std::size_t>(c)] == *model.reference) continue;
    Eigen::RowVectorXd kept = model.grand_mean.transpose();
    if (covariates.cols() > 0) kept += covariates.row(i) * model.covariate_effect;
    Eigen::RowVectorXd const z = (x.row(i) - kept).cwiseQuotient(sd) - model.gamma_star.row(c);
    out.row(i) = z.cwiseQuotient(model.delta_star.row(c).cwiseSqrt()).cwiseProduct(sd) + kept;
  }
  return out;
}

}  // namespace petra
