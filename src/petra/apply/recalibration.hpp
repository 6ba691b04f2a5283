// A frozen model fitted to other patients' outcomes (Steyerberg, Clinical Prediction Models, 2nd ed., ch. 20; Janssen
// et al. 2008): its intercept alone, intercept and slope, or all coefficients anew.
#pragma once

#include "petra/apply/patient_list.hpp"

namespace petra {

enum class UpdateMethod {
  intercept,  // the rest as it is: the offset is the old linear predictor
  slope,      // intercept and one factor of all other coefficients
  refit,      // the regression's coefficients anew; the signature as it is
};

// Every regression of the model updated on the patients that have an outcome and whom it can judge; nomogram and
// training summaries of linear predictors follow. Covariance: `intercept` adds the variance of the new intercept,
// `slope` is b²Σ + JCJ' (delta method; C of intercept and slope b, J their derivatives), `refit` is the new fit's.
// Errors: one class only, separated outcomes, collinear columns.
[[nodiscard]] Result<FrozenModel> update_model(FrozenModel const& model, std::vector<ListedPatient> const& patients,
                                               UpdateMethod method, std::string const& cohort_name);

}  // namespace petra
