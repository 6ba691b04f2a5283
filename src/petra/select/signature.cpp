#include "petra/select/signature.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

namespace petra {

Result<SignatureStep> fit_signature(TrainingView const& training, LambdaRule rule, LassoPath const* known_path) {
  auto const& x = training.values();
  auto const n = static_cast<double>(x.rows());
  Eigen::RowVectorXd const mean = x.colwise().mean();
  Eigen::MatrixXd z = x.rowwise() - mean;
  Eigen::RowVectorXd const sd = (z.array().square().colwise().sum() / (n - 1)).sqrt().matrix();
  for (Eigen::Index column = 0; column < x.cols(); ++column) {
    if (!(sd(column) > 0) || !std::isfinite(sd(column))) {
      return make_error(ErrorCode::bug, training.names()[static_cast<std::size_t>(column)],
                        "does not vary over the training patients and reached the LASSO");
    }
    z.col(column) /= sd(column);
  }

  SignatureStep step;
  PETRA_TRY(step.cross_validation,
            known_path != nullptr ? cross_validate_lasso_along(*known_path, z, training.outcome(), training.folds())
                                  : cross_validate_lasso(z, training.outcome(), training.folds()));
  step.index = rule == LambdaRule::min ? step.cross_validation.index_min : step.cross_validation.index_1se;
  auto const& path = step.cross_validation.path;
  auto& signature = step.signature;
  signature.lambda = path.lambda(step.index);
  signature.intercept_standardised = path.intercept(step.index);
  signature.intercept = signature.intercept_standardised;
  for (Eigen::Index column = 0; column < x.cols(); ++column) {
    double const per_sd = path.coefficients(column, step.index);
    if (per_sd == 0) continue;
    signature.terms.push_back(
        {training.names()[static_cast<std::size_t>(column)], per_sd / sd(column), per_sd, mean(column), sd(column)});
    signature.intercept -= per_sd * mean(column) / sd(column);
  }
  return step;
}

Result<Eigen::VectorXd> rad_scores(Signature const& signature, FeatureMatrix const& features) {
  std::unordered_map<std::string_view, Eigen::Index> where;
  for (std::size_t k = 0; k < features.names.size(); ++k)
    where.emplace(features.names[k], static_cast<Eigen::Index>(k));
  Eigen::VectorXd scores = Eigen::VectorXd::Constant(features.values.rows(), signature.intercept);
  for (auto const& term : signature.terms) {
    auto const found = where.find(term.feature);
    if (found == where.end())
      return make_error(ErrorCode::invalid_input, "features",
                        fmt::format("the signature's feature {} is missing", term.feature));
    scores += term.coefficient * features.values.col(found->second);
  }
  return scores;
}

}  // namespace petra
