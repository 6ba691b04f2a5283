#include "petra/feature/voxelwise/voxelwise.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "petra/feature/angles.hpp"
#include "petra/feature/glcm_numpy.hpp"

namespace petra {
namespace {

constexpr int kMostPositions = 60'000;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// PyRadiomics' first-order kernel: every offset up to the radius that the region (or the image part, where kernels are
// not masked) can hold, the centre last.
Result<std::vector<Index3>> firstorder_offsets(VoxelwiseInput const& input, int force_2d_axis) {
  Index3 size = input.masked ? input.region_size : input.box->size;
  for (auto& length : size) length = std::min<std::int64_t>(length, 2 * input.kernel_radius + 1);
  std::vector<int> distances(static_cast<std::size_t>(input.kernel_radius));
  std::iota(distances.begin(), distances.end(), 1);
  PETRA_TRY(auto offsets, neighbour_offsets(size, distances, force_2d_axis, AngleKind::both_ways));
  offsets.push_back({0, 0, 0});
  return offsets;
}

// The map of a GLCM feature, null where it is not wanted.
double* map_of(VoxelwiseClass const& wanted, std::string_view name) {
  auto const features = wanted.family->features();
  for (std::size_t k = 0; k < wanted.wanted.size(); ++k) {
    if (features[static_cast<std::size_t>(wanted.wanted[k])].name == name) return wanted.maps[k];
  }
  return nullptr;
}

}  // namespace

Result<Voxelwise> Voxelwise::make(VoxelwiseInput const& input, FamilySettings const& settings,
                                  std::vector<VoxelwiseClass> classes) {
  Voxelwise made;
  made.input_ = input;
  KernelInput kernel;
  kernel.shape = make_kernel_shape(input.kernel_radius, settings.force_2d_axis, input.box->size);
  if (kernel.shape.count > kMostPositions) {
    return make_error(ErrorCode::limit, "voxelSetting.kernelRadius",
                      std::to_string(input.kernel_radius) + " means neighbourhoods of " +
                          std::to_string(kernel.shape.count) + " voxels; at most " + std::to_string(kMostPositions) +
                          " are supported",
                      "Choose a smaller kernelRadius");
  }
  kernel.image_size = input.box->size;
  kernel.spacing_mm = input.box->spacing_mm;
  kernel.highest = input.levels->highest;
  kernel.present = input.levels->present;
  kernel.levels_in_region = levels_present({input.box, {}, input.levels});
  kernel.settings = settings;
  kernel.settings.many_at_once = input.batch != 1 && input.centres.size() > 1;
  std::vector<Index3> offsets;
  for (auto& wanted : classes) {
    bool const firstorder = wanted.family->name == "firstorder";
    (firstorder ? made.reads_intensities_ : made.reads_levels_) = true;
    if (firstorder) {
      PETRA_TRY(offsets, firstorder_offsets(input, settings.force_2d_axis));
      if (input.firstorder_levels == nullptr) made.reads_levels_ = true;
    }
    PETRA_TRY(auto made_kernel, make_kernel(*wanted.family, kernel, wanted.wanted));
    if (made_kernel->angle_count() > 0 && wanted.family->name == "glcm") {
      made.angle_words_ = (made_kernel->angle_count() + 63) / 64;
      made.angles_met_.assign(made.angle_words_ * input.centres.size(), 0);
    }
    made.works_.push_back({std::move(wanted), std::move(made_kernel)});
  }
  made.reader_.emplace(kernel.shape, *input.box, input.intensity, *input.levels, input.firstorder_levels, offsets);
  return made;
}

void Voxelwise::compute(std::size_t first, std::size_t last) {
  auto here = reader_->make_neighbourhood();
  std::vector<std::unique_ptr<NeighbourhoodKernel>> kernels;
  std::vector<std::vector<double>> values;
  for (auto const& work : works_) {
    kernels.push_back(work.kernel->copy());
    values.emplace_back(work.wanted.family->features().size(), 0.0);
  }
  for (std::size_t centre = first; centre < last; ++centre) {
    auto const offset = input_.centres[centre];
    if (reads_levels_) reader_->read_levels(offset, here);
    if (reads_intensities_) reader_->read_intensities(offset, here);
    for (std::size_t w = 0; w < works_.size(); ++w) {
      kernels[w]->compute(here, values[w]);
      auto const& wanted = works_[w].wanted;
      for (std::size_t k = 0; k < wanted.wanted.size(); ++k)
        wanted.maps[k][offset] = values[w][static_cast<std::size_t>(wanted.wanted[k])];
      auto const met = kernels[w]->angles_met();
      if (wanted.family->name == "glcm") {
        std::copy(met.begin(), met.end(), angles_met_.begin() + static_cast<std::ptrdiff_t>(centre * angle_words_));
      }
    }
  }
}

VoxelwiseNotes Voxelwise::finish() {
  VoxelwiseNotes notes;
  std::size_t const count = input_.centres.size();
  std::size_t const batch = input_.batch > 0 ? static_cast<std::size_t>(input_.batch) : count;
  for (std::size_t first = 0; first < count; first += batch) {
    ++notes.batches;
    finish_batch(first, std::min(count, first + batch), notes);
    finish_runs(first, std::min(count, first + batch));
  }
  return notes;
}

// PyRadiomics drops the run lengths that no voxel of a batch has. Where that leaves none, and there is one angle only,
// sums over them are 0 instead of not a number.
void Voxelwise::finish_runs(std::size_t first, std::size_t last) {
  for (auto const& work : works_) {
    if (work.wanted.family->name != "glrlm" || work.kernel->angle_count() != 1) continue;
    for (auto const* name : {"RunEntropy", "RunVariance"}) {
      double* const map = map_of(work.wanted, name);
      if (map == nullptr) continue;
      auto const centres = input_.centres.subspan(first, last - first);
      if (std::any_of(centres.begin(), centres.end(), [&](std::int64_t at) { return !std::isnan(map[at]); })) continue;
      for (auto const at : centres) map[at] = 0;
    }
  }
}

// PyRadiomics drops the angles that no voxel of a batch has a pair along, where there is more than one. Along the
// others a voxel without a pair has a matrix of NaN, which most features leave out of their mean. Not JointAverage,
// whose mean is then NaN; and not MCC, whose eigenvalues fail for the batch as a whole, so that its map keeps
// initValue.
void Voxelwise::finish_batch(std::size_t first, std::size_t last, VoxelwiseNotes& notes) {
  if (angle_words_ == 0) return;
  auto const found =
      std::find_if(works_.begin(), works_.end(), [](Work const& work) { return work.wanted.family->name == "glcm"; });
  auto const& wanted = found->wanted;
  std::vector<std::uint64_t> kept(angle_words_, 0);
  for (std::size_t k = first * angle_words_; k < last * angle_words_; ++k) kept[k % angle_words_] |= angles_met_[k];
  int angles = 0;
  for (auto const word : kept) angles += std::popcount(word);
  bool const single = found->kernel->angle_count() == 1;
  if (single) angles = 1;
  auto const count_met = [&](std::size_t centre) {
    int met = 0;
    for (std::size_t k = 0; k < angle_words_; ++k) met += std::popcount(angles_met_[centre * angle_words_ + k]);
    return met;
  };
  bool const one_level = input_.levels->present < 2;
  double *const joint_average = map_of(wanted, "JointAverage"), *const mcc = map_of(wanted, "MCC"),
                *const inverse_variance = map_of(wanted, "InverseVariance");
  bool lacking = false;
  for (std::size_t centre = first; centre < last; ++centre) {
    int const met = count_met(centre);
    auto const offset = input_.centres[centre];
    if (met < angles) {
      lacking = true;
      if (joint_average != nullptr) joint_average[offset] = kNaN;
      ++notes.joint_average_undefined;
    }
    // A sum over no difference at all is 0 even of a matrix of NaN.
    if (inverse_variance != nullptr && one_level && met == 0) inverse_variance[offset] = angles > 0 ? 0 : kNaN;
  }
  if (mcc == nullptr) return;
  for (std::size_t centre = first; centre < last; ++centre) {
    auto const offset = input_.centres[centre];
    if (lacking) {
      mcc[offset] = input_.initial_value;
    } else if (one_level) {
      mcc[offset] = 1;
    }
  }
  notes.mcc_failed_batches += lacking ? 1 : 0;
}

}  // namespace petra
