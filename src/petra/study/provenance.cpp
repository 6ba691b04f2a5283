#include "petra/study/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "petra/base/file.hpp"
#include "petra/study/result_folder.hpp"
#include "petra/study/settings_in_force.hpp"
#include "petra/study/study_report.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

std::string utc(std::chrono::system_clock::time_point time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

Json images_json(StudyFeatures const& features) {
  Json list = Json::array();
  for (auto const& image : features.images) {
    list.push_back({{"row", image.row},
                    {"modality", image.modality},
                    {"reader", image.reader},
                    {"image_sha1", image.image_sha1},
                    {"mask_sha1", image.mask_sha1}});
    if (image.repeat) list.back()["repeat"] = true;
  }
  return list;
}

}  // namespace

std::map<std::string, std::string> input_hashes(StudyDefinition const& definition, Cohort const& cohort,
                                                std::filesystem::path const& folder) {
  std::map<std::string, std::string> hashes{{"settings", settings_sha256(definition)},
                                            {"cohort", cohort_sha256(cohort)}};
  if (!definition.feature_table.empty()) hashes["features"] = file_sha256(folder / definition.feature_table);
  if (!definition.second_reader_table.empty())
    hashes["second_reader"] = file_sha256(folder / definition.second_reader_table);
  if (!definition.repeat_table.empty()) hashes["repeat"] = file_sha256(folder / definition.repeat_table);
  for (auto const& modality : definition.modalities) {
    bool const is_file = !modality.params.empty() && !modality.params.starts_with("builtin:");
    if (is_file) hashes["params." + modality.name] = file_sha256(folder / modality.params);
  }
  return hashes;
}

Json make_provenance(StudyState const& s, std::map<std::string, std::string> const& inputs, ResultFolder const& results,
                     std::string_view version, RunTimes const& times) {
  Json json = {{"format", "petra-provenance"}, {"petra_version", version}, {"research_use_only", true}};
  json["times"] = {{"started", utc(times.started)},
                   {"finished", utc(times.finished)},
                   {"seconds", std::chrono::duration<double>(times.finished - times.started).count()}};
  json["compiler"] = fmt::format("{} {}", __VERSION__, "C++20");
  json["inputs_sha256"] = inputs;
  Json settings = Json::array();
  for (auto const& [key, value] : settings_in_force(s.definition)) {
    bool const names_a_file = key == "cohort" || key.starts_with("features.") || key.ends_with(".params");
    if (names_a_file && !value.starts_with("builtin:")) continue;  // their content's hash stands above
    settings.push_back({{"key", key}, {"value", value}});
  }
  json["settings"] = settings;
  json["random"] = {{"generator", "R 4 Mersenne-Twister, Inversion, Rejection"}};
  if (s.definition.split.column.empty()) json["random"]["split_seed"] = s.definition.split.seed;
  if (s.definition.selection.fold_column.empty()) json["random"]["lasso_fold_seed"] = s.definition.selection.lasso_seed;
  if (s.definition.bootstrap > 0) json["random"]["evaluation_seed"] = s.definition.evaluation_seed;
  json["patients"] = s.cohort.patients.size();
  json["excluded_rows"] = Json::array();
  for (auto const& exclusion : s.cohort.excluded) json["excluded_rows"].push_back(exclusion.row);
  json["warnings"] = study_warnings(s);
  json["images"] = images_json(s.features);
  json["made_from_sha256"] = results.keys();
  json["outputs_sha256"] = results.hashes();
  return json;
}

std::optional<Json> read_provenance(std::filesystem::path const& path) {
  auto const text = read_file(path, 64U << 20U);
  if (!text) return std::nullopt;
  auto json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return json;
}

bool same_but_times(Json a, Json b) {
  a.erase("times");
  b.erase("times");
  return a == b;
}

}  // namespace petra
