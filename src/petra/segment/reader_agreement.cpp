#include "petra/segment/reader_agreement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "petra/base/text.hpp"
#include "petra/segment/surface_distance.hpp"

namespace petra {

namespace {

double percentile_95(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double const place = 0.95 * static_cast<double>(values.size() - 1);
  auto const below = static_cast<std::size_t>(place);
  if (below + 1 >= values.size()) return values.back();
  double const share = place - static_cast<double>(below);
  return values[below] + share * (values[below + 1] - values[below]);
}

}  // namespace

Result<ReaderAgreement> compare_readers(Mask const& first, Mask const& second) {
  auto const differences = geometry_differences(first.geometry, second.geometry);
  if (!differences.empty())
    return make_error(ErrorCode::invalid_input, "masks",
                      fmt::format("the two lie on different grids: {}", join(differences, "; ")),
                      "Put both on the same grid");
  std::int64_t in_first = 0, in_second = 0, in_both = 0;
  for (std::size_t i = 0; i < first.voxels.size(); ++i) {
    bool const a = first.voxels[i] != 0, b = second.voxels[i] != 0;
    in_first += a;
    in_second += b;
    in_both += a && b;
  }
  constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();
  ReaderAgreement agreement;
  double const voxel_ml = first.geometry.voxel_volume_mm3() / 1000;
  agreement.volume_first_ml = static_cast<double>(in_first) * voxel_ml;
  agreement.volume_second_ml = static_cast<double>(in_second) * voxel_ml;
  agreement.volume_difference_ml = static_cast<double>(in_second - in_first) * voxel_ml;
  agreement.volume_difference_percent =
      in_first == 0 ? kUndefined : 100 * static_cast<double>(in_second - in_first) / static_cast<double>(in_first);
  if (in_first == 0 || in_second == 0) {
    bool const both = in_first == 0 && in_second == 0;
    agreement.reason = both ? "both_empty" : "one_empty";
    agreement.dice = agreement.jaccard = both ? kUndefined : 0;
    agreement.hausdorff_mm = agreement.hausdorff_95_mm = agreement.hausdorff_95_pooled_mm =
        agreement.mean_surface_distance_mm = kUndefined;
    return agreement;
  }
  agreement.dice = 2 * static_cast<double>(in_both) / static_cast<double>(in_first + in_second);
  agreement.jaccard = static_cast<double>(in_both) / static_cast<double>(in_first + in_second - in_both);
  auto const surface_first = surface_voxels(first), surface_second = surface_voxels(second);
  auto pooled = distances_to(surface_first, surface_second, first.geometry);
  auto const back = distances_to(surface_second, surface_first, first.geometry);
  agreement.hausdorff_95_mm = std::max(percentile_95(pooled), percentile_95(back));
  pooled.insert(pooled.end(), back.begin(), back.end());
  agreement.hausdorff_mm = *std::max_element(pooled.begin(), pooled.end());
  agreement.hausdorff_95_pooled_mm = percentile_95(pooled);
  agreement.mean_surface_distance_mm =
      std::accumulate(pooled.begin(), pooled.end(), 0.0) / static_cast<double>(pooled.size());
  return agreement;
}

std::span<AgreementRow const> agreement_rows() {
  using A = ReaderAgreement;
  static constexpr auto kRows = std::to_array<AgreementRow>({
      {"dice", "2 |A and B| / (|A| + |B|)", &A::dice},
      {"jaccard", "|A and B| / |A or B|", &A::jaccard},
      {"hausdorff_mm", "largest distance of a surface voxel to the other surface", &A::hausdorff_mm},
      {"hausdorff_95_mm", "the larger of the two masks' 95th percentiles of these distances", &A::hausdorff_95_mm},
      {"hausdorff_95_pooled_mm", "95th percentile of the distances of both masks together", &A::hausdorff_95_pooled_mm},
      {"mean_surface_distance_mm", "mean of the distances of both masks together", &A::mean_surface_distance_mm},
      {"volume_first_ml", "volume of the first mask", &A::volume_first_ml},
      {"volume_second_ml", "volume of the second mask", &A::volume_second_ml},
      {"volume_difference_ml", "second less first", &A::volume_difference_ml},
      {"volume_difference_percent", "the same in per cent of the first", &A::volume_difference_percent},
  });
  return kRows;
}

}  // namespace petra
