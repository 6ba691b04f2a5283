// PyRadiomics' "LoG": ITK's LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale. Per axis the second
// derivative along it, then smoothing along the others in ascending order; every pass leaves float32, so the order and
// the place of each rounding are part of the definition. A recursive filter hears the whole line: the passes read whole
// lines, but only those that the box's voxels depend on.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "petra/base/text.hpp"
#include "petra/filter/filters.hpp"
#include "petra/filter/recursive_gaussian.hpp"

namespace petra {

namespace {

constexpr std::int64_t kFewestVoxels = 4;  // along every axis, for any sigma

std::string image_name(LogSigma const& sigma) {
  auto number = sigma.whole_number ? fmt::format("{:.0f}", sigma.mm) : format_python_float(sigma.mm);
  std::replace(number.begin(), number.end(), '.', '-');
  return "log-sigma-" + number + "-mm-3D";
}

// Sigmas in order; one whose image bears a name that came before is left out, as PyRadiomics' later values replace
// equal earlier ones.
std::vector<LogSigma> different_sigmas(FilterSettings const& settings) {
  std::vector<LogSigma> sigmas;
  for (auto const& sigma : settings.log_sigmas) {
    if (std::find(sigmas.begin(), sigmas.end(), sigma) == sigmas.end()) sigmas.push_back(sigma);
  }
  return sigmas;
}

std::vector<std::string> names(FilterSettings const& settings) {
  std::vector<std::string> names;
  for (auto const& sigma : different_sigmas(settings)) names.push_back(image_name(sigma));
  return names;
}

// Why an image of this size has no Laplacian of Gaussian; empty where it has.
std::string too_small_for(Geometry const& geometry, LogSigma const& sigma) {
  for (int axis = 0; axis < geometry.dimension; ++axis) {
    auto const size = geometry.size[static_cast<std::size_t>(axis)];
    double const spacing = geometry.spacing_mm[axis];
    if (size < kFewestVoxels) {
      return fmt::format("the image has {} voxels along {}, where {} are needed", size, "xyz"[axis], kFewestVoxels);
    }
    double const needed = std::ceil(sigma.mm / spacing) + 1;
    if (static_cast<double>(size) < needed) {
      return fmt::format("the image has {} voxels of {} mm along {}, where {:.0f} are needed", size,
                         format_number(spacing), "xyz"[axis], needed);
    }
  }
  return {};
}

using Floats = std::vector<float, UnclearedAllocator<float>>;

// What passes leave to each other, kept from sigma to sigma: fresh memory would cost as much as the arithmetic.
struct Workspace {
  Floats part, next;  // of the image: whole along the axes still to be filtered, the box's part along the others
};

// One pass along `axis`; `size` becomes that of `out`.
template <class Voxel>
void pass(Voxel const* in, Index3& size, std::size_t axis, RecursiveGaussian const& filter, Box const& box,
          Floats& out) {
  auto const in_size = size;
  size[axis] = box.last[axis] - box.first[axis] + 1;
  auto const voxels = static_cast<std::size_t>(size[0] * size[1] * size[2]);
  if (out.size() < voxels) out.resize(voxels);
  filter_lines(in, in_size, axis, filter, box.first[axis], box.last[axis], out.data());
}

VoxelValues laplacian(AnyVolume const& image, Box const& box, double sigma_mm, Workspace& workspace) {
  Geometry const& geometry = geometry_of(image);
  auto const axes = static_cast<std::size_t>(geometry.dimension);
  auto const coefficients = [&](std::size_t axis, GaussianOrder order) {
    return make_recursive_gaussian(sigma_mm, geometry.spacing_mm[static_cast<Eigen::Index>(axis)], order);
  };
  VoxelValues sum(static_cast<std::size_t>(box.voxel_count()), 0.0);
  for (std::size_t axis = 0; axis < axes; ++axis) {
    auto size = geometry.size;
    auto const second = coefficients(axis, GaussianOrder::second_derivative);
    std::visit([&](auto const& volume) { pass(volume.voxels.data(), size, axis, second, box, workspace.part); }, image);
    for (std::size_t other = 0; other < axes; ++other) {
      if (other == axis) continue;
      pass(workspace.part.data(), size, other, coefficients(other, GaussianOrder::smooth), box, workspace.next);
      std::swap(workspace.part, workspace.next);
    }
    double const spacing = geometry.spacing_mm[static_cast<Eigen::Index>(axis)];
    double const per_square_millimetre = 1.0 / (spacing * spacing);
    for (std::size_t i = 0; i < sum.size(); ++i) {  // ITK's sum is float32
      auto const term = static_cast<double>(workspace.part[i]) * per_square_millimetre;
      sum[i] = static_cast<double>(static_cast<float>(sum[i] + term));
    }
  }
  return sum;
}

Result<std::vector<FilteredImage>> run(FilterInput const& input, FilterSettings const& settings) {
  std::vector<FilteredImage> images;
  Workspace workspace;
  for (auto const& sigma : different_sigmas(settings)) {
    FilteredImage image{image_name(sigma), true, {}, too_small_for(geometry_of(*input.image), sigma)};
    if (image.left_out.empty()) image.values = laplacian(*input.image, input.box, sigma.mm, workspace);
    images.push_back(std::move(image));
  }
  return images;
}

}  // namespace

FilterRow const kLogFilter = {
    .image_type = "LoG",
    .title = "Laplacian of Gaussian",
    .formula = R"(f(x) = \sigma^2\, \nabla^2 (G_\sigma * x))",
    .source = "PyRadiomics 3.0.1; ITK 5.4 LaplacianRecursiveGaussianImageFilter; Deriche, INRIA RR-1893 (1993)",
    .needs_maximum = false,
    .names = names,
    .run = run};

}  // namespace petra
