// What the headers of a series allow.
#include <fmt/format.h>

#include <cmath>

#include "petra/base/text.hpp"
#include "petra/imaging/series_volume.hpp"

namespace petra {

namespace {

// Slope and intercept of every slice; findings where a slice has none, or none that can be used.
class RescaleReader {
 public:
  RescaleReader(Series const& series, VolumeOptions const& options, SeriesPlan& plan)
      : series_(series), options_(options), plan_(plan) {}

  void read() {
    bool const pet = series_.modality == "PT", ct = series_.modality == "CT";
    for (auto const& slice : series_.slices) {
      Rescale rescale;
      auto const& slope = slice.slope.value || !slice.slope.wrong_text.empty() ? slice.slope : real_world(slice);
      if (!slope.wrong_text.empty() || !slice.intercept.wrong_text.empty()) {
        auto const tag = slope.wrong_text.empty() ? tag::RescaleIntercept : tag::RescaleSlope;
        auto const& text = slope.wrong_text.empty() ? slice.intercept.wrong_text : slope.wrong_text;
        tell(wrong_, Severity::error, slice,
             fmt::format("{} is \"{}\", no number. Export the series again", describe_tag(tag), text.substr(0, 40)));
      } else if (slope.value && *slope.value == 0) {
        tell(zero_, Severity::error, slice,
             "RescaleSlope (0028,1053) is 0: every voxel would be the same. Export the series again");
      } else if (slope.value) {
        rescale.slope = *slope.value;
        rescale.intercept = intercept_of(slice);
      } else if (pet && options_.assume_slope) {
        rescale = {*options_.assume_slope, intercept_of(slice)};
        tell(assumed_, Severity::warning, slice,
             fmt::format("RescaleSlope (0028,1053) is missing: {} is assumed (--assume-slope)",
                         format_number(rescale.slope)));
      } else if (ct && options_.assume_rescale) {
        rescale = *options_.assume_rescale;
        tell(assumed_, Severity::warning, slice,
             fmt::format("RescaleSlope (0028,1053) and RescaleIntercept (0028,1052) are missing: {} and {} are assumed "
                         "(--assume-rescale)",
                         format_number(rescale.slope), format_number(rescale.intercept)));
      } else if (pet) {
        tell(missing_, Severity::error, slice,
             "RescaleSlope (0028,1053) is missing: activity is not known. Export the series again, or give "
             "--assume-slope");
      } else if (ct) {
        tell(missing_, Severity::error, slice,
             "RescaleSlope (0028,1053) and RescaleIntercept (0028,1052) are missing: Hounsfield units are not known. "
             "Export the series again, or give --assume-rescale 1,-1024");
      }
      if (pet && rescale.intercept != 0)
        tell(intercept_, Severity::warning, slice,
             fmt::format("RescaleIntercept (0028,1052) is {}, in PET it must be 0: applied as it stands",
                         format_number(rescale.intercept)));
      if (ct && slope.value && !slice.intercept.value && slice.intercept.wrong_text.empty() &&
          !slice.real_world_intercept)
        tell(no_intercept_, Severity::warning, slice, "RescaleIntercept (0028,1052) is missing: 0 is taken");
      plan_.rescale.push_back(rescale);
    }
    more(wrong_), more(zero_), more(assumed_), more(missing_), more(intercept_), more(no_intercept_);
  }

 private:
  struct Told {
    std::size_t count = 0, place = 0;
  };

  static ScaleValue real_world(Slice const& slice) { return {slice.real_world_slope, ""}; }
  static double intercept_of(Slice const& slice) {
    if (slice.intercept.value) return *slice.intercept.value;
    return slice.slope.value ? 0 : slice.real_world_intercept.value_or(0);
  }

  // The first slice's message stands for all of its kind.
  void tell(Told& told, Severity severity, Slice const& slice, std::string text) {
    if (told.count++ > 0) return;
    told.place = plan_.findings.size();
    plan_.findings.push_back({severity, slice.file_name() + ": " + std::move(text)});
  }
  void more(Told const& told) {
    if (told.count > 1) plan_.findings[told.place].message += fmt::format(" ({} slices)", told.count);
  }

  Series const& series_;
  VolumeOptions const& options_;
  SeriesPlan& plan_;
  Told wrong_, zero_, assumed_, missing_, intercept_, no_intercept_;
};

}  // namespace

Result<SeriesPlan> plan_series(Series const& series, VolumeOptions const& options) {
  SeriesPlan plan;
  plan.findings = series.findings;
  plan.unit = "stored";
  if (!series.is_image()) return plan;
  if (!series.has_geometry && !has_error(plan.findings)) plan.findings.push_back({Severity::note, "no volume"});
  RescaleReader(series, options, plan).read();
  if (series.modality == "PT") {
    PETRA_TRY(auto const file, open_dicom_file(series.slices.front().place->path, options.limits));
    plan.suv = derive_suv(read_suv_tags(file.data_set, series.slices), options.suv);
    plan.findings.insert(plan.findings.end(), plan.suv->findings.begin(), plan.suv->findings.end());
    plan.unit = suv_body_row(options.suv.body).unit;
    for (std::size_t k = 0; k < plan.rescale.size(); ++k) {
      plan.rescale[k].slope *= plan.suv->factors[k];
      plan.rescale[k].intercept *= plan.suv->factors[k];
    }
  } else if (series.modality == "CT") {
    PETRA_TRY(auto const file, open_dicom_file(series.slices.front().place->path, options.limits));
    plan.unit = "HU";
    if (auto const type = file.data_set.text(tag::RescaleType); type && *type != "HU")
      plan.findings.push_back(
          {Severity::warning,
           fmt::format("RescaleType (0028,1054) is \"{}\", not HU: taken as HU all the same", type->substr(0, 20))});
  }
  plan.possible = series.has_geometry && !has_error(plan.findings);
  return plan;
}

}  // namespace petra
