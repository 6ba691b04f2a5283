// The parts of the simulation study. Each prints its tables as Markdown.
#pragma once

#include <cstdint>

namespace petra::simulation {

// Coverage of 95 % intervals of an AUC and of a logistic coefficient. `dump` names a folder for the draws and limits,
// so that R can give its own of the same data.
void interval_coverage(int draws, char const* dump);

// Type I error of DeLong's paired test for two fixed markers of equal AUC on independent data.
void delong_type_one(int draws);

// The funnel's AUC on new patients in studies without any signal, at the size of the reference study.
void null_studies(int studies);

// Type I error of the permutation test of the whole funnel on small null studies.
// seed: of the studies.
void permutation_type_one(int tests, int permutations, std::uint32_t seed);

// Bias and root mean squared error of resampled estimates of the funnel's AUC.
void funnel_estimates(int studies, int resamples);

}  // namespace petra::simulation
