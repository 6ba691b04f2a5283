// From a scanned folder to the masks in it and the grids they may go on.
#include "petra/imaging/mask_sources.hpp"

#include "petra/base/text.hpp"

namespace petra {

std::vector<MaskSource> mask_sources(FolderScan const& scan, std::filesystem::path const& root) {
  std::vector<MaskSource> sources;
  for (auto const& series : scan.series) {
    auto const kind = series.modality == "RTSTRUCT" ? MaskSource::Kind::structure_set
                      : series.modality == "SEG"    ? MaskSource::Kind::segmentation_object
                                                    : MaskSource::Kind::volume_file;
    if (kind == MaskSource::Kind::volume_file) continue;
    for (auto const& file : series.files) sources.push_back({kind, file, series.patient_key, false});
  }
  for (auto const& name : scan.foreign) {
    auto const lower = to_lower(name);
    for (std::string_view const ending : {".nrrd", ".nhdr", ".nii", ".nii.gz", ".mha", ".mhd"}) {
      if (!lower.ends_with(ending)) continue;
      sources.push_back({MaskSource::Kind::volume_file, root / name, "", false});
      break;
    }
  }
  return sources;
}

MaskGrid mask_grid(Series const& series, bool wanted) {
  return {series.modality, series.uid, series.frame_of_reference_uid, series.patient_key, series.folder,
          series.geometry, wanted};
}

}  // namespace petra
