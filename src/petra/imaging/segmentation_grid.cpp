#include "petra/imaging/segmentation_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace petra {

namespace {

constexpr char const* kMend = "Write the segmentation again on its image's slices";

Error plane_error(std::string const& subject, std::size_t frame, std::string_view problem) {
  return make_error(ErrorCode::invalid_input, subject, fmt::format("frame {}: {}", frame + 1, problem), kMend);
}

// An item of a functional group sequence: the frame's own, else the one that all share.
DicomItem group_item(DicomItem const& own, DicomItem const& shared, DicomTag sequence) {
  auto const item = own.first_item(sequence);
  return item.dcmtk() != nullptr ? item : shared.first_item(sequence);
}

Result<FramePlane> read_plane(DicomItem const& own, DicomItem const& shared, std::size_t frame,
                              std::string const& subject) {
  FramePlane plane;
  auto const position = group_item(own, shared, tag::PlanePositionSequence).numbers(tag::ImagePositionPatient);
  auto const orientation = group_item(own, shared, tag::PlaneOrientationSequence).numbers(tag::ImageOrientationPatient);
  auto const measures = group_item(own, shared, tag::PixelMeasuresSequence);
  auto const spacing = measures.numbers(tag::PixelSpacing);
  if (position.size() != 3)
    return plane_error(subject, frame,
                       fmt::format("{} does not hold three numbers", describe_tag(tag::ImagePositionPatient)));
  if (orientation.size() != 6)
    return plane_error(subject, frame,
                       fmt::format("{} does not hold six numbers", describe_tag(tag::ImageOrientationPatient)));
  if (spacing.size() != 2 || !(spacing[0] > 0) || !(spacing[1] > 0))
    return plane_error(subject, frame,
                       fmt::format("{} does not hold two positive numbers", describe_tag(tag::PixelSpacing)));
  plane.position_mm = {position[0], position[1], position[2]};
  plane.orientation << orientation[0], orientation[3], orientation[1], orientation[4], orientation[2], orientation[5];
  plane.spacing_mm = {spacing[1], spacing[0]};
  auto const step = measures.number(tag::SpacingBetweenSlices), thickness = measures.number(tag::SliceThickness);
  plane.step_mm = std::abs(step && *step != 0 ? *step : thickness.value_or(0));
  constexpr double kUnit = 1e-3;
  auto const& o = plane.orientation;
  if (std::abs(o.col(0).norm() - 1) > kUnit || std::abs(o.col(1).norm() - 1) > kUnit ||
      std::abs(o.col(0).dot(o.col(1))) > kUnit)
    return plane_error(
        subject, frame,
        fmt::format("{} holds no two unit vectors at right angles", describe_tag(tag::ImageOrientationPatient)));
  return plane;
}

}  // namespace

Result<std::vector<FramePlane>> read_frame_planes(DicomItem const& set, std::size_t frames,
                                                  std::string const& subject) {
  auto const shared = set.first_item(tag::SharedFunctionalGroupsSequence);
  auto const own = set.items(tag::PerFrameFunctionalGroupsSequence);
  if (own.size() != frames) {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("{} is {}, but {} holds {} items", describe_tag(tag::NumberOfFrames), frames,
                                  describe_tag(tag::PerFrameFunctionalGroupsSequence), own.size()),
                      "Write the segmentation again");
  }
  std::vector<FramePlane> planes;
  planes.reserve(frames);
  for (std::size_t k = 0; k < frames; ++k) {
    PETRA_TRY(auto plane, read_plane(own[k], shared, k, subject));
    planes.push_back(std::move(plane));
  }
  return planes;
}

