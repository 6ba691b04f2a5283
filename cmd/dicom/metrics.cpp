// petra metrics: SUVmax, SUVmean, SUVpeak, MTV, TLG, diameters of each lesion of a mask and of all together.

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <memory>

#include "cmd/masks.hpp"
#include "cmd/output_file.hpp"
#include "cmd/statistics_table.hpp"
#include "petra/base/interrupt.hpp"
#include "petra/base/progress.hpp"
#include "petra/base/text.hpp"
#include "petra/base/workers.hpp"
#include "petra/extract/case_list.hpp"
#include "petra/segment/liver_reference.hpp"
#include "petra/segment/pet_metric_rows.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::cmd {
namespace {

struct Options {
  std::string image, mask, liver, threshold, out, format, unit = "SUVbw", lesions = "connected", placement = "nearest",
                                                          label = "1";
  long long liver_label = 1, channel = 0;
  int neighbours = 26, jobs = 0;
  bool json = false, csv = false;
};

// What the options mean.
struct Rules {
  LesionDefinition lesions;
  LesionThreshold threshold;
  bool percist = false;  // the threshold is the liver's
  std::string percist_column;
};

struct Case {
  std::filesystem::path image, mask, liver;
  std::optional<long long> label, channel;
};

struct Measured {
  PetReport report;
  std::optional<LiverReference> liver;
};

Result<LesionThreshold> parse_threshold(std::string const& text) {
  bool const percent = text.ends_with('%');
  auto const number = parse_number(percent ? std::string_view(text).substr(0, text.size() - 1) : text);
  bool const good = number && *number > 0 && (!percent || *number <= 100);
  if (!good)
    return make_error(ErrorCode::usage, "--threshold", fmt::format("is \"{}\"", text),
                      "Give a value like 2.5, a share of each lesion's maximum like 41%, or percist with --liver");
  return percent ? LesionThreshold{LesionThreshold::Kind::fraction_of_maximum, *number / 100}
                 : LesionThreshold{LesionThreshold::Kind::absolute, *number};
}

Result<Rules> read_rules(Options const& options) {
  Rules rules;
  using Split = LesionDefinition::Split;
  rules.lesions.split = options.lesions == "labels" ? Split::labels
                        : options.lesions == "one"  ? Split::none
                                                    : Split::connected;
  rules.lesions.neighbourhood = static_cast<Neighbourhood>(options.neighbours);
  rules.lesions.placement = options.placement == "linear" ? MaskPlacing::linear_half : MaskPlacing::nearest;
  if (options.label == "all") {
    rules.lesions.label = std::nullopt;
  } else {
    rules.lesions.label = parse_integer(options.label);
    if (!rules.lesions.label)
      return make_error(ErrorCode::usage, "--label",
                        fmt::format("is \"{}\", where a whole number or all is expected", options.label));
  }
  rules.percist = options.threshold == "percist";
  rules.percist_column = "percist_threshold_" + to_lower(options.unit);
  if (!rules.percist && !options.threshold.empty()) {
    PETRA_TRY(rules.threshold, parse_threshold(options.threshold));
  }
  return rules;
}

Result<Measured> measure_case(Case const& one, Options const& options, Rules rules,
                              std::vector<std::string>& warnings) {
  PETRA_TRY(auto const image, read_volume(one.image, {}, &warnings));
  PETRA_TRY(auto const mask, read_mask_volume(one.mask, one.channel.value_or(options.channel), {}, &warnings));
  if (one.label) rules.lesions.label = one.label;
  Measured measured;
  if (!one.liver.empty()) {
    PETRA_TRY(auto const liver_file, read_mask_volume(one.liver, 0, {}, &warnings));
    auto liver = label_on_grid(liver_file, options.liver_label, geometry_of(image), rules.lesions.placement);
    if (!liver) return std::move(liver).error().while_doing("placing the liver mask " + one.liver.string());
    PETRA_TRY(measured.liver, measure_liver(image, *liver));
  }
  if (rules.percist) {
    if (!measured.liver)
      return make_error(ErrorCode::usage, "--threshold percist", "needs the liver's mask", "Name it with --liver");
    rules.threshold = {LesionThreshold::Kind::absolute, measured.liver->threshold};
  }
  PETRA_TRY(measured.report, measure_pet(image, mask, rules.lesions, rules.threshold));
  for (auto const& warning : measured.report.warnings) warnings.push_back(warning);
  return measured;
}

// The columns after those of the input.
std::vector<std::string> metric_columns(Rules const& rules, bool liver) {
  std::vector<std::string> columns{"lesion"};
  for (auto const& row : pet_metric_rows()) columns.emplace_back(row.name);
  for (auto const* name : {"suvmax_i", "suvmax_j", "suvmax_k", "centre_x", "centre_y", "centre_z"})
    columns.emplace_back(name);
  if (liver) {
    for (auto const* name : {"liver_voxels", "liver_mean", "liver_sd"}) columns.emplace_back(name);
    columns.push_back(rules.percist_column);
  }
  columns.emplace_back("reason");
  return columns;
}

void add_row(Table& table, std::vector<std::string> const& inputs, PetMetrics const& metrics, bool total,
             std::optional<LiverReference> const& liver, bool liver_columns, bool error_column) {
  auto row = inputs;
  auto const number = [&](double value) { row.push_back(std::isfinite(value) ? format_number(value) : std::string()); };
  row.push_back(total ? "total" : std::to_string(metrics.lesion));
  for (auto const& metric : pet_metric_rows()) {
    if (metric.of_total_only && !total)
      row.emplace_back();
    else
      number(metric.value(metrics));
  }
  for (auto const index : metrics.max_index) row.push_back(metrics.voxels == 0 ? std::string() : std::to_string(index));
  for (auto const place : metrics.centre_mm) number(place);
  if (liver_columns) {
    row.push_back(liver ? std::to_string(liver->voxels) : std::string());
    for (double const value : {liver ? liver->mean : NAN, liver ? liver->sd : NAN, liver ? liver->threshold : NAN})
      number(value);
  }
  row.push_back(metrics.reason.empty() && total && metrics.lesions == 1 ? "dmax: one_lesion" : metrics.reason);
  if (error_column) row.emplace_back();
  table.rows.push_back(std::move(row));
}

void add_rows(Table& table, std::vector<std::string> const& inputs, Measured const& measured, bool liver_columns,
              bool error_column) {
  for (auto const& lesion : measured.report.lesions)
    add_row(table, inputs, lesion, false, measured.liver, liver_columns, error_column);
  add_row(table, inputs, measured.report.total, true, measured.liver, liver_columns, error_column);
}

TableOptions output_options(Options const& options) {
  bool const json = options.json || options.format == "json" ||
                    (options.format.empty() && !options.csv && to_lower(options.out).ends_with(".json"));
  return {options.image, options.out, json ? "json" : "csv"};
}

Result<int> measure_one(Options const& options, Rules const& rules) {
  std::vector<std::string> warnings;
  auto const measured = measure_case({options.image, options.mask, options.liver, {}, {}}, options, rules, warnings);
  for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  if (!measured) return measured.error();
  Table table;
  bool const liver = !options.liver.empty();
  table.columns = metric_columns(rules, liver);
  add_rows(table, {}, *measured, liver, false);
  PETRA_CHECK(write_table(output_options(options), table));
  return 0;
}

Result<int> measure_list(Options const& options, Rules const& rules) {
  std::vector<std::string> warnings;
  bool const liver_named = !options.liver.empty();
  auto new_columns = metric_columns(rules, liver_named);
  new_columns.emplace_back("petra_error");
  PETRA_TRY(auto const list, read_case_list(options.image, rules.lesions.label.value_or(1), new_columns, warnings));
  for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
  auto const liver_column = liver_named ? list.table.find_column(options.liver) : std::nullopt;
  if (liver_named && !liver_column)
    return make_error(ErrorCode::usage, "--liver",
                      fmt::format("the list {} has no column {}", options.image, options.liver),
                      "For a list, --liver names its column of liver masks");
  InterruptWatch const watch;
  Progress progress("metrics", list.cases.size(), true);
  std::vector<Result<Measured>> results(list.cases.size(), make_error(ErrorCode::stopped, "", "was not reached"));
  std::vector<std::vector<std::string>> notes(list.cases.size());
  Workers workers(options.jobs);
  workers.for_each(list.cases.size(), [&](std::size_t i) {
    if (stop_requested()) return;
    auto const& extraction = list.cases[i];
    Case one{extraction.image, extraction.mask, {}, extraction.label, extraction.label_channel};
    if (liver_column && !trim(list.table.rows[i][*liver_column]).empty())
      one.liver = (std::filesystem::path(options.image).parent_path() / trim(list.table.rows[i][*liver_column]))
                      .lexically_normal();
    results[i] = list.errors[i] ? Result<Measured>(*list.errors[i]) : measure_case(one, options, rules, notes[i]);
    progress.advance(results[i] ? CaseEnd::computed : CaseEnd::failed);
  });
  progress.finish();
  if (stop_requested()) return make_stop_error("nothing is written");
  Table table;
  table.columns = list.table.columns;
  table.columns.insert(table.columns.end(), new_columns.begin(), new_columns.end());
  std::size_t failed = 0;
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (auto const& note : notes[i]) fmt::print(stderr, "warning: {}: {}\n", list.names[i], note);
    if (results[i]) {
      add_rows(table, list.table.rows[i], *results[i], liver_named, true);
      continue;
    }
    ++failed;
    fmt::print(stderr, "failed: {}: {}\n", list.names[i], format_error(results[i].error()));
    auto row = list.table.rows[i];
    row.resize(table.columns.size() - 1);
    row.push_back(format_error(results[i].error()));
    table.rows.push_back(std::move(row));
  }
  PETRA_CHECK(write_table(output_options(options), table));
  return failed == 0 ? 0 : 1;
}

