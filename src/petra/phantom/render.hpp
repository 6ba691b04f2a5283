// Images and masks of one patient.
#pragma once

#include <cstdint>

#include "petra/grid/volume.hpp"
#include "petra/phantom/tumour.hpp"

namespace petra::phantom {

// The two scanners' grids, in the patient's frame: x to the left, y to the back, z to the head (LPS).
struct ScanGrids {
  Geometry pet, ct;
};

// Reduced: the whole child from the thighs up, PET 80 x 80 x 125 voxels of 5 mm, CT 160 x 160 x 125 of 2.5 x 2.5 x 5
// mm. Full size: the reference study's, round the tumour: PET 200 x 200 x 60 of 4.07 x 4.07 x 3 mm, CT 512 x 512 x 90
// of 0.98 x 0.98 x 2 mm.
[[nodiscard]] ScanGrids make_grids(Anatomy const& anatomy, bool full_size);

// SUV as a scanner stores it: integers times a slope.
[[nodiscard]] Volume<float> render_pet(PatientTruth const& patient, Anatomy const& anatomy, Tumour const& tumour,
                                       Geometry const& grid, std::uint64_t seed);

// HU, -1024 … 3071.
[[nodiscard]] Volume<std::int16_t> render_ct(PatientTruth const& patient, Anatomy const& anatomy, Tumour const& tumour,
                                             Geometry const& grid, std::uint64_t seed);

// 1 inside the reader's outline.
[[nodiscard]] Mask render_mask(Tumour const& tumour, Outline outline, Modality modality, Geometry const& grid);

}  // namespace petra::phantom
