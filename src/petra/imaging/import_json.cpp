#include <algorithm>
#include <nlohmann/json.hpp>

#include "petra/imaging/import_series.hpp"

namespace petra {

namespace {

template <class T>
nlohmann::ordered_json optional_json(std::optional<T> const& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

}  // namespace

nlohmann::ordered_json findings_json(Findings const& findings) {
  auto list = nlohmann::ordered_json::array();
  for (auto const& finding : findings)
    list.push_back({{"severity", severity_name(finding.severity)}, {"message", finding.message}});
  return list;
}

nlohmann::ordered_json derivation_json(SuvDerivation const& derivation) {
  nlohmann::ordered_json json;
  json["possible"] = derivation.possible;
  auto const [low, high] = std::minmax_element(derivation.factors.begin(), derivation.factors.end());
  bool const alike = !derivation.factors.empty() && *low == *high;
  if (alike)
    json["factor"] = derivation.factors.front();
  else
    json["factors"] = derivation.factors;
  json["rung"] = derivation.rung;
  json["weight_kg"] = optional_json(derivation.weight_kg);
  json["height_m"] = optional_json(derivation.height_m);
  json["dose_bq"] = optional_json(derivation.dose_bq);
  json["half_life_s"] = optional_json(derivation.half_life_s);
  json["uptake_s"] = optional_json(derivation.uptake_s);
  json["decay_factor"] = optional_json(derivation.decay_factor);
  // Times of day only, and seconds: dates of a patient stay in the DICOM files.
  json["reference_time_of_day"] = derivation.reference_time
                                      ? nlohmann::ordered_json(format_time_of_day(*derivation.reference_time))
                                      : nlohmann::ordered_json(nullptr);
  json["injection_time_of_day"] = derivation.injection_time
                                      ? nlohmann::ordered_json(format_time_of_day(*derivation.injection_time))
                                      : nlohmann::ordered_json(nullptr);
  json["rungs"] = nlohmann::ordered_json::array();
  for (auto const& rung : derivation.rungs)
    json["rungs"].push_back(
        {{"rung", std::string(1, rung.rung)},
         {"source", rung.source},
         {"seconds_after_reference",
          derivation.reference_time ? seconds_between(rung.time, *derivation.reference_time) : 0.0}});
  json["steps"] = nlohmann::ordered_json::array();
  for (auto const& step : derivation.steps)
    json["steps"].push_back({{"name", step.name}, {"value", step.value}, {"source", step.source}});
  return json;
}

nlohmann::ordered_json series_json(ImportedSeries const& imported, bool with_derivation) {
  auto const& series = imported.series;
  auto const& geometry = imported.geometry;
  nlohmann::ordered_json json;
  json["number"] = imported.number;
  json["patient"] = series.patient_key;
  json["study_date"] = series.study_date;
  json["modality"] = series.modality;
  json["description"] = series.description;
  json["uid"] = series.uid;
  json["tracer"] = series.tracer;
  json["file"] = imported.file.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(imported.file);
  json["state"] = imported.state == ImportState::written   ? "written"
                  : imported.state == ImportState::known   ? "known"
                  : imported.state == ImportState::planned ? "planned"
                                                           : "refused";
  json["unit"] = imported.unit;
  if (series.has_geometry) {
    json["size"] = geometry.size;
    json["spacing"] = {geometry.spacing_mm[0], geometry.spacing_mm[1], geometry.spacing_mm[2]};
    json["origin"] = {geometry.origin_mm[0], geometry.origin_mm[1], geometry.origin_mm[2]};
  } else {
    json["size"] = json["spacing"] = json["origin"] = nullptr;
  }
  json["slices"] = series.slices.size();
  json["findings"] = findings_json(imported.findings);
  if (with_derivation && imported.plan.suv) json["suv"] = derivation_json(*imported.plan.suv);
  return json;
}

}  // namespace petra
