// petra study init|run|status|pick-readers: a study from its folder to nomogram and report.

#include "cmd/study.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "petra/base/file.hpp"
#include "petra/study/pick_readers.hpp"
#include "petra/study/run_study.hpp"
#include "petra/table/table.hpp"

namespace petra::cmd {

namespace {

struct StudyArguments {
  std::filesystem::path folder = ".";
  std::string until;
  int jobs = 0;
  bool json = false;
  int per_class = 15;
  std::uint32_t seed = 1;
  std::string out;
};

int fail(Error const& error) {
  fmt::print(stderr, "petra study: {}\n", format_error(error));
  return error_row(error.code).exit_status;
}

// The folder of a study: also given as its study.yaml.
std::filesystem::path study_folder(std::filesystem::path const& named) {
  return named.filename() == "study.yaml" ? named.parent_path() : named;
}

int run_init(StudyArguments const& arguments) {
  auto const done = init_study(study_folder(arguments.folder));
  if (!done) return fail(done.error());
  fmt::print("{}\n", (study_folder(arguments.folder) / "study.yaml").string());
  fmt::print(stderr, "Fill in the column names, put cohort.csv beside it, then: petra study run {}\n",
             study_folder(arguments.folder).string());
  return 0;
}

int run_run(StudyArguments const& arguments) {
  StudyRunOptions options;
  options.folder = study_folder(arguments.folder);
  options.jobs = arguments.jobs;
  options.until_tables = arguments.until == "tables";
  options.version = PETRA_VERSION;
  auto const outcome = run_study(options);
  if (!outcome) return fail(outcome.error());
  for (auto const& warning : outcome->warnings) fmt::print(stderr, "warning: {}\n", warning);
  for (auto const& failure : outcome->failures) fmt::print(stderr, "failed: {}\n", failure);
  if (outcome->files_written == 0) fmt::print(stderr, "nothing had changed\n");
  for (auto const& line : outcome->summary) fmt::print("{}\n", line);
  auto const results = options.folder / "results";
  fmt::print("{}\n", (options.until_tables ? results / "tables" : results / "report.html").string());
  if (outcome->environment_failed) return 3;
  return outcome->incomplete ? 1 : 0;
}

std::string_view state_name(StepState state) {
  switch (state) {
    case StepState::done:
      return "done";
    case StepState::stale:
      return "stale";
    case StepState::missing:
      return "missing";
  }
  return "";
}

int run_status(StudyArguments const& arguments) {
  auto const status = study_status(study_folder(arguments.folder));
  if (!status) return fail(status.error());
  if (arguments.json) {
    nlohmann::ordered_json json = {{"changed_inputs", status->changed_inputs},
                                   {"steps", nlohmann::ordered_json::array()}};
    for (auto const& step : status->steps)
      json["steps"].push_back({{"step", step.step}, {"state", state_name(step.state)}, {"reason", step.reason}});
    fmt::print("{}\n", json.dump(1));
    return 0;
  }
  for (auto const& input : status->changed_inputs) fmt::print("changed  {}\n", input);
  for (auto const& step : status->steps)
    fmt::print("{:<8} {}{}\n", state_name(step.state), step.step, step.reason.empty() ? "" : ": " + step.reason);
  return 0;
}

// The ids alone, in the cohort's order: who reads again must not see the outcome.
Result<Table> pick(StudyArguments const& arguments) {
  auto const folder = study_folder(arguments.folder);
  auto const path = folder / "study.yaml";
  PETRA_TRY(auto const text, read_file(path, 1U << 20U));
  PETRA_TRY(auto const definition, parse_study(text, path.string()));
  PETRA_TRY(auto const cohort, read_cohort(definition, folder));
  PETRA_TRY(auto const picked, pick_readers(cohort, arguments.per_class, arguments.seed));
  Table table;
  table.columns = {"id"};
  for (auto const position : picked) table.rows.push_back({cohort.patients[position].id});
  return table;
}

int run_pick_readers(StudyArguments const& arguments) {
  auto const table = pick(arguments);
  if (!table) return fail(table.error());
  auto const text = format_csv(*table);
  std::filesystem::path const out =
      arguments.out.empty() ? study_folder(arguments.folder) / "read_again.csv" : std::filesystem::path(arguments.out);
  if (auto const written = write_whole_file(out, text); !written) return fail(written.error());
  fmt::print("{}", text);
  fmt::print(stderr, "{} patients to be outlined again are in {}\n", table->rows.size(), out.string());
  return 0;
}

}  // namespace

std::function<int()> declare_study(CLI::App& app) {
  auto arguments = std::make_shared<StudyArguments>();
  auto chosen = std::make_shared<int (*)(StudyArguments const&)>(nullptr);
  app.require_subcommand(1);
  auto add = [&](std::string const& name, std::string const& summary, std::string const& example,
                 int (*run)(StudyArguments const&)) {
    auto* command = app.add_subcommand(name, summary);
    command->footer("Example:\n  " + example);
    command->add_option("folder", arguments->folder, "Folder with study.yaml")->capture_default_str();
    command->callback([chosen, run] { *chosen = run; });
    return command;
  };
  add("init", "Write a commented study.yaml", "petra study init my-study", run_init);
  auto* run =
      add("run", "Extract, select, model, report; only what changed", "petra study run my-study --jobs 4", run_run);
  run->add_option("--jobs,-j", arguments->jobs, "Worker threads in all (default: every core)")
      ->check(CLI::Range(0, 1024));
  run->add_option("--until", arguments->until, "Stop after this step")->check(CLI::IsMember({"tables"}));
  auto* status = add("status", "Say what is done, stale or missing", "petra study status my-study", run_status);
  status->add_flag("--json", arguments->json, "As JSON");
  auto* pick = add("pick-readers", "Draw the patients to be outlined again, as many of each outcome",
                   "petra study pick-readers my-study --per-class 15 --seed 1", run_pick_readers);
  pick->add_option("--per-class", arguments->per_class, "Patients of each outcome")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  pick->add_option("--seed", arguments->seed, "Of R's set.seed; then sample per outcome, 0 before 1")
      ->check(CLI::Range(0, 2147483647))
      ->capture_default_str();
  pick->add_option("-o,--out", arguments->out, "Where the list goes; read_again.csv in the study's folder without it");
  return [arguments, chosen] { return (*chosen)(*arguments); };
}

}  // namespace petra::cmd
