// From the images of a series, as found, to planes in order with one geometry: or what forbids it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <unordered_map>

#include "petra/imaging/series.hpp"

namespace petra {

namespace {

constexpr double kSamePlaceMm = 1e-3;

class Orderer {
 public:
  Orderer(Series& series, SeriesOptions const& options) : series_(series), slices_(series.slices), options_(options) {}

  void run() {
    drop_localizers();
    drop_copies();
    if (slices_.empty()) return;
    if (!one_patient() || !one_plane_format() || !positions_known()) return;
    sort_along_normal();
    if (!one_per_position()) return;
    find_geometry();
  }

 private:
  void say(Severity severity, std::string message) { series_.findings.push_back({severity, std::move(message)}); }

  void drop_localizers() {
    auto const count = std::count_if(slices_.begin(), slices_.end(), [](Slice const& s) { return s.localizer; });
    if (count == 0) return;
    if (count == static_cast<std::ptrdiff_t>(slices_.size())) {
      say(Severity::note, "ImageType (0008,0008) LOCALIZER: a scout view, no volume");
      return;
    }
    say(Severity::warning, fmt::format("{} LOCALIZER image(s) (scout) among the slices were left out", count));
    std::erase_if(slices_, [](Slice const& s) { return s.localizer; });
  }

  void drop_copies() {
    std::unordered_map<std::string, Slice const*> seen;
    std::vector<Slice> kept;
    kept.reserve(slices_.size());
    std::size_t dropped = 0;
    std::string first;
    for (auto& slice : slices_) {
      auto const key = slice.sop_instance_uid + "#" + std::to_string(slice.frame);
      if (slice.sop_instance_uid.empty()) {
        kept.push_back(slice);
        continue;
      }
      auto const [at, is_new] = seen.emplace(key, &slice);
      if (is_new) {
        kept.push_back(slice);
      } else if (at->second->position_mm != slice.position_mm || at->second->acquired != slice.acquired) {
        say(Severity::error, fmt::format("{} and {} carry the same SOPInstanceUID (0008,0018), but are different "
                                         "images. Export the series again",
                                         at->second->file_name(), slice.file_name()));
        kept.push_back(slice);
      } else {
        if (dropped++ == 0)
          first = fmt::format("{} is the same instance as {}", slice.file_name(), at->second->file_name());
      }
    }
    if (dropped > 0)
      say(Severity::warning, fmt::format("duplicate: {}{}; dropped", first,
                                         dropped > 1 ? fmt::format(" (and {} more copies)", dropped - 1) : ""));
    slices_ = std::move(kept);
  }

  bool one_patient() {
    for (auto const& slice : slices_)
      if (slice.patient_key != slices_.front().patient_key) {
        say(Severity::error,
            fmt::format(
                "PatientID (0010,0020) differs inside the series: {} and {} are of two patients. Separate the patients",
                slices_.front().file_name(), slice.file_name()));
        return false;
      }
    return true;
  }

  bool one_plane_format() {
    auto const& first = slices_.front();
    for (auto const& slice : slices_)
      if (slice.format.rows != first.format.rows || slice.format.columns != first.format.columns) {
        // Name the odd one out: the size that fewer slices have.
        auto const like_first = std::count_if(slices_.begin(), slices_.end(), [&](Slice const& s) {
          return s.format.rows == first.format.rows && s.format.columns == first.format.columns;
        });
        auto const& odd = 2 * like_first >= static_cast<std::ptrdiff_t>(slices_.size()) ? slice : first;
        auto const& usual = &odd == &slice ? first : slice;
        say(Severity::error,
            fmt::format("{}: Rows x Columns are {} x {}, of other slices {} x {}. Export the series again",
                        odd.file_name(), odd.format.rows, odd.format.columns, usual.format.rows, usual.format.columns));
        return false;
      }
    return true;
  }

