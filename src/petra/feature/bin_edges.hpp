// The edges of grey-level bins, with NumPy's arithmetic to the last bit: a voxel on an edge decides its level by one
// ulp.
#pragma once

#include <cstdint>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/feature/discretise.hpp"

namespace petra {

// Bin edges of a region whose voxels run from minimum to maximum. An edge is formed on demand by edge(i), with the
// operations in which numpy.arange fills its array (element 1 is start + step as rounded, and every later one start + i
// * (element 1 - start)); numpy.linspace's edges (bin_count) are listed.
struct BinEdges {
  double start = 0;            // first edge
  double second = 0;           // edge 1
  double step = 0;             // second - start as rounded: not the bin width
  std::int64_t count = 0;      // number of edges; bins are one fewer
  std::vector<double> listed;  // filled for bin_count and for a flat region: then start, second, step are unused

  [[nodiscard]] double edge(std::int64_t i) const {
    if (!listed.empty()) return listed[static_cast<std::size_t>(i)];
    return i == 1 ? second : start + static_cast<double>(i) * step;
  }
};

// The most bins that discretise accepts: a bin width so small is a slip, and every texture matrix grows with the
// levels' square.
inline constexpr std::int64_t kMaximumBins = 100'000;

// Edges by PyRadiomics 3.0.1's imageoperations.getBinEdges under numpy 1.26 (or, with numpy2_float32_edges, numpy >=
// 2). Errors: a bin width that is not a positive number, a bin count below 1, more than kMaximumBins bins.
[[nodiscard]] Result<BinEdges> make_bin_edges(double minimum, double maximum, ElementType element,
                                              BinSettings const& settings);

// x modulo width with the sign of width, as Python and NumPy define % on floats.
[[nodiscard]] double python_modulo(double x, double width);

}  // namespace petra
