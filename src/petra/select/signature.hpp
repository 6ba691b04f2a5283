// Step 3 of the funnel: the LASSO's signature, and the Rad score that it gives a patient.
#pragma once

#include <string>
#include <vector>

#include "petra/select/training_view.hpp"
#include "petra/stats/lasso.hpp"

namespace petra {

enum class LambdaRule { min, one_standard_error };

struct SignatureTerm {
  std::string feature;
  double coefficient = 0;         // raw scale
  double coefficient_per_sd = 0;  // per training standard deviation (n - 1)
  double mean = 0, sd = 0;        // of the training rows
};

// Rad score = intercept + Σ coefficient × raw feature.
struct Signature {
  double intercept = 0;               // raw scale
  double intercept_standardised = 0;  // of the z-scored features
  double lambda = 0;
  std::vector<SignatureTerm> terms;  // in column order; empty where the LASSO selects nothing
};

struct SignatureStep {
  LassoCrossValidation cross_validation;
  int index = 0;  // of the chosen lambda
  Signature signature;
};

// LASSO logistic regression on the training rows, z-scored by their mean and SD (n - 1), lambda chosen by
// cross-validation over the view's folds. Errors: a fold that leaves one class, a column that does not vary, and what
// cross_validate_lasso says. path: of the same rows and columns, where it is known already (it does not hang on the
// folds).
[[nodiscard]] Result<SignatureStep> fit_signature(TrainingView const& training, LambdaRule rule,
                                                  LassoPath const* path = nullptr);

// The Rad score of each row; NaN where a feature of the signature is undefined for the patient. Errors: a feature that
// the table lacks.
[[nodiscard]] Result<Eigen::VectorXd> rad_scores(Signature const& signature, FeatureMatrix const& features);

}  // namespace petra
