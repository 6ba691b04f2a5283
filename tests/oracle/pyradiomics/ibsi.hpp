// The IBSI 1 digital phantom against IBSI's own reference values, where PyRadiomics' definition is IBSI's.
#pragma once

#include "tests/oracle/pyradiomics/run.hpp"

namespace petra::oracle {

void run_ibsi_digital_phantom(Run& run);

}  // namespace petra::oracle
