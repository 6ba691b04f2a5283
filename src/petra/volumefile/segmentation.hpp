// Named, possibly overlapping regions on one grid: 3D Slicer's .seg.nrrd, and any label map seen the same way.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "petra/base/result.hpp"
#include "petra/grid/volume.hpp"
#include "petra/volumefile/structure_choice.hpp"
#include "petra/volumefile/volume_source.hpp"

namespace petra {

struct Segment {
  StructureName
      structure;   // name, and its number: the label value, or the place in the list (from 1) where layers overlap
  std::string id;  // "Segment_1"; empty in a plain label map
  std::int64_t layer = 0;
  std::int64_t label = 1;
  std::array<double, 3> color = {0.5, 0.5, 0.5};  // red, green, blue from 0 to 1
  std::string tags;  // "Segmentation.Status:…|TerminologyEntry:…|", as Slicer writes them
};

struct Segmentation {
  std::vector<AnyVolume> layers;  // on one grid; the file's extent, which may be a part of the image
  std::vector<Segment> segments;

  [[nodiscard]] Geometry const& geometry() const { return geometry_of(layers.front()); }
  [[nodiscard]] std::vector<StructureName> names() const;
  // The voxels of one segment as 0 and 1.
  [[nodiscard]] Mask mask_of(Segment const& segment) const;
};

// Segments of a .seg.nrrd (label map shared by several, layers where they overlap, Slicer 4.10's one layer per segment
// without label values), in the file's order; of a label map in NRRD, NIfTI or MetaImage every value that occurs, but
// 0, ascending, the number as name. Where the file's `kLargestLabelCount` is passed, or a voxel is no whole number:
// error.
[[nodiscard]] Result<Segmentation> read_segmentation(std::filesystem::path const& path, VolumeLimits const& limits = {},
                                                     std::vector<std::string>* warnings = nullptr);
[[nodiscard]] Result<Segmentation> parse_segmentation_nrrd(VolumeSource const& source);
inline constexpr std::size_t kLargestLabelCount = 1000;

// True where the file is an NRRD with Slicer's segment keys.
[[nodiscard]] bool is_segmentation_nrrd(std::string_view bytes);

struct NamedMask {
  std::string name;
  Mask mask;
  std::array<double, 3> color = {0.5, 0.5, 0.5};
  std::string tags;  // empty: a mass, as Slicer's terminology has it
};

// The bytes of a .seg.nrrd: one label map where the masks do not overlap, else as few layers as first fit gives. All
// masks lie on one grid; the whole grid is written.
[[nodiscard]] Result<std::string> format_segmentation_nrrd(std::vector<NamedMask> const& masks, int gzip_level = 6);

}  // namespace petra
