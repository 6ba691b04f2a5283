#include "petra/imaging/mask_import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "petra/base/text.hpp"
#include "petra/imaging/segmentation_object.hpp"
#include "petra/volumefile/read_volume.hpp"
#include "petra/volumefile/segmentation.hpp"

namespace petra {

namespace {

std::int64_t count_voxels(Mask const& mask) {
  return std::accumulate(mask.voxels.begin(), mask.voxels.end(), std::int64_t{0});
}

bool same_grid(Geometry const& a, Geometry const& b) {
  return geometry_differences(a, b, 1e-4).empty();
}

class Importer {
 public:
  Importer(std::vector<MaskGrid> const& grids, MaskImportOptions const& options,
           std::function<Result<void>(PlacedMask&&)> const& use)
      : grids_(grids), options_(options), use_(use) {}

  Result<void> take(MaskSource const& source) {
    source_ = &source;
    name_ = options_.root.empty() ? source.path.filename().string()
                                  : source.path.lexically_relative(options_.root).generic_string();
    if (name_.empty() || name_.starts_with("..") || name_ == ".") name_ = source.path.filename().string();
    auto done = source.kind == MaskSource::Kind::structure_set         ? take_structure_set()
                : source.kind == MaskSource::Kind::segmentation_object ? take_segmentation_object()
                                                                       : take_volume_file();
    if (!done && used_failed_) return done;
    if (!done) problem(std::move(done).error());
    return {};
  }

  MaskImport result;

 private:
  void problem(Error error) { result.problems.push_back({name_, std::move(error)}); }
  void tell(Severity severity, std::string message) {
    result.findings.emplace_back(name_, Finding{severity, std::move(message)});
  }

  // Which structures are taken.
  Result<std::vector<std::size_t>> chosen(std::vector<StructureName> const& names) {
    std::vector<std::size_t> positions;
    if (options_.structures.empty()) {
      positions.resize(names.size());
      std::iota(positions.begin(), positions.end(), std::size_t{0});
      return positions;
    }
    std::set<std::size_t> found;
    std::optional<Error> refused;
    for (auto const& wanted : options_.structures) {
      auto const some = find_structures(names, wanted, name_);
      if (some) {
        found.insert(some->begin(), some->end());
      } else {
        refused = some.error();
      }
    }
    if (found.empty() && refused) return *refused;
    positions.assign(found.begin(), found.end());
    return positions;
  }

  // Grids that a mask of this frame of reference may be put on.
  [[nodiscard]] std::vector<std::size_t> grids_of(std::string const& frame_of_reference_uid) const {
    std::vector<std::size_t> some;
    for (std::size_t k = 0; k < grids_.size(); ++k) {
      auto const& grid = grids_[k];
      bool const same = frame_of_reference_uid.empty() || grid.frame_of_reference_uid.empty() ||
                        frame_of_reference_uid == grid.frame_of_reference_uid;
      bool const patient = source_->patient_key.empty() || source_->patient_key == grid.patient_key;
      bool const ignored = options_.roi.frame_of_reference == FrameOfReferenceRule::ignore && patient;
      // Without a frame of reference on either side the patient decides.
      bool const told = !frame_of_reference_uid.empty() && !grid.frame_of_reference_uid.empty();
      if ((same && (told || patient)) || ignored) some.push_back(k);
    }
    return some;
  }

  [[nodiscard]] Error no_grid(std::string const& which, std::string const& frame_of_reference_uid) const {
    if (grids_.empty())
      return make_error(ErrorCode::invalid_input, name_, fmt::format("there is no image to put {} on", which),
                        "Give the folder of the image that it was drawn on, too");
    return other_frame_of_reference(name_, which, frame_of_reference_uid, grids_.front().frame_of_reference_uid);
  }

  // Hands a mask on its own grid, or on one brought from there, to the user.
  Result<void> give(StructureName const& structure, std::string const& name, std::size_t grid, Mask mask,
                    Findings findings) {
    PlacedMask placed;
    placed.name = name;
    placed.source = name_;
    placed.number = structure.number;
    placed.grid = grid;
    placed.voxels = count_voxels(mask);
    placed.mask = std::move(mask);
    placed.findings = std::move(findings);
    if (placed.voxels == 0) {
      tell(Severity::warning,
           fmt::format("\"{}\": no voxel's centre of the {} grid lies inside", name, grids_[grid].label));
      return {};
    }
    ++result.masks;
    auto used = use_(std::move(placed));
    used_failed_ = !used.has_value();
    return used;
  }

