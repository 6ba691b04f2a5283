#include "petra/study/cohort_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "petra/base/text.hpp"
#include "petra/segment/pet_metric_rows.hpp"
#include "petra/study/mask_measures.hpp"

namespace petra {

namespace {

// Codes that statistics programs write for "not known"; a clinical measurement has none of these values.
bool is_missing_code(double value) {
  return value == -999 || value == -9999;
}

struct UnitRange {
  std::string_view unit;
  double low, high;
};

// What a patient's age can be in the unit that a study states: months typed as years are a common slip.
constexpr auto kUnitRanges = std::to_array<UnitRange>({{"years", 0, 120}, {"months", 0, 1440}, {"days", 0, 43830}});

}  // namespace

std::optional<std::size_t> CohortReader::column(std::string const& name, std::string_view key) {
  auto const found = table_.find_column(name);
  if (!found) {
    auto const nearest = nearest_name(name, table_.columns);
    problems_.add(
        std::string(key), fmt::format("the column {} is missing", name),
        nearest ? fmt::format("Did you mean {}?", *nearest) : fmt::format("Columns: {}", listed(table_.columns)));
  }
  return found;
}

std::string CohortReader::where(std::size_t row, std::string_view name) const {
  return fmt::format("line {}, column {}", table_.lines[row], name);
}

void CohortReader::mark_missing(std::size_t row, std::string const& name) {
  missing_[row].push_back(name);
}

void CohortReader::read_ids() {
  auto const id = column(definition_.id, "id");
  if (!id) return;
  std::map<std::string, std::size_t> first_row;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const text = std::string(trim(table_.rows[row][*id]));
    if (text.empty()) problems_.add(where(row, definition_.id), "has no patient id");
    auto const [before, is_new] = first_row.emplace(text, row);
    if (!is_new && !text.empty()) {
      problems_.add(where(row, definition_.id),
                    fmt::format("the patient {} is there twice, first in line {}", text, table_.lines[before->second]),
                    "Keep one row per patient");
    }
    cohort_.patients[row].id = text;
  }
}

void CohortReader::read_outcome() {
  auto const outcome = column(definition_.outcome_column, "outcome.column");
  if (!outcome) return;
  auto const positive_number = parse_number(definition_.outcome_positive);
  std::map<std::string, std::size_t> others;  // value -> first line
  std::size_t cases = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const cell = trim(table_.rows[row][*outcome]);
    if (is_missing(cell)) {
      mark_missing(row, definition_.outcome_column);
      continue;
    }
    auto const number = parse_number(cell);
    bool const is_case =
        cell == definition_.outcome_positive || (number && positive_number && *number == *positive_number);
    cohort_.patients[row].outcome = is_case ? 1 : 0;
    cases += is_case;
    if (!is_case) others.emplace(number ? format_number(*number) : std::string(cell), table_.lines[row]);
  }
  auto const name = fmt::format("column {}", definition_.outcome_column);
  if (others.size() > 1) {
    std::vector<std::string> values;
    for (auto const& [value, line] : others) values.push_back(fmt::format("{} (line {})", value, line));
    problems_.add(
        name,
        fmt::format("an outcome has two values; beside {} there are {}", definition_.outcome_positive, listed(values)),
        "Correct the cells, or name the value of a case in outcome.positive");
  } else if (cases == 0) {
    problems_.add(name, fmt::format("no patient has the value {} of a case", definition_.outcome_positive),
                  "Name the value of a case in outcome.positive");
  } else if (others.empty()) {
    problems_.add(name, fmt::format("every patient has the value {}: one class only", definition_.outcome_positive),
                  "Both outcomes are needed");
  }
}

void CohortReader::read_sets() {
  if (definition_.split.column.empty()) return;
  auto const set = column(definition_.split.column, "split.column");
  if (!set) return;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const cell = trim(table_.rows[row][*set]);
    if (is_missing(cell))
      mark_missing(row, definition_.split.column);
    else if (cell == definition_.split.train)
      cohort_.patients[row].training = true;
    else if (cell != definition_.split.test) {
      problems_.add(where(row, definition_.split.column),
                    fmt::format("{} is neither {} nor {}", cell, definition_.split.train, definition_.split.test));
    }
  }
}

// A missing centre does not take a patient out: nothing is fitted to it.
void CohortReader::read_centres() {
  if (definition_.centre.empty()) return;
  auto const centre = column(definition_.centre, "centre");
  if (!centre) return;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const cell = trim(table_.rows[row][*centre]);
    if (!is_missing(cell)) cohort_.patients[row].centre = std::string(cell);
  }
}

