// Runs the whole funnel of a study again: on resamples, without outer folds, with outcomes dealt anew, with other folds
// of the LASSO. Resumable: finished resamples are kept beside the results.
#pragma once

#include <filesystem>

#include "petra/study/analysis.hpp"

namespace petra {

// Fills analysis.resampling as study.yaml asks for (selection over fold seeds wherever there is a signature).
// `results`: the folder for resamples.sqlite. Errors: the funnel's, the store's, an interruption.
[[nodiscard]] Result<void> resample_study(StudyInputs const& inputs, std::filesystem::path const& results,
                                          StudyAnalysis& analysis);

}  // namespace petra
