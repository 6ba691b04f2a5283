// petra evaluate: a frozen model on a cohort whose outcomes are known.

#include <fmt/format.h>

#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "cmd/output_file.hpp"
#include "cmd/predict.hpp"
#include "petra/apply/external_validation.hpp"
#include "petra/apply/recalibration.hpp"
#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra::cmd {

namespace {

struct EvaluateArguments {
  std::filesystem::path model, cohort, features, out, model_out;
  std::string recalibrate;
  int jobs = 0, bootstrap = 1000;
  std::uint32_t seed = 1;
  bool json = false;
};

std::map<std::string, UpdateMethod> const kMethods{
    {"intercept", UpdateMethod::intercept}, {"slope", UpdateMethod::slope}, {"refit", UpdateMethod::refit}};

nlohmann::ordered_json json_of(Table const& table) {
  auto rows = nlohmann::ordered_json::array();
  for (auto const& cells : table.rows) {
    nlohmann::ordered_json row;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      auto const number = parse_number(cells[c]);
      row[table.columns[c]] = cells[c].empty() ? nlohmann::ordered_json(nullptr)
                              : number         ? nlohmann::ordered_json(*number)
                                               : nlohmann::ordered_json(cells[c]);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

void print_summary(Table const& performance, Table const& indices) {
  for (auto const& row : performance.rows) {
    auto number = [&](std::string_view column) {
      return parse_number(row[*performance.find_column(column)]).value_or(std::nan(""));
    };
    fmt::print("{}: AUC {:.3f} ({:.3f} to {:.3f}; logit {:.3f} to {:.3f}), Brier {:.3f}\n", row[0], number("auc"),
               number("auc_low"), number("auc_high"), number("auc_logit_low"), number("auc_logit_high"),
               number("brier"));
  }
  for (auto const& row : indices.rows) {
    if (row[2] != "calibration_slope" && row[2] != "calibration_in_the_large") continue;
    fmt::print("{}: {} {:.3f} ({:.3f} to {:.3f})\n", row[0], row[2], parse_number(row[3]).value_or(std::nan("")),
               parse_number(row[4]).value_or(std::nan("")), parse_number(row[5]).value_or(std::nan("")));
  }
}

Result<int> run_evaluate(EvaluateArguments const& arguments) {
  if (arguments.recalibrate.empty() != arguments.model_out.empty())
    return make_error(ErrorCode::usage, "", "--recalibrate and --model-out belong together",
                      "Name the recalibrated model's file");
  if (!arguments.model_out.empty()) PETRA_CHECK(check_writable(arguments.model_out));
  PETRA_TRY(auto const text, read_file(arguments.model, 64U << 20U));
  PETRA_TRY(auto const model, parse_model(text, arguments.model.string()));
  PETRA_TRY(auto const patients,
            read_patients(model, {arguments.cohort, arguments.features, {}, true, arguments.jobs}));
  std::size_t failed = 0;
  for (auto const& each : patients) {
    auto const judged = each.error ? Result<Prediction>(*each.error) : predict(model, each.patient);
    if (!judged) fmt::print(stderr, "failed: {}: {}\n", each.id, format_error(judged.error()));
    failed += !judged.has_value();
  }
  PETRA_TRY(auto const validation, validate_externally(model, patients, {arguments.bootstrap, arguments.seed}));
  for (auto const& warning : validation.warnings) fmt::print(stderr, "warning: {}\n", warning);
  if (!arguments.out.empty()) {
    PETRA_CHECK(make_folder(arguments.out));
    for (auto const& [name, table] : validation.tables) PETRA_CHECK(write_csv(arguments.out / (name + ".csv"), table));
  }
  if (!arguments.recalibrate.empty()) {
    PETRA_TRY(auto const updated, update_model(model, patients, kMethods.at(arguments.recalibrate), "another cohort"));
    PETRA_CHECK(write_whole_file(arguments.model_out, format_model(updated)));
  }
  if (arguments.json) {
    nlohmann::ordered_json json;
    for (auto const& [name, table] : validation.tables) json[name] = json_of(table);
    json["warnings"] = validation.warnings;
    fmt::print("{}\n", json.dump(1));
  } else {
    print_summary(validation.tables.at("performance"), validation.tables.at("validation"));
  }
  return failed > 0 ? 1 : 0;
}

}  // namespace

std::function<int()> declare_evaluate(CLI::App& app) {
  auto arguments = std::make_shared<EvaluateArguments>();
  app.add_option("model", arguments->model, "model.json of a study's results")->required();
  app.add_option("cohort", arguments->cohort, "CSV of patients with outcomes, with the study's columns")->required();
  app.add_option("--features", arguments->features, "CSV of the features of the cohort's patients");
  app.add_option(
      "--out,-o", arguments->out,
      "Folder for performance.csv, delong.csv, validation.csv, calibration.csv, decision_curve.csv, predictions.csv");
  app.add_option("--recalibrate", arguments->recalibrate,
                 "Fit the model to these patients: its intercept, intercept and slope, or all coefficients")
      ->check(CLI::IsMember({"intercept", "slope", "refit"}));
  app.add_option("--model-out", arguments->model_out, "File of the recalibrated model");
  app.add_option("--bootstrap", arguments->bootstrap, "Resamples of the bands of calibration and decision curves")
      ->capture_default_str()
      ->check(CLI::Range(0, 100000));
  app.add_option("--seed", arguments->seed, "Of the resamples")->capture_default_str();
  app.add_option("--jobs,-j", arguments->jobs, "Worker threads in all (default: every core)")
      ->check(CLI::Range(0, 1024));
  app.add_flag("--json", arguments->json, "All tables as JSON");
  return [arguments] {
    auto const status = run_evaluate(*arguments);
    return status ? *status : report("evaluate", status.error());
  };
}

}  // namespace petra::cmd