void CohortReader::read_folds() {
  if (definition_.selection.fold_column.empty()) return;
  auto const fold = column(definition_.selection.fold_column, "selection.lasso.fold_column");
  if (!fold) return;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    if (!cohort_.patients[row].training) continue;
    auto const cell = trim(table_.rows[row][*fold]);
    auto const number = parse_integer(cell);
    if (is_missing(cell) || !number || *number < 1 || *number > definition_.selection.lasso_folds) {
      problems_.add(where(row, definition_.selection.fold_column),
                    fmt::format("\"{}\" is not a fold from 1 to {} (a training patient needs one)", cell,
                                definition_.selection.lasso_folds));
      continue;
    }
    cohort_.patients[row].fold = static_cast<int>(*number);
  }
}

void CohortReader::miss(ClinicalVariable& variable, std::size_t row, Gaps gaps) {
  if (gaps == Gaps::exclude)
    mark_missing(row, variable.column.column);
  else
    variable.values[row] = std::nan("");
}

void CohortReader::read_continuous(ClinicalVariable& variable, std::size_t column_index, Gaps gaps) {
  std::size_t coded = 0;
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const cell = trim(table_.rows[row][column_index]);
    auto const number = parse_number(cell);
    if (is_missing(cell) || (number && is_missing_code(*number))) {
      coded += !is_missing(cell);
      miss(variable, row, gaps);
      continue;
    }
    if (!number || !std::isfinite(*number)) {
      problems_.add(where(row, variable.column.column), fmt::format("\"{}\" is not a number", cell),
                    "Write a plain number with a decimal point, or leave the cell empty");
      continue;
    }
    variable.values[row] = *number;
  }
  if (coded > 0)
    cohort_.warnings.push_back(
        fmt::format("{}: {} cells with -999 or -9999 are taken as missing.", variable.column.column, coded));
  warn_of_units(variable);
}

void CohortReader::warn_of_units(ClinicalVariable const& variable) {
  for (auto const& range : kUnitRanges) {
    if (range.unit != variable.column.unit) continue;
    auto const odd = std::count_if(variable.values.begin(), variable.values.end(),
                                   [&](double v) { return v < range.low || v > range.high; });
    if (odd > 0) {
      cohort_.warnings.push_back(fmt::format("{}: {} values lie outside {} to {} {}: is the unit right?",
                                             variable.column.column, odd, range.low, range.high, range.unit));
    }
  }
}

void CohortReader::read_categorical(ClinicalVariable& variable, std::size_t column_index, Gaps gaps) {
  std::set<std::string> found;
  for (auto const& row : table_.rows) {
    if (!is_missing(trim(row[column_index]))) found.emplace(trim(row[column_index]));
  }
  variable.levels.assign(found.begin(), found.end());
  if (variable.column.reference) {
    auto const reference = std::find(variable.levels.begin(), variable.levels.end(), *variable.column.reference);
    if (reference == variable.levels.end()) {
      problems_.add(fmt::format("clinical.categorical, column {}", variable.column.column),
                    fmt::format("the reference {} does not occur", *variable.column.reference),
                    fmt::format("Levels: {}", listed(variable.levels)));
      return;
    }
    std::rotate(variable.levels.begin(), reference, reference + 1);
  }
  constexpr std::size_t kMostLevels = 20;
  if (variable.levels.size() > kMostLevels) {
    problems_.add(fmt::format("column {}", variable.column.column),
                  fmt::format("has {} levels, more than the limit of {}", variable.levels.size(), kMostLevels),
                  "Is it a number? Then list it under clinical.continuous");
    return;
  }
  for (std::size_t row = 0; row < table_.rows.size(); ++row) {
    auto const cell = trim(table_.rows[row][column_index]);
    if (is_missing(cell)) {
      miss(variable, row, gaps);
      continue;
    }
    auto const level = std::find(variable.levels.begin(), variable.levels.end(), cell);
    variable.values[row] = static_cast<double>(level - variable.levels.begin());
  }
}

// A metric of the PET mask that the table does not hold itself.
bool CohortReader::is_measured(ClinicalColumn const& column) const {
  return !column.categorical && find_clinical_metric(column.column) != nullptr && !table_.find_column(column.column) &&
         pet_modality(definition_).has_value();
}

void CohortReader::add_measured(ClinicalColumn const& column, std::string_view key,
                                std::vector<ClinicalVariable>& into) {
  ClinicalVariable variable{column, {}, std::vector<double>(table_.rows.size(), std::nan("")), true};
  auto const& row = *find_clinical_metric(column.column);
  auto& unit = variable.column.unit;
  if (unit.empty() && row.unit != "SUV") unit = row.unit;
  if (row.unit == "mm" && unit != "mm" && unit != "cm")
    problems_.add(fmt::format("{}.continuous, column {}", key, column.column),
                  fmt::format("is measured in the PET mask, in mm or cm; its unit is {}", unit),
                  "Write unit: mm or unit: cm");
  if (row.unit == "ml" && unit != "ml" && unit != "mL" && unit != "cm3" && unit != "cm³")
    problems_.add(fmt::format("{}.continuous, column {}", key, column.column),
                  fmt::format("is measured in the PET mask, in ml; its unit is {}", unit), "Write unit: ml");
  into.push_back(std::move(variable));
}

