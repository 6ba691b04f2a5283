// What a workstation reads off a PET lesion: SUVmax, SUVmean, SUVpeak, metabolic volume, total lesion glycolysis,
// diameters; and what all lesions of a patient are together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"
#include "petra/segment/lesions.hpp"
#include "petra/segment/mask_on_grid.hpp"
#include "petra/segment/voxel_diameters.hpp"

namespace petra {

// Which voxels of a lesion are measured.
struct LesionThreshold {
  enum class Kind {
    none,                 // all of the mask as given
    absolute,             // at least `value`, in the image's unit
    fraction_of_maximum,  // at least `value` times the lesion's own maximum
  };
  Kind kind = Kind::none;
  double value = 0;
};

// Values in the image's unit (SUV), volumes in ml, lengths in mm. All of a lesion's voxels, or of all lesions together.
struct PetMetrics {
  long long lesion = 0;           // from 1; the label where lesions are labels; 0: all together
  std::int64_t drawn_voxels = 0;  // of the mask
  double volume_ml = 0;           // of the mask
  std::int64_t voxels = 0;        // measured ones: the mask's that reach the threshold
  double mtv_ml = 0;              // voxels times the voxel's volume
  double suv_max = 0, suv_mean = 0, suv_min = 0;
  double suv_sd = 0;           // population (n)
  double suv_peak = 0;         // IBSI local intensity peak
  double suv_peak_global = 0;  // IBSI global intensity peak
  double tlg = 0;              // SUVmean times MTV
  VoxelDiameters diameter;
  Index3 max_index = {0, 0, 0};        // of SUVmax, the first in the order x, y, z (z fastest)
  Point3 max_position_mm = {0, 0, 0};  // LPS
  Point3 centre_mm = {0, 0, 0};        // mean of the voxel centres, LPS
  // Of all together only.
  std::int64_t lesions = 0;  // those with measured voxels
  // The largest distance between the centres of two lesions (Cottereau 2020); NaN for fewer than two.
  double dmax_mm = 0;
  // Why values are not there ("below_threshold": no voxel was measured, all values are NaN; "not_finite": SUVpeak is
  // NaN, its sphere meets values that are not finite). Empty: nothing is missing but dmax of a single lesion.
  std::string reason;
};

struct PetReport {
  PetMetrics total;
  std::vector<PetMetrics> lesions;
  std::vector<std::string> warnings;
};

// What the lesions of a mask are.
struct LesionDefinition {
  enum class Split {
    connected,  // parts that do not touch
    labels,     // each label is one lesion (of a label map), `label` is not looked at
    none,       // the whole mask is one
  };
  Split split = Split::connected;
  Neighbourhood neighbourhood = Neighbourhood::corners;
  std::optional<long long> label = 1;  // of connected and none; nothing: every value but 0
  MaskPlacing placement = MaskPlacing::nearest;
};

// A lesion to be measured: its number and voxels on the image's grid.
struct Lesion {
  long long number = 0;
  VoxelList voxels;
};

// Errors: as of label_on_grid; labels of more than 10,000.
[[nodiscard]] Result<std::vector<Lesion>> find_lesions(AnyVolume const& mask, Geometry const& grid,
                                                       LesionDefinition const& definition);

// Errors: a plane instead of a volume, a value in a lesion that is not finite (says where). Warnings: an image that
// does not look like SUV. Sources: IBSI 3.2 and 3.3; Wahl 2009; Cottereau, J Nucl Med 2020 (Dmax).
[[nodiscard]] Result<PetReport> measure_lesions(AnyVolume const& image, std::vector<Lesion> const& lesions,
                                                LesionThreshold const& threshold = {});

// Both, of a mask as given.
[[nodiscard]] Result<PetReport> measure_pet(AnyVolume const& image, AnyVolume const& mask,
                                            LesionDefinition const& definition = {},
                                            LesionThreshold const& threshold = {});

}  // namespace petra
