// Where a NIfTI's voxels lie: sform or qform, turned from RAS to LPS, by ITK's rule.
#pragma once

#include "petra/volumefile/nifti_header.hpp"

namespace petra {

// Spacing, origin and direction for a grid of `size` and `dimension`. ITK's rule (NiftiImageIO of ITK 5.4): the spacing
// is pixdim's; the directions and the origin are the sform's where its axes are at right angles and its code is 1
// (scanner), or there is no qform, or the two agree; else the qform's; without both, the voxel axes are taken as LPS
// with origin 0. Warned of: no form, forms that disagree, an sform whose steps are not pixdim. Errors: pixdim not
// positive, no usable form, non-finite numbers.
[[nodiscard]] Result<Geometry> compute_nifti_geometry(VolumeSource const& source, NiftiHeader const& header,
                                                      Index3 const& size, int dimension);

}  // namespace petra
