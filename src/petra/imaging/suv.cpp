#include "petra/imaging/suv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "petra/base/text.hpp"
#include "petra/imaging/nuclide.hpp"
#include "petra/imaging/suv_reference_time.hpp"

namespace petra {

namespace {

constexpr double kDaySeconds = 86'400;

class Deriver {
 public:
  Deriver(SuvTags const& tags, SuvOptions const& options) : tags_(tags), options_(options) {}

  SuvDerivation run() {
    out_.factors.assign(tags_.slices.size(), 1.0);
    check_attenuation();
    read_body();
    auto const units = options_.units.empty() ? tags_.units : options_.units;
    step("units", units.empty() ? "missing" : units, options_.units.empty() ? "Units (0054,1001)" : "--units");
    if (options_.suv_factor) {
      step("factor", format_number(*options_.suv_factor), "--suv-factor");
      scale_all(*options_.suv_factor);
    } else if (units.empty()) {
      fail("Units (0054,1001) is missing. Give --units BQML, CNTS, GML or CM2ML");
    } else if (units == "GML" || units == "CM2ML") {
      from_suv(units);
    } else if (units == "CNTS") {
      from_counts();
    } else if (units == "BQML") {
      from_activity();
    } else {
      fail(fmt::format(
          "Units (0054,1001) {} cannot become SUV{}. Choose the attenuation-corrected, quantitative series", units,
          units == "CPS" || units == "PROPCPS" || units == "PROPCNTS" ? ": no calibration to Bq/ml" : ""));
    }
    to_body();
    out_.possible = !has_error(out_.findings);
    return std::move(out_);
  }

 private:
  void fail(std::string text) { out_.findings.push_back({Severity::error, std::move(text)}); }
  void warn(std::string text) { out_.findings.push_back({Severity::warning, std::move(text)}); }
  void note(std::string text) { out_.findings.push_back({Severity::note, std::move(text)}); }
  void step(std::string name, std::string value, std::string source) {
    out_.steps.push_back({std::move(name), std::move(value), std::move(source)});
  }
  void scale_all(double factor) {
    for (auto& value : out_.factors) value *= factor;
  }

  // A number that the user gives, or that a tag holds; what is wrong with the tag is shown. Zero is "not known".
  std::optional<double> positive(std::optional<double> const& given, std::string_view option, std::string const& text,
                                 DicomTag tag, bool needed) {
    if (given) {
      if (*given > 0 && std::isfinite(*given)) return given;
      fail(fmt::format("{} is {}: it must be greater than 0", option, format_number(*given)));
      return std::nullopt;
    }
    auto const value = parse_number(text);
    if (value && *value > 0 && std::isfinite(*value)) return value;
    if (needed)
      fail(fmt::format("{} is {}. Give {}", describe_tag(tag),
                       text.empty()           ? "missing"
                       : value && *value == 0 ? "0"
                                              : fmt::format("\"{}\"", text.substr(0, 40)),
                       option));
    return std::nullopt;
  }

  void check_attenuation() {
    bool const corrected = tags_.enhanced && tags_.corrected_image.empty()
                               ? tags_.attenuation_corrected != "NO"
                               : std::find(tags_.corrected_image.begin(), tags_.corrected_image.end(), "ATTN") !=
                                     tags_.corrected_image.end();
    if (tags_.enhanced && tags_.corrected_image.empty() && tags_.attenuation_corrected.empty())
      warn("AttenuationCorrected (0018,9759) is missing: taken as YES");
    if (corrected) return;
    auto const shown = tags_.enhanced && tags_.corrected_image.empty() ? "AttenuationCorrected (0018,9759) is NO"
                       : tags_.corrected_image.empty()
                           ? "CorrectedImage (0028,0051) is missing, so ATTN is not in it"
                           : fmt::format("CorrectedImage (0028,0051) {} lacks ATTN", join(tags_.corrected_image, "\\"));
    if (options_.allow_uncorrected)
      warn(shown + ": not corrected for attenuation, taken all the same (--allow-uncorrected)");
    else
      fail(shown + ": not corrected for attenuation. Choose the AC series, or give --allow-uncorrected");
  }