  Result<void> give_on(StructureName const& structure, std::string const& name, std::vector<std::size_t> const& where,
                       std::optional<std::size_t> home, Mask const& mask, Findings const& findings) {
    for (auto const k : where) {
      auto const& grid = grids_[k];
      if (!grid.wanted) continue;
      auto own = findings;
      if (home == k || same_grid(mask.geometry, grid.geometry)) {
        auto copy = mask;
        copy.geometry = grid.geometry;
        PETRA_CHECK(give(structure, name, k, std::move(copy), std::move(own)));
        continue;
      }
      auto placed = place_mask(mask, grid.geometry, options_.placing);
      own.push_back(
          {Severity::note, fmt::format("brought to the {} grid from {} ({})", grid.label,
                                       home ? "the " + grids_[*home].label + " grid" : std::string("its own grid"),
                                       options_.placing == MaskPlacing::nearest ? "nearest at voxel centres"
                                                                                : "linear, at least one half")});
      if (auto const lost = voxels_outside(mask, grid.geometry); lost > 0)
        own.push_back({Severity::warning, fmt::format("{} of its {} voxels lie outside the {} image", lost,
                                                      count_voxels(mask), grid.label)});
      PETRA_CHECK(give(structure, name, k, std::move(placed), std::move(own)));
    }
    return {};
  }

  // The grid that contours were drawn on.
  [[nodiscard]] std::size_t home_of(StructureSet const& set, ContouredRoi const& roi,
                                    std::vector<std::size_t> const& candidates) const {
    for (auto const& uid : set.referenced_series_uids) {
      for (auto const k : candidates) {
        if (grids_[k].series_uid == uid) return k;
      }
    }
    auto best = candidates.front();
    std::int64_t least = -1;
    for (auto const k : candidates) {
      auto const counts = rasterise_contours(roi.contours, grids_[k].geometry);
      auto const misfits = counts.outside + counts.off_plane + counts.tilted + counts.crowded;
      if (least < 0 || misfits < least) {
        least = misfits;
        best = k;
      }
    }
    return best;
  }

  Result<void> take_structure_set() {
    PETRA_TRY(auto const set, read_structure_set(source_->path, options_.limits));
    for (auto const& finding : set.findings) tell(finding.severity, finding.message);
    PETRA_TRY(auto const positions, chosen(set.names()));
    auto const names = distinct_names(set.names());
    std::set<std::string> refused;  // frames of reference, each told once
    for (auto const i : positions) {
      auto const& roi = set.rois[i];
      auto const where = grids_of(roi.frame_of_reference_uid);
      if (where.empty()) {
        if (refused.insert(roi.frame_of_reference_uid).second)
          problem(no_grid(fmt::format("structure \"{}\"", names[i]), roi.frame_of_reference_uid));
        continue;
      }
      auto const home = home_of(set, roi, where);
      auto made = mask_of_roi(roi, grids_[home].geometry, grids_[home].frame_of_reference_uid, name_, options_.roi);
      if (!made) {
        problem(std::move(made).error());
        continue;
      }
      if (!made->mask) {
        for (auto const& finding : made->findings)
          tell(finding.severity, fmt::format("\"{}\": {}", names[i], finding.message));
        continue;
      }
      PETRA_CHECK(give_on(roi.structure, names[i], where, home, *made->mask, made->findings));
    }
    return {};
  }

  Result<void> take_segmentation_object() {
    PETRA_TRY(auto const object, read_segmentation_object(source_->path, options_.limits));
    PETRA_TRY(auto const positions, chosen(object.segments));
    auto const names = distinct_names(object.segments);
    auto const where = grids_of(object.frame_of_reference_uid);
    if (where.empty()) return no_grid("the segmentation", object.frame_of_reference_uid);
    for (auto const i : positions) {
      auto const mask = object.mask_of(i);
      if (count_voxels(mask) == 0) {
        tell(Severity::note, fmt::format("\"{}\": no volume: the segment has no voxel", names[i]));
        continue;
      }
      PETRA_CHECK(give_on(object.segments[i], names[i], where, std::nullopt, mask, object.findings));
    }
    return {};
  }