void CohortReader::read_columns(std::vector<ClinicalColumn> const& columns, std::string_view key, Gaps gaps,
                                std::vector<ClinicalVariable>& into) {
  for (auto const& definition : columns) {
    if (is_measured(definition)) {
      add_measured(definition, key, into);
      continue;
    }
    auto const found =
        column(definition.column, fmt::format("{}.{}", key, definition.categorical ? "categorical" : "continuous"));
    if (!found) continue;
    ClinicalVariable variable{definition, {}, std::vector<double>(table_.rows.size(), 0.0), false};
    if (definition.categorical)
      read_categorical(variable, *found, gaps);
    else
      read_continuous(variable, *found, gaps);
    into.push_back(std::move(variable));
  }
}

void CohortReader::read_files() {
  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  for (auto const& modality : definition_.modalities) {
    auto const key = "modalities." + modality.name;
    auto const image = column(modality.image_column, key + ".image");
    auto const mask = column(modality.mask_column, key + ".mask");
    auto const second = modality.second_mask_column.empty()
                            ? std::nullopt
                            : column(modality.second_mask_column, key + ".second_reader_mask");
    auto const repeat =
        modality.repeat_mask_column.empty() ? std::nullopt : column(modality.repeat_mask_column, key + ".repeat_mask");
    constexpr auto kNone = static_cast<std::size_t>(-1);
    auto const structure = modality.structure_column.empty()
                               ? kNone
                               : column(modality.structure_column, key + ".structure").value_or(kNone);
    if (!image || !mask) continue;
    for (std::size_t row = 0; row < table_.rows.size(); ++row) {
      auto path_of = [&](std::size_t column_index) {
        auto const cell = trim(table_.rows[row][column_index]);
        return is_missing(cell) ? std::filesystem::path() : (folder_ / cell).lexically_normal();
      };
      ModalityFiles files{path_of(*image), path_of(*mask), second ? path_of(*second) : std::filesystem::path(),
                          repeat ? path_of(*repeat) : std::filesystem::path(), {}};
      if (structure != kNone && !is_missing(table_.rows[row][structure]))
        files.structure = trim(table_.rows[row][structure]);
      if (files.image.empty()) mark_missing(row, modality.image_column);
      if (files.mask.empty()) mark_missing(row, modality.mask_column);
      if (!files.image.empty() && !files.mask.empty()) {
        auto const [before, is_new] = seen.emplace(std::pair{files.image.string(), files.mask.string()}, row);
        if (!is_new) {
          problems_.add(where(row, modality.image_column),
                        fmt::format("has the image and mask of line {} again", table_.lines[before->second]),
                        "Each patient has images of their own");
        }
      }
      cohort_.patients[row].files.push_back(std::move(files));
    }
  }
}

Cohort CohortReader::complete_cases() {
  std::map<std::string, std::size_t> per_column;
  std::vector<std::pair<std::size_t, std::string>> out;
  for (std::size_t row = 0; row < missing_.size(); ++row) {
    if (missing_[row].empty()) continue;
    for (auto const& name : missing_[row]) ++per_column[name];
    out.emplace_back(row, "no value in " + listed(missing_[row]));
  }
  std::string reason;
  if (!out.empty()) {
    std::vector<std::string> counts;
    for (auto const& [name, count] : per_column) counts.push_back(fmt::format("{} ({})", name, count));
    reason = "a cell is empty in a column that the study uses: " + listed(counts, 30);
    cohort_.warnings.push_back(
        fmt::format("{} of {} patients are left out because a cell is empty (complete cases): {}.", out.size(),
                    missing_.size(), listed(counts, 30)));
  }
  cohort_.exclude(out, {std::string(kCompleteCasesStep), reason});
  return std::move(cohort_);
}

Cohort CohortReader::read() {
  cohort_.patients.resize(table_.rows.size());
  missing_.resize(table_.rows.size());
  for (std::size_t row = 0; row < table_.rows.size(); ++row) cohort_.patients[row].row = eligible_.rows[row];
  cohort_.excluded = eligible_.excluded;
  cohort_.flow = eligible_.flow;
  cohort_.listed = eligible_.listed;
  if (eligible_.listed == 0)
    problems_.add("", "has a header and no patients", "Add one row per patient");
  else if (table_.rows.empty())
    problems_.add("", "no patient meets every rule of eligibility", "Check eligibility.rules in study.yaml");
  read_ids();
  if (table_.rows.empty()) return std::move(cohort_);
  read_outcome();
  read_sets();
  read_centres();
  read_folds();
  read_columns(definition_.clinical, "clinical", definition_.missing.impute ? Gaps::keep : Gaps::exclude,
               cohort_.clinical);
  read_columns(definition_.described, "describe", Gaps::keep, cohort_.described);
  read_files();
  return problems_.empty() ? complete_cases() : std::move(cohort_);
}

}  // namespace petra