  void read_body() {
    if (auto const weight = parse_number(tags_.weight); options_.weight_kg) {
      out_.weight_kg = options_.weight_kg;
    } else if (weight && *weight > 1000 && std::isfinite(*weight)) {
      warn(fmt::format("PatientWeight (0010,1030) {} can only be grams: taken as {} kg. Give --weight where it is not",
                       format_number(*weight), format_number(*weight / 1000)));
      out_.weight_kg = *weight / 1000;
    } else if (weight && *weight > 0 && std::isfinite(*weight)) {
      if (*weight > 350)
        warn(fmt::format("PatientWeight (0010,1030) is {} kg: check it, or give --weight", format_number(*weight)));
      out_.weight_kg = weight;
    }
    if (auto const height = parse_number(tags_.size); options_.height_m) {
      out_.height_m = options_.height_m;
    } else if (height && *height > 3 && *height < 300) {
      warn(fmt::format(
          "PatientSize (0010,1020) {} can only be centimetres: taken as {} m. Give --height where it is not",
          format_number(*height), format_number(*height / 100)));
      out_.height_m = *height / 100;
    } else if (height && *height > 0 && *height <= 3) {
      out_.height_m = height;
    }
    sex_ = options_.sex ? options_.sex : parse_sex(tags_.sex);
  }

  bool need_weight() {
    if (out_.weight_kg && *out_.weight_kg > 0 && std::isfinite(*out_.weight_kg)) {
      step("weight", format_number(*out_.weight_kg) + " kg",
           options_.weight_kg ? "--weight" : "PatientWeight (0010,1030)");
      return true;
    }
    (void)positive(options_.weight_kg, "--weight KG", tags_.weight, tag::PatientWeight, true);
    out_.weight_kg.reset();
    return false;
  }

  // Weight, height and sex together, or everything that is missing of them.
  std::optional<Body> need_body(bool with_height, bool with_sex) {
    if (!weight_told_) weight_ok_ = need_weight(), weight_told_ = true;
    bool ok = weight_ok_;
    if (with_height && !(out_.height_m && *out_.height_m > 0 && std::isfinite(*out_.height_m))) {
      (void)positive(options_.height_m, "--height M", tags_.size, tag::PatientSize, true);
      ok = false;
    }
    if (with_sex && !sex_) {
      fail(fmt::format("PatientSex (0010,0040) is {}. Give --sex M, F or O",
                       tags_.sex.empty() ? "missing" : "\"" + tags_.sex.substr(0, 20) + "\""));
      ok = false;
    }
    if (!ok) return std::nullopt;
    if (with_height)
      step("height", format_number(*out_.height_m) + " m", options_.height_m ? "--height" : "PatientSize (0010,1020)");
    return Body{*out_.weight_kg, out_.height_m.value_or(0), sex_.value_or(Sex::other)};
  }

  // GML and CM2ML: SUV already, by one body or another. The factor leads to body weight.
  void from_suv(std::string const& units) {
    auto const type = !tags_.suv_type.empty() ? tags_.suv_type
                      : units == "GML"        ? std::string("BW")
                                              : std::string("BSA");
    step("SUV type", type, tags_.suv_type.empty() ? "SUVType (0054,1006) absent" : "SUVType (0054,1006)");
    if (type == "BW" && units == "GML") {
      note("Units GML: the stored values are SUV already; neither dose nor times are used");
      return;
    }
    if (type == "BSA") {
      if (auto const body = need_body(true, false)) {
        auto const surface = body_surface_m2(*body);
        step("body surface", format_number(surface) + " m2", "Du Bois");
        scale_all(body->weight_kg / (10 * surface));
      }
      return;
    }
    double (*mass)(Body const&) = type == "LBM"           ? lean_mass_james_120
                                  : type == "LBMJAMES128" ? lean_mass_james
                                  : type == "LBMJANMA"    ? lean_mass_janmahasatian
                                  : type == "IBW"         ? ideal_mass
                                                          : nullptr;
    if (mass == nullptr) {
      fail(
          fmt::format("SUVType (0054,1006) {} is not one of BW, LBM, LBMJAMES128, LBMJANMA, IBW, BSA. Choose the "
                      "quantitative series",
                      type));
      return;
    }
    if (auto const body = need_body(true, true)) {
      auto const kg = mass(*body);
      if (!(kg > 0)) {
        fail(
            fmt::format("SUVType (0054,1006) {} gives a mass of {} kg for {} kg and {} m: its formula is not made for "
                        "small patients. Choose the series in BQML",
                        type, format_number(kg), format_number(body->weight_kg), format_number(body->height_m)));
        return;
      }
      step("mass of " + type, format_number(kg) + " kg", "its formula");
      scale_all(body->weight_kg / kg);
    }
  }