  bool positions_known() {
    for (auto const& slice : slices_) {
      if (!slice.wrong_geometry.empty()) {
        say(Severity::error, fmt::format("{}: {}export the series again", slice.file_name(), slice.wrong_geometry));
        return false;
      }
      std::string missing;
      if (!slice.position_mm) missing += ", " + describe_tag(tag::ImagePositionPatient);
      if (!slice.orientation) missing += ", " + describe_tag(tag::ImageOrientationPatient);
      if (!slice.pixel_spacing_mm) missing += ", " + describe_tag(tag::PixelSpacing);
      if (!missing.empty()) {
        bool const image_of_planes = series_.modality == "PT" || series_.modality == "CT" || series_.modality == "MR";
        say(image_of_planes && !slice.localizer ? Severity::error : Severity::note,
            fmt::format("{}: {} missing: where the image lies is not known{}", slice.file_name(), missing.substr(2),
                        image_of_planes ? ". Export the original series" : ", no volume"));
        return false;
      }
      auto const& spacing = *slice.pixel_spacing_mm;
      if (!(spacing.minCoeff() >= 1e-3) || !(spacing.maxCoeff() <= 1e4)) {
        say(Severity::error, fmt::format("{}: PixelSpacing (0028,0030) is {}\\{} mm. Export the series again",
                                         slice.file_name(), spacing[0], spacing[1]));
        return false;
      }
      auto const& axes = *slice.orientation;
      if (std::abs(axes.col(0).norm() - 1) > 1e-3 || std::abs(axes.col(1).norm() - 1) > 1e-3 ||
          std::abs(axes.col(0).dot(axes.col(1))) > 1e-3) {
        say(Severity::error, fmt::format("{}: ImageOrientationPatient (0020,0037) is not two unit vectors at a right "
                                         "angle. Export the series again",
                                         slice.file_name()));
        return false;
      }
    }
    auto const& first = slices_.front();
    for (auto const& slice : slices_) {
      if ((*slice.orientation - *first.orientation).cwiseAbs().maxCoeff() > 1e-4) {
        say(Severity::error, fmt::format("{} and {} have different ImageOrientationPatient (0020,0037): planes of "
                                         "several orientations are no volume. Choose "
                                         "one orientation's images",
                                         first.file_name(), slice.file_name()));
        return false;
      }
      if ((*slice.pixel_spacing_mm - *first.pixel_spacing_mm).cwiseAbs().maxCoeff() > 1e-4) {
        say(Severity::error, fmt::format("{} and {} have different PixelSpacing (0028,0030). Export the series again",
                                         first.file_name(), slice.file_name()));
        return false;
      }
    }
    return true;
  }

  void sort_along_normal() {
    row_ = slices_.front().orientation->col(0).normalized();
    column_ = slices_.front().orientation->col(1);
    column_ = (column_ - row_ * row_.dot(column_)).normalized();
    normal_ = row_.cross(column_);
    std::stable_sort(slices_.begin(), slices_.end(), [&](Slice const& a, Slice const& b) {
      auto const za = height(a), zb = height(b);
      if (std::abs(za - zb) >= kSamePlaceMm) return za < zb;
      if (a.acquired != b.acquired) return a.acquired < b.acquired;
      if (a.frame_reference_ms != b.frame_reference_ms) return a.frame_reference_ms < b.frame_reference_ms;
      return a.instance_number < b.instance_number;
    });
  }

  [[nodiscard]] double height(Slice const& slice) const { return slice.position_mm->dot(normal_); }

  // Runs of slices at one position: all of one length → a dynamic series; some → two images claim one place.
  bool one_per_position() {
    std::vector<std::pair<std::size_t, std::size_t>> runs;  // first, count
    for (std::size_t k = 0; k < slices_.size(); ++k) {
      if (k > 0 && height(slices_[k]) - height(slices_[k - 1]) < kSamePlaceMm)
        ++runs.back().second;
      else
        runs.emplace_back(k, 1);
    }
    if (runs.size() == slices_.size()) return true;
    auto const frames = runs.front().second;
    bool const all_alike = std::all_of(runs.begin(), runs.end(), [&](auto const& run) { return run.second == frames; });
    if (all_alike && frames > 1 && options_.frame >= 1 && options_.frame <= static_cast<int>(frames)) {
      std::vector<Slice> kept;
      for (auto const& [first, count] : runs)
        kept.push_back(slices_[first + static_cast<std::size_t>(options_.frame) - 1]);
      slices_ = std::move(kept);
      say(Severity::warning, fmt::format("dynamic series: time frame {} of {} was taken (--frame {})", options_.frame,
                                         frames, options_.frame));
      return true;
    }
    if (all_alike && runs.size() > 1) {
      say(Severity::error,
          fmt::format("dynamic series: {} time frames at every position{}. Choose one with --frame 1 to --frame {}",
                      frames, options_.frame > 0 ? fmt::format("; there is no frame {}", options_.frame) : "", frames));
      return false;
    }
    for (auto const& [first, count] : runs)
      if (count > 1) {
        say(Severity::error,
            fmt::format("{} and {} lie at the same position ({:.2f} mm along the normal) and differ. Remove one of the "
                        "two files",
                        slices_[first].file_name(), slices_[first + 1].file_name(), height(slices_[first])));
        return false;
      }
    return true;
  }

