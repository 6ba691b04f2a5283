// How well two outlines of the same tumour agree.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"

namespace petra {

// Of the voxels of two masks on one grid. Distances are between surface voxels (those with a face neighbour outside the
// mask), centre to centre, in mm: d(a) is the distance of a surface voxel of one mask to the nearest surface voxel of
// the other, for all of both masks. NaN where undefined.
struct ReaderAgreement {
  double dice = 0;                      // 2 |A ∩ B| / (|A| + |B|)
  double jaccard = 0;                   // |A ∩ B| / |A ∪ B|
  double hausdorff_mm = 0;              // the largest d of both masks
  double hausdorff_95_mm = 0;           // the larger of the two masks' 95th percentiles of d
  double hausdorff_95_pooled_mm = 0;    // the 95th percentile of d of both masks together
  double mean_surface_distance_mm = 0;  // the mean of d of both masks together
  double volume_first_ml = 0, volume_second_ml = 0;
  double volume_difference_ml = 0;       // second - first
  double volume_difference_percent = 0;  // of the first
  // Why values are not there: "both_empty" (all but volumes), "one_empty" (distances; Dice and Jaccard are 0).
  std::string reason;
};

// Percentiles interpolate linearly between order statistics (R's type 7, NumPy's default). Error: grids that differ.
// Sources: Dice 1945; Taha & Hanbury, BMC Med Imaging 2015. Plain twin: reader_agreement_test.cpp.
[[nodiscard]] Result<ReaderAgreement> compare_readers(Mask const& first, Mask const& second);

// The values by name: columns of `petra agreement` and of a study's reader_agreement.csv.
struct AgreementRow {
  std::string_view name, meaning;
  double ReaderAgreement::*value;
};
[[nodiscard]] std::span<AgreementRow const> agreement_rows();

}  // namespace petra
