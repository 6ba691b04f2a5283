#include "petra/phantom/cohort_tables.hpp"

#include <fmt/format.h>

#include <array>

#include "petra/base/text.hpp"

namespace petra::phantom {
namespace {

// With so few training patients hardly any of the published predictors, screened together, has p < 0.05: the demo would
// have no clinical model, hence no nomogram.
constexpr std::size_t kFewPatients = 100;
constexpr auto* kFewNote =
    "# final_p is 0.2, not the reference study's 0.05: a cohort as small as this has little power.\n";

constexpr std::array kImageColumns{"pet_image", "pet_mask", "pet_mask_reader2",
                                   "ct_image",  "ct_mask",  "ct_mask_reader2"};

}  // namespace

std::vector<ImageFile> image_files(PatientTruth const& patient) {
  std::vector<ImageFile> files;
  for (auto const modality : {Modality::pet, Modality::ct}) {
    std::string const prefix = modality == Modality::pet ? "pet_" : "ct_";
    auto const add = [&](std::string const& what, bool is_mask, Outline outline) {
      files.push_back(
          {"images/" + patient.id + "_" + prefix + what + ".nrrd", prefix + what, modality, is_mask, outline});
    };
    add("image", false, Outline::truth);
    add("mask", true, Outline::first_reader);
    if (patient.second_reader) add("mask_reader2", true, Outline::second_reader);
  }
  return files;
}

Table cohort_table(std::vector<PatientTruth> const& cohort) {
  Table table;
  table.columns = {"patient_id", "bmi", "set", "age", "gender", "max_diameter", "nse", "ferritin", "ldh", "vma", "hva"};
  for (auto const* column : kImageColumns) table.columns.emplace_back(column);
  for (auto const& p : cohort) {
    std::vector<std::string> row{p.id,
                                 std::to_string(p.outcome),
                                 p.set,
                                 format_number(p.age_years),
                                 p.gender,
                                 format_number(p.max_diameter_cm),
                                 format_number(p.nse),
                                 format_number(p.ferritin),
                                 format_number(p.ldh),
                                 format_number(p.vma),
                                 format_number(p.hva)};
    auto const files = image_files(p);
    for (auto const* column : kImageColumns) {
      std::string path;
      for (auto const& file : files) {
        if (file.column == column) path = file.path;
      }
      row.push_back(path);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table truth_table(std::vector<PatientTruth> const& cohort, double auc) {
  Table table;
  table.columns = {"patient_id", "severity", "designed_auc",  "outcome", "pet_heterogeneity", "ct_heterogeneity",
                   "uptake_suv", "necrosis", "calcification", "side",    "height_cm"};
  for (auto const& p : cohort) {
    table.rows.push_back({p.id, format_number(p.severity), format_number(auc), std::to_string(p.outcome),
                          format_number(p.pet_heterogeneity), format_number(p.ct_heterogeneity),
                          format_number(p.uptake_suv), format_number(p.necrosis), format_number(p.calcification),
                          p.side > 0 ? "left" : "right", format_number(100 * p.body_scale)});
  }
  return table;
}

std::string study_text(std::uint64_t seed, std::size_t patients) {
  bool const few = patients < kFewPatients;
  return fmt::format(
      R"yaml(# A synthetic cohort by `petra phantom`: no real child. The truth behind it is in truth.csv, which the study does not read.
name: Bone marrow involvement in neuroblastoma (synthetic)
cohort: cohort.csv
id: patient_id
outcome: {{column: bmi, positive: 1}}
modalities:
  PET: {{image: pet_image, mask: pet_mask, second_reader_mask: pet_mask_reader2, params: "builtin:pet"}}
  CT: {{image: ct_image, mask: ct_mask, second_reader_mask: ct_mask_reader2, params: "builtin:ct"}}
clinical:
  continuous:
    - {{column: age, label: Age at diagnosis, unit: years}}
    - {{column: max_diameter, label: Maximum diameter, unit: cm}}
    - {{column: nse, label: Neuron-specific enolase, unit: ng/mL}}
    - {{column: ferritin, label: Serum ferritin, unit: ng/mL}}
    - {{column: ldh, label: Lactate dehydrogenase, unit: U/L}}
    - {{column: vma, label: Vanillylmandelic acid, unit: umol/24 h}}
    - {{column: hva, label: Homovanillic acid, unit: umol/24 h}}
  categorical:
    - {{column: gender, label: Gender, reference: Female}}
split: {{column: set, train: train, test: test}}
selection:
  icc: {{minimum: 0.8, form: "ICC(2,1)", rows: all}}
  correlation: {{maximum: 0.9, methods: [pearson, spearman], rule: first_come}}
  lasso: {{folds: 5, rule: min, seed: {}}}
{}models: {{clinical: {{screen_p: 0.05, final_p: {}, stepwise: none}}}}
)yaml",
      seed % 2147483648U, few ? kFewNote : "", few ? "0.2" : "0.05");
}

}  // namespace petra::phantom
