// Every filter's row; filters.cpp lists them.
#pragma once

#include "petra/filter/filter.hpp"

namespace petra {

extern FilterRow const kOriginalFilter;
extern FilterRow const kWaveletFilter;
extern FilterRow const kSquareFilter;
extern FilterRow const kSquareRootFilter;
extern FilterRow const kLogarithmFilter;
extern FilterRow const kExponentialFilter;
extern FilterRow const kGradientFilter;
extern FilterRow const kLogFilter;
extern FilterRow const kLbp2dFilter;
extern FilterRow const kLbp3dFilter;

}  // namespace petra
