#include "cmd/dicom/import_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "petra/base/file.hpp"
#include "petra/table/table.hpp"

namespace petra::cmd {
namespace {

struct Row {
  std::string modality, column, mask_column;
};
Row const kColumns[] = {{"PT", "pet_image", "pet_mask"}, {"CT", "ct_image", "ct_mask"}};

// The patient's mask on the grid of this modality, where there is one and no more.
ImportedMask const* only_mask(ImportedMasks const& masks, std::string const& patient, std::string const& modality) {
  ImportedMask const* found = nullptr;
  for (auto const& mask : masks.masks) {
    if (mask.patient_key != patient || mask.grid != modality || mask.file.empty()) continue;
    if (found != nullptr) return nullptr;
    found = &mask;
  }
  return found;
}

std::size_t column_of(Table& table, std::string const& name) {
  if (auto const found = table.find_column(name)) return *found;
  table.columns.push_back(name);
  for (auto& row : table.rows) row.emplace_back();
  return table.columns.size() - 1;
}

}  // namespace

Result<void> make_folder_for_output(std::filesystem::path const& folder) {
  auto made = make_folder(folder);
  if (made) return {};
  auto error = std::move(made).error();
  if (error_row(error.code).exit_status < 3) error.code = ErrorCode::environment;
  return error;
}

Result<void> add_to_cohort(std::filesystem::path const& study, FolderImport const& result, ImportedMasks const& masks) {
  auto const path = study / "cohort.csv";
  Table table;
  if (std::filesystem::exists(path)) {
    PETRA_TRY(table, read_csv(path));
    if (!table.find_column("patient_id"))
      return make_error(ErrorCode::invalid_input, path.string(), "has no column patient_id",
                        "Rename its column of patients, or import with --out and fill in the paths by hand");
  } else {
    table.columns = {"patient_id", "pet_image", "ct_image"};
  }
  std::map<std::pair<std::string, std::string>, std::size_t> seen;  // patient, column → series
  for (auto const& imported : result.imported) {
    if (imported.file.empty()) continue;
    for (auto const& [modality, name, mask_name] : kColumns) {
      if (imported.series.modality != modality) continue;
      auto const& patient = imported.series.patient_key;
      if (auto const [at, is_new] = seen.try_emplace({patient, name}, imported.number); !is_new)
        return make_error(
            ErrorCode::invalid_input, path.string(),
            fmt::format("{} has two {} series ({} and {})", patient, modality, at->second, imported.number),
            "Choose one of each modality with --series");
      auto const id = *table.find_column("patient_id");
      auto const column = column_of(table, name);
      auto row =
          std::find_if(table.rows.begin(), table.rows.end(), [&](auto const& cells) { return cells[id] == patient; });
      if (row == table.rows.end()) {
        table.rows.emplace_back(table.columns.size());
        row = std::prev(table.rows.end());
        (*row)[id] = patient;
      }
      auto const at = static_cast<std::size_t>(row - table.rows.begin());
      auto const fill = [&](std::size_t where, std::string const& file) {
        auto& cell = table.rows[at][where];
        if (cell.empty() || cell.starts_with("images/")) cell = "images/" + file;
      };
      fill(column, imported.file);
      if (auto const* mask = only_mask(masks, patient, modality)) fill(column_of(table, mask_name), mask->file);
    }
  }
  return write_csv(path, table);
}

}  // namespace petra::cmd
