#include "petra/extract/map_output.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "petra/extract/diagnostics.hpp"
#include "petra/table/table.hpp"

namespace petra {

namespace {

std::string const* find_entry(Diagnostics const& entries, std::string const& name) {
  auto const found =
      std::find_if(entries.begin(), entries.end(), [&](auto const& entry) { return entry.first == name; });
  return found == entries.end() ? nullptr : &found->second;
}

// Null where the case has no such map: it failed, or it has no such image.
MapFile const* find_map(std::vector<MapFile> const& maps, std::string const& name) {
  auto const found = std::find_if(maps.begin(), maps.end(), [&](MapFile const& map) { return map.name == name; });
  return found == maps.end() ? nullptr : &*found;
}

// The columns of maps: those that a single case does not have are not there, a list keeps them.
std::vector<std::string> map_columns(ExtractionOutput const& output, std::vector<std::vector<MapFile>> const& files) {
  if (output.outcomes.size() != 1 || !output.outcomes.front().row) return output.feature_names;
  std::vector<std::string> columns;
  for (auto const& map : files.front()) columns.push_back(map.name);
  return columns;
}

std::vector<std::string> names_of(ExtractionOutput const& output, ExtractionSettings const& settings) {
  bool const corrected = std::any_of(output.outcomes.begin(), output.outcomes.end(), [](CaseOutcome const& outcome) {
    return outcome.row && find_entry(outcome.row->diagnostics, "diagnostics_Mask-corrected_Spacing") != nullptr;
  });
  return diagnostics_names(settings, corrected);
}

std::string format_csv_maps(ExtractionOutput const& output, std::vector<std::vector<MapFile>> const& files,
                            std::vector<std::string> const& diagnostics) {
  Table table;
  table.columns = output.input_columns;
  table.columns.insert(table.columns.end(), diagnostics.begin(), diagnostics.end());
  auto const maps = map_columns(output, files);
  table.columns.insert(table.columns.end(), maps.begin(), maps.end());
  table.columns.emplace_back(kErrorColumn);
  for (std::size_t r = 0; r < output.outcomes.size(); ++r) {
    auto const& outcome = output.outcomes[r];
    auto cells = output.inputs[r];
    for (auto const& name : diagnostics) {
      auto const* json = outcome.row ? find_entry(outcome.row->diagnostics, name) : nullptr;
      cells.push_back(json == nullptr ? "" : python_text(*json));
    }
    for (auto const& name : maps) {
      auto const* const map = find_map(files[r], name);
      cells.push_back(map == nullptr ? "" : map->file.string());
    }
    cells.push_back(outcome.error ? format_error(*outcome.error) : "");
    table.rows.push_back(std::move(cells));
  }
  return format_csv(table);
}

std::string format_json_maps(ExtractionOutput const& output, std::vector<std::vector<MapFile>> const& files,
                             std::vector<std::string> const& diagnostics) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (std::size_t r = 0; r < output.outcomes.size(); ++r) {
    auto const& outcome = output.outcomes[r];
    Json row = Json::object();
    for (std::size_t c = 0; c < output.input_columns.size(); ++c) row[output.input_columns[c]] = output.inputs[r][c];
    for (auto const& name : diagnostics) {
      auto const* json = outcome.row ? find_entry(outcome.row->diagnostics, name) : nullptr;
      row[name] = json == nullptr ? Json(nullptr) : Json::parse(*json);
    }
    for (auto const& name : output.feature_names) {
      auto const* const map = find_map(files[r], name);
      if (map != nullptr) {
        row[name] = map->file.string();
      } else if (!outcome.row) {
        row[name] = nullptr;
      }
    }
    row[std::string(kErrorColumn)] = outcome.error ? Json(format_error(*outcome.error)) : Json(nullptr);
    rows.push_back(std::move(row));
  }
  return rows.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string format_map_output(ExtractionOutput const& output, std::vector<std::vector<MapFile>> const& files,
                              ExtractionSettings const& settings, OutputFormat format) {
  auto const diagnostics = names_of(output, settings);
  return format == OutputFormat::csv ? format_csv_maps(output, files, diagnostics)
                                     : format_json_maps(output, files, diagnostics);
}

}  // namespace petra