Result<FrameGrid> fit_frame_grid(std::vector<FramePlane> const& planes, int columns, int rows,
                                 std::int64_t maximum_voxels, std::string const& subject) {
  auto const& first = planes.front();
  Eigen::Vector3d const across = first.orientation.col(0), along = first.orientation.col(1);
  Eigen::Vector3d const normal = across.cross(along).normalized();
  constexpr double kAngle = 1e-3, kSpacing = 1e-4;
  double const shift_mm = 0.01 * first.spacing_mm.minCoeff() + 1e-3;
  std::vector<double> heights(planes.size());
  for (std::size_t k = 0; k < planes.size(); ++k) {
    auto const& plane = planes[k];
    if ((plane.orientation - first.orientation).cwiseAbs().maxCoeff() > kAngle)
      return plane_error(subject, k, "it is tilted against the first frame");
    if ((plane.spacing_mm - first.spacing_mm).cwiseAbs().maxCoeff() > kSpacing)
      return plane_error(subject, k,
                         fmt::format("its {} differs from the first frame's", describe_tag(tag::PixelSpacing)));
    heights[k] = plane.position_mm.dot(normal);
    Eigen::Vector3d const away = plane.position_mm - first.position_mm;
    if (std::abs(away.dot(across)) > shift_mm || std::abs(away.dot(along)) > shift_mm)
      return plane_error(subject, k,
                         fmt::format("its {} is shifted in the plane against the first frame's",
                                     describe_tag(tag::ImagePositionPatient)));
  }
  // Heights that differ by less than this are one slice.
  constexpr double kSameSlice_mm = 1e-3;
  auto sorted = heights;
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> levels;
  for (double const height : sorted) {
    if (levels.empty() || height - levels.back() > kSameSlice_mm) levels.push_back(height);
  }
  double smallest = INFINITY;
  for (std::size_t k = 1; k < levels.size(); ++k) smallest = std::min(smallest, levels[k] - levels[k - 1]);
  double const told = first.step_mm;
  double step = levels.size() > 1 ? smallest : told > 0 ? told : 1.0;
  // Every second slice may be absent throughout: then the step that the file tells divides the gaps.
  if (levels.size() > 1 && told > 0 && told < smallest) {
    double const ratio = smallest / told;
    if (std::abs(ratio - std::round(ratio)) < 0.1) step = told;
  }
  // Slices of real scanners lie off even spacing by a few per cent: each gap is so many steps, and the mean is taken.
  constexpr double kUneven = 0.25;
  std::vector<double> numbers = {0};
  for (std::size_t k = 1; k < levels.size(); ++k) {
    double const steps = (levels[k] - levels[k - 1]) / step, whole = std::round(steps);
    if (!(std::abs(steps - whole) <= kUneven * std::max(1.0, whole / 4)) || !(whole >= 1)) {
      return make_error(
          ErrorCode::invalid_input, subject,
          fmt::format("its frames are unevenly spaced: {:.4g} mm beside {:.4g} mm", levels[k] - levels[k - 1], step),
          kMend);
    }
    numbers.push_back(numbers.back() + whole);
  }
  double const slices = numbers.back() + 1;
  if (levels.size() > 1) step = (levels.back() - levels.front()) / numbers.back();
  if (slices * columns * rows > static_cast<double>(maximum_voxels)) {
    return make_error(
        ErrorCode::limit, subject,
        fmt::format("its {} frames lie so far apart that their grid has {:.0f} slices", planes.size(), slices), kMend);
  }
  FrameGrid fitted;
  for (double const height : heights) {
    auto const at = std::upper_bound(levels.begin(), levels.end(), height + kSameSlice_mm / 2) - levels.begin() - 1;
    fitted.slices.push_back(
        static_cast<std::int64_t>(numbers[static_cast<std::size_t>(std::max<std::ptrdiff_t>(at, 0))]));
  }
  auto& grid = fitted.grid;
  grid.size = {columns, rows, static_cast<std::int64_t>(slices)};
  grid.spacing_mm = {first.spacing_mm[0], first.spacing_mm[1], step};
  grid.direction.col(0) = across;
  grid.direction.col(1) = along;
  grid.direction.col(2) = normal;
  auto const lowest = static_cast<std::size_t>(std::min_element(heights.begin(), heights.end()) - heights.begin());
  grid.origin_mm = planes[lowest].position_mm;
  return fitted;
}

}  // namespace petra
