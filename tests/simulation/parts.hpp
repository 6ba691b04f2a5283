// The parts of the simulation study. Each prints its tables as Markdown.
#pragma once

namespace petra::simulation {

// Coverage of 95 % intervals of an AUC and of a logistic coefficient. `dump` names a folder for the first draws, so
// that R can give its intervals of the same data.
void interval_coverage(int draws, char const* dump);

// Type I error of DeLong's paired test for two fixed markers of equal AUC on independent data.
void delong_type_one(int draws);

// Type I error of the permutation test of the whole funnel on null studies, and the funnel's test AUC there.
void null_studies(int studies, int permutations);

// Bias and root mean squared error of resampled estimates of the funnel's AUC.
void funnel_estimates(int studies, int resamples);

}  // namespace petra::simulation
