// The engine of one case on a pool of threads; extract_features is this with one thread.
#pragma once

#include "petra/base/workers.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/profile.hpp"

namespace petra {

// `profile` may be null.
[[nodiscard]] Result<FeatureRow> run_case(AnyVolume const& image, AnyVolume const& mask,
                                          ExtractionSettings const& settings, Workers& workers, Profile* profile);

}  // namespace petra
