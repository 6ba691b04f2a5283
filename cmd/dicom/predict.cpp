// petra predict: a frozen model on new patients, one from the command line or many from a cohort's table.

#include "cmd/predict.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>

#include "cmd/output_file.hpp"
#include "petra/apply/patient_features.hpp"
#include "petra/apply/prediction_table.hpp"
#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra::cmd {

namespace {

struct PredictArguments {
  std::filesystem::path model, cohort, features, out;
  std::map<std::string, std::string> image, mask;  // PET, CT: the short forms
  std::vector<std::string> images, masks, clinical;
  std::string rad_score, regression;
  int jobs = 0;
  bool json = false;
};

Error usage(std::string message, std::string remedy) {
  return make_error(ErrorCode::usage, "", std::move(message), std::move(remedy));
}

// "NAME=VALUE".
Result<std::pair<std::string, std::string>> named(std::string const& text, std::string_view option) {
  auto const equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return usage(fmt::format("{} {} is not NAME=VALUE", option, text), "");
  return std::pair{std::string(trim(std::string_view(text).substr(0, equals))), text.substr(equals + 1)};
}

Result<std::map<std::string, PatientImage, std::less<>>> images_of(PredictArguments const& arguments) {
  std::map<std::string, PatientImage, std::less<>> images;
  for (auto const& [name, file] : arguments.image) images[name].image = file;
  for (auto const& [name, file] : arguments.mask) images[name].mask = file;
  for (auto const& text : arguments.images) {
    PETRA_TRY(auto const pair, named(text, "--image"));
    images[pair.first].image = pair.second;
  }
  for (auto const& text : arguments.masks) {
    PETRA_TRY(auto const pair, named(text, "--mask"));
    images[pair.first].mask = pair.second;
  }
  return images;
}

bool gives_one_patient(PredictArguments const& a) {
  return !a.image.empty() || !a.mask.empty() || !a.images.empty() || !a.masks.empty() || !a.clinical.empty() ||
         !a.rad_score.empty();
}

// The patient whom the options describe.
Result<ListedPatient> patient_of(FrozenModel const& model, PredictArguments const& arguments) {
  ListedPatient one;
  one.id = "patient";
  for (auto const& text : arguments.clinical) {
    PETRA_TRY(auto const pair, named(text, "--clinical"));
    std::vector<std::string> known;
    for (auto const& variable : model.variables) known.push_back(variable.column);
    if (std::find(known.begin(), known.end(), pair.first) == known.end()) {
      auto const nearest = nearest_name(pair.first, known);
      return usage(fmt::format("--clinical {}: the model has no such variable", pair.first),
                   nearest ? fmt::format("Did you mean {}?", *nearest) : "Its variables: " + join(known, ", "));
    }
    if (!one.patient.clinical.emplace(pair.first, pair.second).second)
      return usage(fmt::format("--clinical {} is given twice", pair.first), "");
  }
  if (!arguments.rad_score.empty()) {
    auto const number = parse_number(arguments.rad_score);
    if (!number) return usage(fmt::format("--rad-score {} is not a number", arguments.rad_score), "");
    one.patient.rad_score = *number;
  }
  PETRA_TRY(auto const images, images_of(arguments));
  if (images.empty()) return one;
  if (one.patient.rad_score) return usage("--rad-score and images contradict each other", "Give one of them");
  std::vector<std::string> modalities;
  for (auto const& modality : model.modalities) modalities.push_back(modality.name);
  if (modalities.empty())
    return usage("the model was made from tables of features, so that it does not know how to make them from images",
                 "Give a cohort's table and --features");
  for (auto const& [name, files] : images) {
    if (std::find(modalities.begin(), modalities.end(), name) == modalities.end())
      return usage(fmt::format("the model has no modality {}", name), "Its modalities: " + join(modalities, ", "));
    if (files.image.empty() || files.mask.empty())
      return usage(fmt::format("{} needs both an image and a mask", name),
                   fmt::format("Add --{} {}=FILE", files.image.empty() ? "image" : "mask", name));
  }
  for (auto const* modality : modalities_needed(model)) {
    if (!images.contains(modality->name))
      return usage(fmt::format("the Rad score needs the {} image and mask", modality->name),
                   fmt::format("Add --image {0}=FILE --mask {0}=FILE", modality->name));
  }
  PETRA_TRY(auto extracted, extract_patients(model, {images}, arguments.jobs));
  one.patient.features = std::move(extracted.front().features);
  one.warnings = std::move(extracted.front().warnings);
  if (extracted.front().error) return *extracted.front().error;
  return one;
}

Result<int> run_predict(PredictArguments const& arguments) {
  if (arguments.cohort.empty() != gives_one_patient(arguments))
    return usage("give either a cohort's table or one patient's images and --clinical values",
                 "See petra predict --help");
  if (!arguments.out.empty()) PETRA_CHECK(check_writable(arguments.out));
  PETRA_TRY(auto const text, read_file(arguments.model, 64U << 20U));
  PETRA_TRY(auto const model, parse_model(text, arguments.model.string()));
  std::vector<ListedPatient> patients;
  if (arguments.cohort.empty()) {
    PETRA_TRY(auto one, patient_of(model, arguments));
    patients.push_back(std::move(one));
  } else {
    PETRA_TRY(patients, read_patients(model, {arguments.cohort, arguments.features, arguments.regression, false,
                                              arguments.jobs}));
  }
  auto const predictions = predict_all(model, patients, arguments.regression);
  if (arguments.cohort.empty() && predictions.front().error) return *predictions.front().error;

  std::size_t failed = 0;
  for (auto const& each : predictions) {
    if (each.error) fmt::print(stderr, "failed: {}: {}\n", each.id, format_error(*each.error));
    failed += each.error.has_value();
    if (!each.prediction) continue;
    for (auto const& warning : each.prediction->warnings)
      fmt::print(stderr, "warning: {}{}\n", arguments.cohort.empty() ? "" : each.id + ": ", warning);
  }
  if (arguments.json)
    PETRA_CHECK(write_result(arguments.out, prediction_json(predictions).dump(1) + '\n'));
  else if (arguments.cohort.empty())
    PETRA_CHECK(write_result(arguments.out, describe_prediction(model, *predictions.front().prediction)));
  else
    PETRA_CHECK(write_result(arguments.out, format_csv(prediction_table(predictions))));
  if (failed > 0) fmt::print(stderr, "{} of {} patients could not be judged\n", failed, predictions.size());
  return failed > 0 ? 1 : 0;
}

}  // namespace

