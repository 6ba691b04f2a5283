#include "petra/imaging/choose_series.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/base/text.hpp"

namespace petra {

namespace {

bool is_corrected(Series const& series) {
  return std::find(series.corrections.begin(), series.corrections.end(), "ATTN") != series.corrections.end();
}

bool only_localizers(Series const& series) {
  return std::all_of(series.slices.begin(), series.slices.end(), [](Slice const& slice) { return slice.localizer; });
}

// A PET without attenuation correction beside one with it, in the same study.
void pass_over_uncorrected(FolderScan& scan, std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> kept;
  for (auto const k : chosen) {
    auto& series = scan.series[k];
    if (series.modality != "PT") {
      kept.push_back(k);
      continue;
    }
    std::vector<std::size_t> of_study, uncorrected;
    bool any_corrected = false;
    for (auto const other : chosen) {
      auto const& candidate = scan.series[other];
      if (candidate.modality != "PT" || candidate.study_uid != series.study_uid ||
          candidate.patient_key != series.patient_key)
        continue;
      of_study.push_back(other);
      any_corrected = any_corrected || is_corrected(candidate);
      if (!is_corrected(candidate)) uncorrected.push_back(other);
    }
    if (uncorrected.empty() || !any_corrected) {
      kept.push_back(k);
      continue;
    }
    if (!is_corrected(series)) continue;
    std::string names;
    for (auto const other : of_study)
      names += fmt::format("; \"{}\"{}", scan.series[other].description,
                           is_corrected(scan.series[other]) ? "" : " (NAC, passed over)");
    series.findings.push_back(
        {Severity::warning, fmt::format("{} series of PET in this study{}: the attenuation-corrected one is taken. "
                                        "Give --series to choose another",
                                        of_study.size(), ": " + names.substr(2))});
    kept.push_back(k);
  }
  chosen = std::move(kept);
}

}  // namespace

Result<std::vector<std::size_t>> choose_series(FolderScan& scan, SeriesChoice const& choice) {
  std::vector<std::size_t> chosen;
  if (choice.series.empty()) {
    for (std::size_t k = 0; k < scan.series.size(); ++k) {
      auto const& series = scan.series[k];
      bool const wanted =
          std::find(choice.modalities.begin(), choice.modalities.end(), series.modality) != choice.modalities.end();
      // A series whose every file was refused still is one that the user wants to hear of.
      if (wanted && (series.is_image() ? !only_localizers(series) : has_error(series.findings))) chosen.push_back(k);
    }
    pass_over_uncorrected(scan, chosen);
    return chosen;
  }
  for (auto const& name : choice.series) {
    std::vector<std::size_t> fitting;
    auto const number = parse_integer(name);
    for (std::size_t k = 0; k < scan.series.size(); ++k) {
      auto const& series = scan.series[k];
      if (!series.is_image()) continue;
      if (series.uid == name || series.description == name || (number && *number == static_cast<long long>(k) + 1))
        fitting.push_back(k);
    }
    if (fitting.empty())
      return make_error(ErrorCode::usage, "--series", fmt::format("\"{}\" is no image series of this folder", name),
                        "Run petra import FOLDER without --out: its table numbers the series");
    chosen.insert(chosen.end(), fitting.begin(), fitting.end());
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

}  // namespace petra
