#include "petra/volumefile/nifti_geometry.hpp"

#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"

namespace petra {

namespace {

// Rows x, y, z (RAS) of an affine transform from voxel index to millimetres.
struct Affine {
  Eigen::Matrix3d steps;  // column k: the step along axis k
  Eigen::Vector3d origin;

  [[nodiscard]] bool finite() const { return steps.allFinite() && origin.allFinite(); }
};

// NIfTI-1 keeps float32, and ITK computes with it; NIfTI-2 keeps double.
double stored(double value, int version) {
  return version == 1 ? static_cast<double>(static_cast<float>(value)) : value;
}

Affine affine_of_sform(NiftiHeader const& header) {
  Affine affine;
  for (Eigen::Index i = 0; i < 3; ++i) {
    auto const& row = header.sform[static_cast<std::size_t>(i)];
    affine.steps.row(i) << row[0], row[1], row[2];
    affine.origin[i] = row[3];
  }
  return affine;
}

// The rotation of the unit quaternion (a, b, c, d), a computed from the rest, times pixdim; axis z turned round where
// pixdim[0] is negative. nifti1.h, "METHOD 2"; the order of operations is niftilib's.
Affine affine_of_qform(NiftiHeader const& header) {
  auto [b, c, d] = header.quaternion;
  double a = 1.0 - (b * b + c * c + d * d);
  if (a < 1e-7) {
    a = 1.0 / std::sqrt(b * b + c * c + d * d);
    b *= a, c *= a, d *= a;
    a = 0;
  } else {
    a = std::sqrt(a);
  }
  auto const step = [&](std::size_t k) { return header.pixdim[k] > 0 ? header.pixdim[k] : 1.0; };
  double const x = step(1), y = step(2), z = header.pixdim[0] < 0 ? -step(3) : step(3);
  Affine affine;
  affine.steps << (a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * z,  //
      2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * z,              //
      2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - c * c - b * b) * z;
  affine.steps = affine.steps.unaryExpr([&](double value) { return stored(value, header.version); });
  affine.origin << header.quaternion_offset[0], header.quaternion_offset[1], header.quaternion_offset[2];
  return affine;
}

bool has_right_angles(Eigen::Matrix3d steps) {
  for (Eigen::Index k = 0; k < 3; ++k) {
    double const length = steps.col(k).norm();
    if (!(length > 0)) return false;
    steps.col(k) /= length;
  }
  return ((steps * steps.transpose() - Eigen::Matrix3d::Identity()).array().abs() <= 1e-4).all();
}

bool agree(Affine const& a, Affine const& b, double step_tolerance, double origin_tolerance) {
  return ((a.steps - b.steps).array().abs() <= step_tolerance).all() &&
         (a.origin - b.origin).lpNorm<1>() <= origin_tolerance;
}

std::string shown(Affine const& affine) {
  auto const vector = [](Eigen::Vector3d const& v) {
    return fmt::format("({} {} {})", format_number(v[0]), format_number(v[1]), format_number(v[2]));
  };
  return fmt::format("steps {} {} {}, origin {}", vector(affine.steps.col(0)), vector(affine.steps.col(1)),
                     vector(affine.steps.col(2)), vector(affine.origin));
}

// The form that counts. ITK compares forms that differ by more than 1e-5 through singular vectors, whose order and sign
// are arbitrary for equal spacings; here steps and origin are compared themselves, within its 1e-4. Where the two
// answers differ, the forms do by 1e-4.
Result<Affine> choose_form(VolumeSource const& source, NiftiHeader const& header) {
  bool const has_q = header.qform_code > 0, has_s = header.sform_code > 0;
  auto const sform = affine_of_sform(header), qform = affine_of_qform(header);
  if ((has_s && !sform.finite()) || (has_q && !qform.finite())) {
    return wrong_field(source, has_s && !sform.finite() ? "sform" : "qform",
                       shown(has_s && !sform.finite() ? sform : qform), "it holds what is not a finite number",
                       "Write the file again");
  }
  if (!has_s) return qform;
  bool const right_angles = has_right_angles(sform.steps);
  if (!has_q && !right_angles) {
    return wrong_field(source, "sform", shown(sform), "its axes are not at right angles, and there is no qform",
                       "Resample the volume to axes at right angles");
  }
  if (!has_q) return sform;
  bool const same = agree(sform, qform, 1e-5, 1e-7);
  bool const prefer_sform = same || (right_angles && (header.sform_code == 1 || agree(sform, qform, 1e-4, 3e-4)));
  if (!agree(sform, qform, 1e-3, 1e-2)) {
    source.warn(fmt::format("its sform (code {}: {}) and qform (code {}: {}) disagree: the {} is taken, as ITK does",
                            header.sform_code, shown(sform), header.qform_code, shown(qform),
                            prefer_sform ? "sform" : "qform"));
  }
  return prefer_sform ? sform : qform;
}

double millimetres_per_unit(int space_units) {
  switch (space_units) {
    case 1:
      return 1e3;  // metre
    case 3:
      return 1e-3;  // micrometre
    default:
      return 1;  // millimetre, or not told
  }
}

}  // namespace

Result<Geometry> compute_nifti_geometry(VolumeSource const& source, NiftiHeader const& header, Index3 const& size,
                                        int dimension) {
  Geometry geometry;
  geometry.size = size;
  geometry.dimension = dimension;
  double const scale = millimetres_per_unit(header.space_units);
  for (std::size_t k = 0; k < static_cast<std::size_t>(dimension); ++k) {
    double pixdim = header.pixdim[k + 1];
    if (pixdim == 0 && size[k] == 1) pixdim = 1;  // a single slice without thickness
    if (!(std::isfinite(pixdim) && pixdim > 0)) {
      return wrong_field(source, fmt::format("pixdim[{}]", k + 1), format_number(pixdim),
                         "the voxel size must be positive", "Set the voxel size and write the file again");
    }
    geometry.spacing_mm[static_cast<Eigen::Index>(k)] = pixdim * scale;
  }
  if (header.qform_code <= 0 && header.sform_code <= 0) {
    source.warn(
        "it has neither sform nor qform: its axes are taken as left, posterior, superior from the origin, as ITK does; "
        "left and right may be swapped");
    return geometry;
  }
  PETRA_TRY(auto const form, choose_form(source, header));
  Eigen::Vector3d const to_lps = {-1, -1, 1};
  auto const n = static_cast<Eigen::Index>(dimension);
  for (Eigen::Index k = 0; k < n; ++k) {
    double sum = 0;
    for (Eigen::Index i = 0; i < n; ++i) sum += form.steps(i, k) * form.steps(i, k);
    double const length = std::sqrt(sum);
    if (!(length > 0))
      return wrong_field(source, "sform or qform", shown(form), "an axis has no direction", "Write the file again");
    for (Eigen::Index i = 0; i < n; ++i) geometry.direction(i, k) = form.steps(i, k) * to_lps[i] / length;
    double const pixdim = header.pixdim[static_cast<std::size_t>(k) + 1];
    if (std::abs(length - pixdim) > 1e-3 && size[static_cast<std::size_t>(k)] > 1) {
      source.warn(
          fmt::format("pixdim[{}] is {}, but the step of its sform or qform is {}: pixdim is taken, as ITK does", k + 1,
                      format_number(pixdim), format_number(length)));
    }
    geometry.origin_mm[k] = form.origin[k] * to_lps[k] * scale;
  }
  PETRA_CHECK(check_geometry(source, geometry, "sform or qform"));
  return geometry;
}

}  // namespace petra