  void from_counts() {
    bool all_suv = !tags_.slices.empty(), all_activity = all_suv, any_suv = false, any_activity = false;
    for (auto const& slice : tags_.slices) {
      bool const suv = slice.philips_suv && *slice.philips_suv > 0,
                 activity = slice.philips_activity && *slice.philips_activity > 0;
      all_suv = all_suv && suv;
      all_activity = all_activity && activity;
      any_suv = any_suv || suv;
      any_activity = any_activity || activity;
    }
    if (options_.activity_factor) {
      step("activity factor", format_number(*options_.activity_factor), "--activity-factor");
      scale_all(*options_.activity_factor);
      from_activity();
    } else if (all_suv) {
      for (std::size_t k = 0; k < tags_.slices.size(); ++k) out_.factors[k] *= *tags_.slices[k].philips_suv;
      step("SUV factor", format_number(*tags_.slices.front().philips_suv), "Philips SUV scale factor (7053,xx00)");
    } else if (all_activity) {
      for (std::size_t k = 0; k < tags_.slices.size(); ++k) out_.factors[k] *= *tags_.slices[k].philips_activity;
      step("activity factor", format_number(*tags_.slices.front().philips_activity),
           "Philips activity concentration factor (7053,xx09)");
      from_activity();
    } else if (any_suv || any_activity) {
      fail(
          "Units CNTS (0054,1001): only some slices carry a Philips factor (7053,xx00) or (7053,xx09). Export the "
          "series again");
    } else {
      fail(
          "Units CNTS (0054,1001), and neither Philips factor is there: SUV scale factor (7053,xx00), activity "
          "concentration factor (7053,xx09). Export again with the "
          "Philips private tags kept (de-identification removes them), or give --suv-factor or --activity-factor");
    }
  }

  void from_activity() {
    auto const decay = tags_.enhanced && options_.decay.empty() ? enhanced_decay()
                       : options_.decay.empty()                 ? tags_.decay_correction
                                                                : options_.decay;
    bool const known = decay == "START" || decay == "ADMIN" || decay == "NONE";
    if (!known && !decay_told_)
      fail(fmt::format("DecayCorrection (0054,1102) is {}. Give --decay START, ADMIN or NONE",
                       decay.empty() ? "missing" : "\"" + decay.substr(0, 20) + "\""));
    step("decay correction", decay.empty() ? "missing" : decay,
         options_.decay.empty() ? (tags_.enhanced ? "DecayCorrected (0018,9758)" : "DecayCorrection (0054,1102)")
                                : "--decay");
    if (known && decay != "NONE" && !tags_.enhanced &&
        std::find(tags_.corrected_image.begin(), tags_.corrected_image.end(), "DECY") == tags_.corrected_image.end())
      warn(fmt::format(
          "CorrectedImage (0028,0051) lacks DECY though DecayCorrection (0054,1102) is {}; DecayCorrection is believed",
          decay));
    if (!weight_told_) weight_ok_ = need_weight(), weight_told_ = true;
    if (!tags_.has_radiopharmaceutical &&
        !(options_.dose_bq && (decay == "ADMIN" || (options_.half_life_s && !options_.injection_time.empty()))))
      fail(
          "RadiopharmaceuticalInformationSequence (0054,0016) is missing: dose, half-life and injection time are not "
          "known. Give --dose, --half-life and "
          "--injection-time");
    find_dose();
    if (decay != "ADMIN") find_half_life();
    if (decay != "ADMIN" && known && out_.half_life_s) find_times(decay);
    if (decay != "ADMIN" && known && !out_.half_life_s) find_injection_presence();
    if (has_error(out_.findings)) return;

    auto const base = *out_.weight_kg * 1000 / *out_.dose_bq;
    if (decay == "ADMIN") {
      step("factor", format_number(base), "weight / dose, decay corrected to the injection");
      scale_all(base);
      return;
    }
    auto const decay_per_s = std::numbers::ln2 / *out_.half_life_s;
    if (decay == "START") {
      out_.decay_factor = std::exp(-decay_per_s * *out_.uptake_s);
      step("dose at the reference", format_number(*out_.dose_bq * *out_.decay_factor) + " Bq",
           fmt::format("decayed over {} s", format_number(*out_.uptake_s)));
      scale_all(base / *out_.decay_factor);
      step("factor", format_number(base / *out_.decay_factor), "weight / decayed dose");
      return;
    }
    for (std::size_t k = 0; k < tags_.slices.size(); ++k) {
      auto const& slice = tags_.slices[k];
      auto const q = decay_per_s * *slice.frame_duration_ms / 1000;
      out_.factors[k] *=
          base * q / -std::expm1(-q) * std::exp(decay_per_s * seconds_between(*slice.acquired, *out_.injection_time));
    }
    step("factor", "per slice", "weight / dose, each slice corrected for its own delay and frame");
  }