std::function<int()> declare_predict(CLI::App& app) {
  auto arguments = std::make_shared<PredictArguments>();
  app.add_option("model", arguments->model, "model.json of a study's results")->required();
  app.add_option("cohort", arguments->cohort, "CSV of new patients, with the study's columns");
  for (auto const* name : {"PET", "CT"}) {
    auto const option = "--" + to_lower(name);
    app.add_option_function<std::string>(
        option, [arguments, name](std::string const& file) { arguments->image[name] = file; },
        fmt::format("{} image of one patient", name));
    app.add_option_function<std::string>(
        option + "-mask", [arguments, name](std::string const& file) { arguments->mask[name] = file; },
        fmt::format("Tumour mask on that {}", name));
  }
  app.add_option("--image", arguments->images, "MODALITY=FILE, for modalities of other names");
  app.add_option("--mask", arguments->masks, "MODALITY=FILE");
  app.add_option("--clinical", arguments->clinical,
                 "NAME=VALUE, as often as the model has variables; a unit may follow: age=38months");
  app.add_option("--rad-score", arguments->rad_score, "The Rad score itself, instead of images");
  app.add_option("--features", arguments->features, "CSV of the features of the cohort's patients");
  app.add_option("--model", arguments->regression,
                 "combined, radiomics or clinical (default: the first of these that the file holds)");
  app.add_option("--out,-o", arguments->out, "File to write (default: stdout)");
  app.add_option("--jobs,-j", arguments->jobs, "Worker threads in all (default: every core)")
      ->check(CLI::Range(0, 1024));
  app.add_flag("--json", arguments->json, "As JSON");
  return [arguments] {
    auto const status = run_predict(*arguments);
    return status ? *status : report("predict", status.error());
  };
}

}  // namespace petra::cmd
