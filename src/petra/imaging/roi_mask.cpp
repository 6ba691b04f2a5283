// From one structure's contours to its mask, and what is to be said of it.
#include <fmt/format.h>

#include "petra/base/text.hpp"
#include "petra/imaging/structure_set.hpp"

namespace petra {

namespace {

std::string contours_text(std::int64_t count) {
  return fmt::format("{} contour{}", count, count == 1 ? "" : "s");
}

void tell(Findings& findings, Severity severity, std::string message) {
  findings.push_back({severity, std::move(message)});
}

void tell_what_was_counted(ContouredRoi const& roi, Geometry const& grid, RoiMaskOptions const& options,
                           RoiMask& result) {
  auto const& counts = result.counts;
  auto& findings = result.findings;
  if (roi.points > 0 || roi.open_contours > 0)
    tell(findings, Severity::note,
         fmt::format("{} POINT and {} open contours enclose nothing: left out", roi.points, roi.open_contours));
  if (counts.without_area > 0)
    tell(findings, Severity::note,
         fmt::format("{} with one or two corners left out", contours_text(counts.without_area)));
  if (counts.outside > 0)
    tell(findings, Severity::warning, fmt::format("{} outside the volume left out", contours_text(counts.outside)));
  if (counts.clipped > 0)
    tell(findings, Severity::warning,
         fmt::format("{} reach beyond the image and are cut at its border", contours_text(counts.clipped)));
  if (counts.off_plane > 0)
    tell(findings, Severity::note,
         fmt::format("{} lie off their slice by up to {:.2f} of a slice ({:.2f} mm): the nearest slice is taken",
                     contours_text(counts.off_plane), counts.largest_offset_slices,
                     counts.largest_offset_slices * grid.spacing_mm[2]));
  if (counts.crowded > 0)
    tell(findings, Severity::warning,
         fmt::format("{} left out: several planes of contours fall on one slice, and the nearest plane is taken. The "
                     "structure was drawn on thinner slices: choose the image that it was drawn on",
                     contours_text(counts.crowded)));
  if (counts.tilted > 0)
    tell(findings, Severity::warning,
         fmt::format("{} left out: not parallel to the slices of this image", contours_text(counts.tilted)));
  if (counts.nested > 0)
    tell(findings, Severity::note,
         fmt::format("{}: nested contour taken as a hole (even-odd)", contours_text(counts.nested)));
  if (counts.empty_between == 0) return;
  if (options.missing == MissingSlices::keep_empty) {
    auto const what = counts.usual_step_slices > 1
                          ? fmt::format("contours are {} slices apart", counts.usual_step_slices)
                          : fmt::format("{} slices between contours have none", counts.empty_between);
    tell(findings, Severity::warning,
         what + ": these slices stay empty (--fill-missing interpolates the shape between them)");
  } else {
    tell(findings, Severity::note,
         fmt::format(
             "{} slices without contours are filled with the shape between their neighbours{}", counts.interpolated,
             counts.left_open > 0
                 ? fmt::format("; {} stay open, in gaps of more than {} times the usual step or where an outline "
                               "has no partner",
                               counts.left_open, kWidestGap)
                 : std::string()));
  }
}

}  // namespace

Error other_frame_of_reference(std::string const& subject, std::string const& which, std::string const& drawn_in,
                               std::string const& image_in) {
  return make_error(ErrorCode::invalid_input, subject,
                    fmt::format("{} was drawn in another frame of reference than the image's: {} is {} there, {} here",
                                which, describe_tag(tag::FrameOfReferenceUID), drawn_in, image_in),
                    "Choose the image it was drawn on, or say --ignore-frame-of-reference if both lie in one place");
}

Result<RoiMask> mask_of_roi(ContouredRoi const& roi, Geometry const& grid,
                            std::string const& grid_frame_of_reference_uid, std::string const& subject,
                            RoiMaskOptions const& options) {
  auto const which = fmt::format("structure \"{}\"", roi.structure.name);
  if (roi.problem) return *roi.problem;
  bool const same_frame = roi.frame_of_reference_uid.empty() || grid_frame_of_reference_uid.empty() ||
                          roi.frame_of_reference_uid == grid_frame_of_reference_uid;
  if (!same_frame && options.frame_of_reference == FrameOfReferenceRule::must_agree)
    return other_frame_of_reference(subject, which, roi.frame_of_reference_uid, grid_frame_of_reference_uid);
  RoiMask result;
  if (!same_frame)
    tell(result.findings, Severity::warning,
         fmt::format("drawn in another {} than the image's, which was to be ignored",
                     describe_tag(tag::FrameOfReferenceUID)));
  if (roi.contours.empty()) {
    tell(result.findings, Severity::note,
         roi.points + roi.open_contours > 0
             ? fmt::format("no volume: it holds {} POINT and {} open contours only", roi.points, roi.open_contours)
             : std::string("no volume: it has no contours"));
    return result;
  }
  result.counts = rasterise_contours(roi.contours, grid, options.missing);
  auto& counts = result.counts;
  if (counts.contours > 0 && counts.tilted == counts.contours) {
    return make_error(ErrorCode::invalid_input, subject,
                      fmt::format("{}: its contours are not parallel to the slices of this image", which),
                      "Choose the image it was drawn on");
  }
  tell_what_was_counted(roi, grid, options, result);
  result.voxels = counts.voxels;
  if (result.voxels > 0) {
    result.mask = std::move(counts.mask);
  } else {
    bool const away = counts.contours > 0 && counts.outside == counts.contours;
    tell(result.findings, Severity::warning,
         away ? "no voxel: it lies outside the volume"
              : "no voxel: it is smaller than a voxel, and no voxel's centre lies inside");
  }
  counts.mask = Mask();
  return result;
}

}  // namespace petra
