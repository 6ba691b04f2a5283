#include "cmd/dicom/import_options.hpp"

#include <fmt/format.h>

#include "petra/base/text.hpp"

namespace petra::cmd {

void declare_series_options(CLI::App& app, SeriesArguments& arguments) {
  auto& options = arguments.options;
  auto& suv = options.volume.suv;
  app.add_option("FOLDER", arguments.folder, "Folder with DICOM files, whatever their names; or one file")->required();
  app.add_option("--series", options.choice.series,
                 "Series: its number in the table, SeriesInstanceUID, or description; may be repeated");
  app.add_option("--modality", options.choice.modalities, "Modalities taken without --series")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--suv", arguments.suv, "What SUV is measured by")
      ->check(CLI::IsMember({"bw", "lbm-james", "lbm-janmahasatian", "bsa"}))
      ->capture_default_str();
  app.add_option("--weight", suv.weight_kg, "kg, instead of PatientWeight")->group("Instead of tags");
  app.add_option("--height", suv.height_m, "m, instead of PatientSize")->group("Instead of tags");
  app.add_option("--sex", arguments.sex, "M, F or O (the mean of both), instead of PatientSex")
      ->check(CLI::IsMember({"M", "F", "O"}))
      ->group("Instead of tags");
  app.add_option("--dose", suv.dose_bq, "Bq, instead of RadionuclideTotalDose")->group("Instead of tags");
  app.add_option("--half-life", suv.half_life_s, "s, instead of RadionuclideHalfLife")->group("Instead of tags");
  app.add_option("--injection-time", suv.injection_time, "HH:MM:SS or YYYYMMDDHHMMSS on the scanner's clock")
      ->group("Instead of tags");
  app.add_option("--scan-time", suv.scan_time, "The time to which decay was corrected, as --injection-time")
      ->group("Instead of tags");
  app.add_option("--units", suv.units, "Instead of Units")
      ->check(CLI::IsMember({"BQML", "CNTS", "GML", "CM2ML"}))
      ->group("Instead of tags");
  app.add_option("--decay", suv.decay, "Instead of DecayCorrection")
      ->check(CLI::IsMember({"START", "ADMIN", "NONE"}))
      ->group("Instead of tags");
  app.add_option("--suv-factor", suv.suv_factor, "SUV per rescaled value, whatever the tags say")
      ->group("Instead of tags");
  app.add_option("--activity-factor", suv.activity_factor, "Bq/ml per count (Units CNTS)")->group("Instead of tags");
  app.add_option("--assume-slope", options.volume.assume_slope, "PET without RescaleSlope")->group("Instead of tags");
  app.add_option("--assume-rescale", arguments.rescale, "SLOPE,INTERCEPT of a CT that has neither: 1,-1024")
      ->group("Instead of tags");
  app.add_flag("--allow-uncorrected", suv.allow_uncorrected, "Take a PET without attenuation correction")
      ->group("Allow");
  app.add_flag("--allow-gaps", options.series.allow_gaps, "Stack slices though one is missing")->group("Allow");
  app.add_flag("--allow-shear", options.series.allow_shear, "Resample a series with gantry tilt to right angles")
      ->group("Allow");
  app.add_flag("--skip-damaged", options.series.skip_damaged, "Leave damaged files out")->group("Allow");
  app.add_option("--frame", options.series.frame, "Time frame of a dynamic series, from 1")
      ->check(CLI::Range(1, 100'000));
  app.add_option("--pseudonym-key", options.series.pseudonym_key,
                 "A secret that makes patient keys impossible to recompute from a PatientID");
  app.add_option("--jobs,-j", options.jobs, "Threads in all")->check(CLI::Range(0, 1024))->capture_default_str();
  app.add_flag("--json", arguments.json, "As JSON on standard output");
}

Result<void> complete_series_options(SeriesArguments& arguments) {
  auto& options = arguments.options;
  options.series.jobs = options.jobs;
  options.volume.limits = options.series.limits;
  for (auto const& row : kSuvBodies)
    if (row.name == arguments.suv) options.volume.suv.body = row.body;
  if (!arguments.sex.empty()) options.volume.suv.sex = parse_sex(arguments.sex);
  if (!arguments.rescale.empty()) {
    auto const parts = split(arguments.rescale, ',');
    auto const slope = parts.size() == 2 ? parse_number(parts[0]) : std::nullopt;
    auto const intercept = parts.size() == 2 ? parse_number(parts[1]) : std::nullopt;
    if (!slope || !intercept || *slope == 0)
      return make_error(ErrorCode::usage, "--assume-rescale",
                        fmt::format("is \"{}\", not SLOPE,INTERCEPT", arguments.rescale),
                        "For most scanners it is 1,-1024");
    options.volume.assume_rescale = Rescale{*slope, *intercept};
  }
  return {};
}

}  // namespace petra::cmd