  // The enhanced object says YES or NO; YES is to its own reference time.
  std::string enhanced_decay() {
    if (tags_.decay_corrected == "YES") return "START";
    fail(
        fmt::format("DecayCorrected (0018,9758) is {}, not YES: an enhanced series without decay correction is not "
                    "supported. Export it as conventional PET images",
                    tags_.decay_corrected.empty() ? "missing" : tags_.decay_corrected));
    decay_told_ = true;
    return {};
  }

  void find_dose() {
    auto dose = positive(options_.dose_bq, "--dose BQ", tags_.dose, tag::RadionuclideTotalDose,
                         tags_.has_radiopharmaceutical || options_.dose_bq.has_value());
    if (!dose) return;
    auto source = std::string(options_.dose_bq ? "--dose" : "RadionuclideTotalDose (0018,1074)");
    if (!options_.dose_bq && tags_.enhanced) {
      if (*dose < 1e5) {
        *dose *= 1e6;
        source += ", MBq in an enhanced object";
      } else {
        warn(
            fmt::format("RadionuclideTotalDose (0018,1074) {} of an enhanced object can only be Bq, though MBq is "
                        "demanded there: taken as Bq",
                        format_number(*dose)));
      }
    } else if (!options_.dose_bq && *dose < 1e4) {
      warn(fmt::format(
          "RadionuclideTotalDose (0018,1074) {} can only be MBq: taken as {} Bq. Give --dose where it is not (mCi)",
          format_number(*dose), format_number(*dose * 1e6)));
      *dose *= 1e6;
    }
    if (!options_.dose_bq && (*dose < 1e6 || *dose > 2e10))
      warn(fmt::format("RadionuclideTotalDose (0018,1074) comes to {} MBq, which is unusual: check it, or give --dose",
                       format_number(*dose / 1e6)));
    out_.dose_bq = dose;
    step("dose", format_number(*dose) + " Bq", source);
  }

  void find_half_life() {
    auto const* nuclide = find_nuclide(tags_.nuclide_code, tags_.nuclide_meaning, tags_.tracer);
    if (nuclide != nullptr && !options_.half_life_s && !(parse_number(tags_.half_life).value_or(0) > 0)) {
      warn(fmt::format("RadionuclideHalfLife (0018,1075) is {}; {} s of {} (by its code or name) is taken",
                       tags_.half_life.empty() ? "missing" : tags_.half_life.substr(0, 20),
                       format_number(nuclide->half_life_s), nuclide->name));
      out_.half_life_s = nuclide->half_life_s;
      step("half-life", format_number(nuclide->half_life_s) + " s", std::string(nuclide->name));
      return;
    }
    out_.half_life_s = positive(options_.half_life_s, "--half-life S", tags_.half_life, tag::RadionuclideHalfLife,
                                tags_.has_radiopharmaceutical || options_.half_life_s.has_value());
    if (!out_.half_life_s) return;
    if (nuclide != nullptr && std::abs(*out_.half_life_s / nuclide->half_life_s - 1) > 0.02)
      warn(
          fmt::format("half-life {} s does not fit the radionuclide {} ({} s): check RadionuclideHalfLife (0018,1075), "
                      "or give --half-life",
                      format_number(*out_.half_life_s), nuclide->name, format_number(nuclide->half_life_s)));
    step("half-life", format_number(*out_.half_life_s) + " s",
         options_.half_life_s ? "--half-life" : "RadionuclideHalfLife (0018,1075)");
  }

  // Without a half-life times cannot be judged, but that there is none can be told.
  void find_injection_presence() {
    if (options_.injection_time.empty() && tags_.has_radiopharmaceutical && !parse_date_time(tags_.start_date_time) &&
        !parse_time_of_day(tags_.start_time))
      fail(no_injection_time());
  }