  // The images of the patient whose folder, or a folder above it, a volume file lies in.
  [[nodiscard]] std::vector<std::size_t> grids_beside() const {
    auto const depth = [&](std::filesystem::path const& folder) {
      auto const own = source_->path.parent_path();
      std::ptrdiff_t common = 0;
      auto a = own.begin();
      auto b = folder.begin();
      for (; a != own.end() && b != folder.end() && *a == *b; ++a, ++b) ++common;
      return common;
    };
    std::ptrdiff_t deepest = -1;
    for (auto const& grid : grids_) deepest = std::max(deepest, depth(grid.folder));
    std::set<std::string> patients;
    std::vector<std::size_t> some;
    for (std::size_t k = 0; k < grids_.size(); ++k) {
      if (depth(grids_[k].folder) != deepest) continue;
      patients.insert(grids_[k].patient_key);
    }
    for (std::size_t k = 0; k < grids_.size(); ++k) {
      if (patients.contains(grids_[k].patient_key)) some.push_back(k);
    }
    return patients.size() == 1 ? some : std::vector<std::size_t>();
  }

  Result<void> take_volume_file() {
    std::vector<std::string> warnings;
    auto const found = read_segmentation(source_->path, {}, &warnings);
    if (!found) {
      if (source_->asked_for || to_lower(name_).ends_with(".seg.nrrd")) return found.error();
      tell(Severity::note, "passed over: no mask (" + found.error().message + ")");
      return {};
    }
    bool const negative =
        std::any_of(found->segments.begin(), found->segments.end(), [](auto const& s) { return s.label < 0; });
    if (negative && !source_->asked_for) {
      tell(Severity::note, "passed over: an image, no mask (it holds negative values)");
      return {};
    }
    for (auto& warning : warnings) tell(Severity::warning, std::move(warning));
    auto const where = grids_beside();
    if (where.empty()) {
      tell(Severity::warning, grids_.empty()
                                  ? "there is no image to put it on"
                                  : "it lies beside images of several patients: put it into its patient's folder");
      return {};
    }
    PETRA_TRY(auto const positions, chosen(found->names()));
    auto names = distinct_names(found->names());
    auto stem = source_->path.filename().string();
    for (std::string_view const ending : {".gz", ".nii", ".nrrd", ".nhdr", ".mha", ".mhd", ".hdr", ".img", ".seg"}) {
      if (to_lower(stem).ends_with(ending)) stem.resize(stem.size() - ending.size());
    }
    for (auto const i : positions) {
      auto const& segment = found->segments[i];
      bool const plain = segment.id.empty() && segment.structure.name == std::to_string(segment.label);
      auto const name = !plain                        ? names[i]
                        : found->segments.size() == 1 ? stem
                                                      : fmt::format("{} label {}", stem, names[i]);
      auto const mask = found->mask_of(segment);
      if (count_voxels(mask) == 0) {
        tell(Severity::note, fmt::format("\"{}\": no volume: the segment has no voxel", name));
        continue;
      }
      PETRA_CHECK(give_on(segment.structure, name, where, std::nullopt, mask, {}));
    }
    return {};
  }

  std::vector<MaskGrid> const& grids_;
  MaskImportOptions const& options_;
  std::function<Result<void>(PlacedMask&&)> const& use_;
  MaskSource const* source_ = nullptr;
  std::string name_;
  bool used_failed_ = false;
};

}  // namespace

Result<MaskImport> import_masks(std::vector<MaskSource> const& sources, std::vector<MaskGrid> const& grids,
                                MaskImportOptions const& options,
                                std::function<Result<void>(PlacedMask&&)> const& use) {
  Importer importer(grids, options, use);
  for (auto const& source : sources) PETRA_CHECK(importer.take(source));
  return std::move(importer.result);
}

}  // namespace petra