  void find_geometry() {
    auto const count = slices_.size();
    auto const& first = slices_.front();
    double step = first.spacing_between_mm.value_or(0);
    if (!(step > 0)) step = first.thickness_mm.value_or(0);
    bool ok = true;
    if (count > 1) {
      ok = even_spacing(step) && ok;
      auto const walk = *slices_.back().position_mm - *first.position_mm;
      series_.tilt_degrees =
          std::atan2((walk - normal_ * walk.dot(normal_)).norm(), walk.dot(normal_)) * 180 / std::numbers::pi;
      if (series_.tilt_degrees > 0.1) {
        bool const allowed = options_.allow_shear;
        say(allowed ? Severity::warning : Severity::error,
            fmt::format("gantry tilt: the slices are stacked {:.1f} degrees off their normal{}", series_.tilt_degrees,
                        allowed ? "; resampled along the slices (--allow-shear)"
                                : ". Give --allow-shear to have the volume resampled to right angles"));
        ok = ok && allowed;
      }
    } else if (!(step > 0)) {
      say(Severity::error, fmt::format("{}: one slice, and {} is missing. Export the whole series", first.file_name(),
                                       describe_tag(tag::SliceThickness)));
      return;
    }
    series_.geometry.size = {first.format.columns, first.format.rows, static_cast<std::int64_t>(count)};
    series_.geometry.spacing_mm = {(*first.pixel_spacing_mm)[1], (*first.pixel_spacing_mm)[0], step};
    series_.geometry.origin_mm = *first.position_mm;
    series_.geometry.direction.col(0) = row_;
    series_.geometry.direction.col(1) = column_;
    series_.geometry.direction.col(2) = normal_;
    series_.has_geometry = ok && !has_error(series_.findings);
  }

  bool even_spacing(double& step) {
    std::vector<double> gaps;
    for (std::size_t k = 1; k < slices_.size(); ++k) gaps.push_back(height(slices_[k]) - height(slices_[k - 1]));
    auto sorted = gaps;
    std::sort(sorted.begin(), sorted.end());
    auto const middle = sorted.size() / 2;
    auto const median = sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    step = (height(slices_.back()) - height(slices_.front())) / static_cast<double>(gaps.size());
    auto const worst = static_cast<std::size_t>(
        std::max_element(gaps.begin(), gaps.end(),
                         [&](double a, double b) { return std::abs(a - median) < std::abs(b - median); }) -
        gaps.begin());
    auto const off = std::abs(gaps[worst] - median);
    if (off > 0.1 * median) {
      auto const ratio = gaps[worst] / median;
      auto const lost = std::lround(ratio) - 1;
      bool const whole = ratio > 1.5 && std::abs(ratio - std::round(ratio)) < 0.05;
      auto text =
          whole
              ? fmt::format("gap: {} slice(s) missing between {} and {} ({:.2f} to {:.2f} mm along the normal)", lost,
                            slices_[worst].file_name(), slices_[worst + 1].file_name(), height(slices_[worst]),
                            height(slices_[worst + 1]))
              : fmt::format("slice spacing is irregular: {:.3f} to {:.3f} mm, worst between {} and {}", sorted.front(),
                            sorted.back(), slices_[worst].file_name(), slices_[worst + 1].file_name());
      if (options_.allow_gaps) {
        say(Severity::warning, text + fmt::format("; stacked at the median spacing of {:.4g} mm as allowed "
                                                  "(--allow-gaps): positions beyond are wrong",
                                                  median));
        step = median;
        return true;
      }
      say(Severity::error, text + (whole ? ". Copy the missing file(s), or give --allow-gaps"
                                         : ". Export the series again, or give --allow-gaps"));
      return false;
    }
    if (off > 0.01 * median + 1e-3)
      say(Severity::warning,
          fmt::format("slice spacing varies from {:.3f} to {:.3f} mm (under 10 %): the mean, {:.4f} mm, is used",
                      sorted.front(), sorted.back(), step));
    auto const& first = slices_.front();
    if (first.thickness_mm && *first.thickness_mm > 0 && std::abs(*first.thickness_mm - step) > 0.05 * step)
      say(Severity::note,
          fmt::format(
              "SliceThickness (0018,0050) is {:.4g} mm, the positions are {:.4g} mm apart: the positions are used",
              *first.thickness_mm, step));
    return true;
  }

  Series& series_;
  std::vector<Slice>& slices_;
  SeriesOptions const& options_;
  Eigen::Vector3d row_, column_, normal_;
};

}  // namespace

void order_series(Series& series, SeriesOptions const& options) {
  if (series.slices.size() > options.maximum_slices) {
    series.findings.push_back({Severity::error, fmt::format("{} images are over the limit of {} slices",
                                                            series.slices.size(), options.maximum_slices)});
    return;
  }
  series.has_geometry = false;
  Orderer(series, options).run();
}

}  // namespace petra