  static std::string no_injection_time() {
    return "RadiopharmaceuticalStartTime (0018,1072) and RadiopharmaceuticalStartDateTime (0018,1078) are missing. "
           "Give --injection-time";
  }

  // A time of the user: a whole date and time, or a time of day near `around`.
  static std::optional<ClockTime> given_time(std::string const& text, ClockTime around) {
    if (auto const whole = parse_date_time(text); whole && trim(text).size() >= 12) return whole;
    if (auto const of_day = parse_time_of_day(text)) return ClockTime{day_of(around).microseconds + *of_day};
    return std::nullopt;
  }

  void find_times(std::string const& decay) {
    auto const decay_per_s = std::numbers::ln2 / *out_.half_life_s;
    std::optional<ClockTime> reference;
    auto found = find_reference_time(tags_, decay_per_s);
    if (!options_.scan_time.empty()) {
      auto const day = found.chosen ? found.chosen->time : tags_.series_time.value_or(ClockTime{});
      reference = given_time(options_.scan_time, day);
      if (!reference)
        fail(fmt::format("--scan-time \"{}\" is neither HH:MM:SS nor YYYYMMDDHHMMSS", options_.scan_time));
      out_.rung = "given";
    } else if (tags_.enhanced && options_.decay.empty()) {
      reference = tags_.decay_correction_time;
      out_.rung = "enhanced";
      if (!reference) fail("DecayCorrectionDateTime (0018,9701) is missing. Give --scan-time");
    } else if (decay == "NONE") {
      reference = found.earliest;
      out_.rung = "none";
      std::size_t no_time = 0, no_duration = 0;
      for (auto const& slice : tags_.slices) {
        if (!slice.acquired) ++no_time;
        if (!slice.frame_duration_ms || !(*slice.frame_duration_ms > 0)) ++no_duration;
      }
      if (no_time > 0)
        fail(
            fmt::format("AcquisitionTime (0008,0032) is missing in {} slices: with DecayCorrection NONE each slice "
                        "needs its own. Export the series again",
                        no_time));
      if (no_duration > 0)
        fail(
            fmt::format("ActualFrameDuration (0018,1242) is missing or 0 in {} slices: needed with DecayCorrection "
                        "NONE. Export the series again",
                        no_duration));
    } else {
      for (auto& finding : found.findings) out_.findings.push_back(std::move(finding));
      if (found.chosen) {
        reference = found.chosen->time;
        out_.rung = std::string(1, found.chosen->rung);
        step("reference time", format_clock(*reference), fmt::format("rung {}: {}", out_.rung, found.chosen->source));
      }
    }
    out_.rungs = found.rungs;
    out_.reference_time = reference;
    if (reference && out_.rung.size() > 1)
      step("reference time", format_clock(*reference),
           out_.rung == "given"  ? "--scan-time"
           : out_.rung == "none" ? "the earliest AcquisitionTime (0008,0032)"
                                 : "DecayCorrectionDateTime (0018,9701)");
    if (!reference) {
      find_injection_presence();
      return;
    }
    find_injection(*reference);
  }

