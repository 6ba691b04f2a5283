// A list may hold volumes and planes, whose features differ: one order of columns for all of its rows.
#include <algorithm>
#include <map>

#include "petra/extract/extractor.hpp"

namespace petra {

namespace {

bool any_of_dimension(std::vector<CaseOutcome> const& outcomes, int dimension) {
  return std::any_of(outcomes.begin(), outcomes.end(), [dimension](CaseOutcome const& outcome) {
    return outcome.row && outcome.row->dimension == dimension;
  });
}

}  // namespace

std::vector<std::string> align_rows(std::vector<CaseOutcome>& outcomes, ExtractionSettings const& settings) {
  auto const volumes = feature_names(settings, 3);
  if (!any_of_dimension(outcomes, 2)) return volumes;
  auto const planes = feature_names(settings, 2);
  if (!any_of_dimension(outcomes, 3)) return planes;
  auto names = volumes;
  std::map<std::string, std::size_t> places;
  for (auto const& name : volumes) places.emplace(name, places.size());
  for (auto const& name : planes) {
    if (places.emplace(name, names.size()).second) names.push_back(name);
  }
  for (auto& outcome : outcomes) {
    if (!outcome.row) continue;
    auto& row = *outcome.row;
    auto const& own = row.dimension == 2 ? planes : volumes;
    std::vector<FeatureValue> values(names.size(), FeatureValue{.reason = Reason::image_left_out});
    for (std::size_t i = 0; i < own.size(); ++i) values[places.at(own[i])] = row.values[i];
    row.values = std::move(values);
    if (!row.names.empty()) row.names = names;
  }
  return names;
}

}  // namespace petra
