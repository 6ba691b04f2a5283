// PyRadiomics' own test baselines (pyradiomics/data/baseline): its images under the settings that each column names.
#pragma once

#include <filesystem>

#include "tests/oracle/pyradiomics/run.hpp"

namespace petra::oracle {

void run_baselines(Run& run);

}  // namespace petra::oracle