  void find_injection(ClockTime reference) {
    std::optional<ClockTime> injected;
    std::string source;
    auto const near = [&](std::int64_t time_of_day) {  // on the reference's date; the day before where that is later
      ClockTime at{day_of(reference).microseconds + time_of_day};
      if (reference < at) {
        at = at.plus_seconds(-kDaySeconds);
        note("the injection's time of day is later than the scan's: taken as the day before");
      }
      return at;
    };
    if (!options_.injection_time.empty()) {
      source = "--injection-time";
      auto const whole = parse_date_time(options_.injection_time);
      auto const of_day = parse_time_of_day(options_.injection_time);
      if (of_day) injected = near(*of_day);
      if (!of_day && whole) injected = whole;
      if (!injected)
        fail(fmt::format("--injection-time \"{}\" is neither HH:MM:SS nor YYYYMMDDHHMMSS", options_.injection_time));
    } else {
      auto const whole = parse_date_time(tags_.start_date_time);
      auto const of_day = parse_time_of_day(tags_.start_time);
      if (whole && std::abs(seconds_between(*whole, reference)) <= 2 * kDaySeconds) {
        injected = whole;
        source = "RadiopharmaceuticalStartDateTime (0018,1078)";
        if (of_day) {
          auto const apart = std::abs(static_cast<double>(*of_day - time_of_day(*whole))) / 1e6;
          if (apart > 60 && apart < kDaySeconds - 60)
            warn(
                fmt::format("RadiopharmaceuticalStartTime (0018,1072) {} and RadiopharmaceuticalStartDateTime "
                            "(0018,1078) {} disagree: the latter is used. Give "
                            "--injection-time where it is wrong",
                            format_time_of_day({*of_day}), format_time_of_day(*whole)));
        }
      } else if (whole) {
        warn(
            "RadiopharmaceuticalStartDateTime (0018,1078) has another date than the scan (de-identified): its time of "
            "day is used");
        injected = near(of_day.value_or(time_of_day(*whole)));
        source = of_day ? "RadiopharmaceuticalStartTime (0018,1072)"
                        : "time of day of RadiopharmaceuticalStartDateTime (0018,1078)";
      } else if (of_day) {
        injected = near(*of_day);
        source = "RadiopharmaceuticalStartTime (0018,1072)";
      } else if (tags_.has_radiopharmaceutical) {
        fail(no_injection_time());
      }
    }
    if (!injected) return;
    out_.injection_time = injected;
    step("injection", format_clock(*injected), source);
    auto const uptake = seconds_between(reference, *injected);
    out_.uptake_s = uptake;
    if (uptake < 0 || uptake > 8 * *out_.half_life_s) {
      fail(
          fmt::format("uptake time of {:.0f} min between the injection ({}; RadiopharmaceuticalStartTime (0018,1072), "
                      "RadiopharmaceuticalStartDateTime (0018,1078)) and the scan is not "
                      "possible. Correct the injection time: --injection-time",
                      uptake / 60, source));
      return;
    }
    step("uptake", format_number(uptake) + " s", "injection to reference");
    if (uptake < 30 * 60 || uptake > 180 * 60)
      note(fmt::format("uptake time is {:.0f} min: outside 30 to 180 min", uptake / 60));
  }

  void to_body() {
    if (options_.body == SuvBody::weight) return;
    auto const body = need_body(true, options_.body != SuvBody::surface);
    if (!body) return;
    if (options_.body == SuvBody::surface) {
      auto const surface = body_surface_m2(*body);
      step("body surface", format_number(surface) + " m2", "Du Bois");
      scale_all(10 * surface / body->weight_kg);
      return;
    }
    auto const kg = options_.body == SuvBody::lean_james ? lean_mass_james(*body) : lean_mass_janmahasatian(*body);
    if (!(kg > 0)) {
      fail(fmt::format("lean body mass comes to {} kg for {} kg and {} m. Choose --suv bw", format_number(kg),
                       format_number(body->weight_kg), format_number(body->height_m)));
      return;
    }
    step("lean body mass", format_number(kg) + " kg", options_.body == SuvBody::lean_james ? "James" : "Janmahasatian");
    scale_all(kg / body->weight_kg);
    auto const years = tags_.age.size() == 4 ? parse_number(tags_.age.substr(0, 3)) : std::nullopt;
    if (years && (tags_.age[3] != 'Y' || *years < 18))
      note("the formulas of lean body mass are not made for patients under 18 years");
  }

  SuvTags const& tags_;
  SuvOptions const& options_;
  SuvDerivation out_;
  std::optional<Sex> sex_;
  bool weight_told_ = false, weight_ok_ = false, decay_told_ = false;
};

}  // namespace

SuvBodyRow const& suv_body_row(SuvBody body) {
  for (auto const& row : kSuvBodies)
    if (row.body == body) return row;
  return kSuvBodies[0];
}

SuvDerivation derive_suv(SuvTags const& tags, SuvOptions const& options) {
  return Deriver(tags, options).run();
}

std::string format_derivation(SuvDerivation const& derivation) {
  std::string text;
  for (auto const& step : derivation.steps)
    text += fmt::format("  {:<22} {:<28} {}\n", step.name, step.value, step.source);
  if (derivation.rungs.size() > 1)
    for (auto const& rung : derivation.rungs)
      text +=
          fmt::format("  {:<22} {:<28} {}\n", fmt::format("rung {}", rung.rung), format_clock(rung.time), rung.source);
  for (auto const& finding : derivation.findings)
    text += fmt::format("  {}: {}\n", severity_name(finding.severity), finding.message);
  return text;
}

}  // namespace petra