int run(Options const& options) {
  auto const rules = read_rules(options);
  if (!rules) return report("metrics", rules.error());
  if (!options.out.empty()) {
    if (auto const writable = check_writable(options.out); !writable) return report("metrics", writable.error());
  }
  auto const status = options.mask.empty() ? measure_list(options, *rules) : measure_one(options, *rules);
  return status ? *status : report("metrics", status.error());
}

}  // namespace

std::function<int()> declare_metrics(CLI::App& app) {
  auto options = std::make_shared<Options>();
  app.add_option("IMAGE", options->image,
                 "The PET in SUV (NRRD, NIfTI, MetaImage), or a CSV list of cases: columns Image, Mask; optional ID, "
                 "Label, Label_channel")
      ->required();
  app.add_option("MASK", options->mask, "The lesions' mask, on any grid");
  app.add_option("-l,--label", options->label, "The mask's value of the lesions; all: every value but 0")
      ->capture_default_str();
  app.add_option("--channel", options->channel, "Layer of a mask that holds several, from 0")->capture_default_str();
  app.add_option(
         "--lesions", options->lesions,
         "connected: each part that touches no other is a lesion; labels: each value of the mask; one: the mask")
      ->check(CLI::IsMember({"connected", "labels", "one"}))
      ->capture_default_str();
  app.add_option("--neighbours", options->neighbours, "Voxels touch by faces (6), edges too (18), corners too (26)")
      ->check(CLI::IsMember({6, 18, 26}))
      ->capture_default_str();
  app.add_option("--placement", options->placement,
                 "A mask on another grid: by the nearest voxel, or linear (at least one half)")
      ->check(CLI::IsMember({"nearest", "linear"}))
      ->capture_default_str();
  app.add_option("--threshold", options->threshold,
                 "Measure only voxels of the mask at or above: 2.5; 41% of each lesion's maximum; percist (1.5 mean + "
                 "2 SD of --liver). Without it the mask as given");
  app.add_option("--liver", options->liver,
                 "Mask of the liver (of a list: its column): adds mean, SD (n - 1) and the PERCIST threshold");
  app.add_option("--liver-label", options->liver_label, "Its value in that mask")->capture_default_str();
  app.add_option("--unit", options->unit,
                 "What the image holds; PERCIST is defined on SUL, so of SUVbw its SUVbw form is named as such")
      ->check(CLI::IsMember({"SUVbw", "SUL", "SUVbsa"}))
      ->capture_default_str();
  app.add_option("-o,--out", options->out, "Output file; stdout without it");
  app.add_option("-f,--format", options->format, "csv or json; default: as OUT's ending says, else csv")
      ->check(CLI::IsMember({"csv", "json"}));
  app.add_flag("--json", options->json, "The same as --format json");
  app.add_flag("--csv", options->csv, "The same as --format csv")->excludes("--json");
  app.add_option("-j,--jobs", options->jobs, "Worker threads of a list; 0 = every core")->check(CLI::Range(0, 1024));
  std::string meanings = "Columns (one row per lesion, then total):\n";
  for (auto const& row : pet_metric_rows())
    meanings +=
        fmt::format("  {:<22}{}{}\n", row.name, row.meaning, row.unit.empty() ? "" : fmt::format(" [{}]", row.unit));
  app.footer(meanings + "Example:\n  petra metrics pet.nrrd tumour.nrrd --json");
  return [options] { return run(*options); };
}

}  // namespace petra::cmd
