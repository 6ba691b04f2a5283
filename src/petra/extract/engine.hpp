// The engine of one case on a pool of threads; extract_features is this with one thread.
#pragma once

#include <functional>

#include "petra/base/workers.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/profile.hpp"

namespace petra {

struct PreparedCase;
using PreparedCaseUse = std::function<Result<void>(PreparedCase const&)>;

// `profile` may be null. `use`, where given, is called with the prepared case before any filter; its error ends the case.
[[nodiscard]] Result<FeatureRow> run_case(AnyVolume const& image, AnyVolume const& mask,
                                          ExtractionSettings const& settings, Workers& workers, Profile* profile,
                                          PreparedCaseUse const& use = {});

}  // namespace petra
