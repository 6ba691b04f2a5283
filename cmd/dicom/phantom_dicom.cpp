#include "cmd/dicom/phantom_dicom.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/imaging/write_image_series.hpp"
#include "petra/table/table.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::cmd {
namespace {

namespace fs = std::filesystem;

constexpr double kDoseMbqPerKg = 5.3, kPlainUptakeMinutes = 60;

// A child of that age: by a rule of thumb, since only plausible numbers are wanted.
StudyFacts study_facts(std::string const& id, double age_years, std::string const& gender) {
  StudyFacts facts;
  facts.patient_name = "SYNTHETIC^" + id;
  facts.patient_id = "PETRA-PHANTOM-" + id;
  facts.sex = gender == "Female" ? "F" : "M";
  facts.age = fmt::format("{:03}Y", static_cast<int>(std::max(age_years, 0.0)));
  facts.weight_kg = std::round((8 + 2.4 * age_years) * 10) / 10;
  facts.height_m = std::round(74 + 6 * age_years) / 100;
  facts.uid_seed = "petra phantom " + id;
  facts.scan_start = *parse_date_time("20190314101500");
  return facts;
}

Result<void> write_patient(fs::path const& study, std::vector<std::string> const& row, std::size_t pet, std::size_t ct,
                           StudyFacts const& facts, std::size_t number, fs::path const& folder) {
  PETRA_TRY(auto const suv, read_volume(study / row[pet]));
  PETRA_TRY(auto const hu, read_volume(study / row[ct]));
  auto const* suv_values = std::get_if<Volume<float>>(&suv);
  auto const* hu_values = std::get_if<Volume<std::int16_t>>(&hu);
  if (suv_values == nullptr || hu_values == nullptr)
    return make_error(ErrorCode::integrity, (study / row[pet]).string(), "is not of the type that petra phantom writes",
                      "Make the phantom again");
  PetFacts dose;
  dose.dose_bq = std::round(kDoseMbqPerKg * facts.weight_kg * 10) * 1e5;
  // An hour, give or take: so that uptake times differ between patients as they do in a clinic.
  dose.injected = facts.scan_start.plus_seconds(-60 * (kPlainUptakeMinutes + static_cast<double>(number % 11) - 5));
  dose.beds = 3;
  PETRA_CHECK(write_pet_series(*suv_values, facts, dose, folder / "PET"));
  return write_ct_series(*hu_values, facts, {}, folder / "CT");
}

}  // namespace

Result<void> write_phantom_dicom(fs::path const& study, int jobs) {
  auto const path = study / "cohort.csv";
  PETRA_TRY(auto table, read_csv(path));
  auto const id = table.find_column("patient_id"), pet = table.find_column("pet_image"),
             ct = table.find_column("ct_image"), age = table.find_column("age"), gender = table.find_column("gender");
  if (!id || !pet || !ct || !age || !gender)
    return make_error(ErrorCode::integrity, path.string(), "lacks a column of petra phantom's",
                      "Make the phantom again in a new folder");
  std::vector<std::optional<Error>> problems(table.rows.size());
  Workers workers(jobs);
  Progress progress("DICOM", table.rows.size(), true);
  workers.for_each(table.rows.size(), [&](std::size_t k) {
    auto const& row = table.rows[k];
    if (row[*pet].starts_with("dicom/")) return;  // an earlier run's
    auto const written =
        write_patient(study, row, *pet, *ct, study_facts(row[*id], parse_number(row[*age]).value_or(4), row[*gender]),
                      k, study / "dicom" / row[*id]);
    if (!written) problems[k] = written.error();
    progress.advance(written ? CaseEnd::computed : CaseEnd::failed);
  });
  progress.finish();
  for (auto& problem : problems)
    if (problem) return std::move(*problem);
  for (auto& row : table.rows) {
    row[*pet] = "dicom/" + row[*id] + "/PET";
    row[*ct] = "dicom/" + row[*id] + "/CT";
  }
  return write_csv(path, table);
}

}  // namespace petra::cmd
