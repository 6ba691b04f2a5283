// petra report: the report of a study anew, or the calculator of its model.

#include "cmd/report.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cmd/output_file.hpp"
#include "petra/base/file.hpp"
#include "petra/report/calculator.hpp"
#include "petra/study/run_study.hpp"

namespace petra::cmd {

namespace {

struct ReportArguments {
  std::filesystem::path source, out;
  bool calculator = false;
};

// The model.json of a study's folder, or the file itself.
std::filesystem::path model_file(std::filesystem::path const& source) {
  return std::filesystem::is_directory(source) ? source / "results/model.json" : source;
}

Result<int> write_calculator(ReportArguments const& arguments) {
  auto const file = model_file(arguments.source);
  auto const out = arguments.out.empty() ? file.parent_path() / "calculator.html" : arguments.out;
  PETRA_CHECK(check_writable(out));
  PETRA_TRY(auto const text, read_file(file, 64U << 20U));
  PETRA_TRY(auto const model, parse_model(text, file.string()));
  PETRA_TRY(auto const page, render_calculator(model));
  PETRA_CHECK(write_whole_file(out, page));
  fmt::print("{}\n", out.string());
  return 0;
}

Result<int> draw_study(ReportArguments const& arguments) {
  if (!arguments.out.empty())
    return make_error(ErrorCode::usage, "", "--out belongs to --calculator",
                      "The report is results/report.html of the study's folder");
  StudyRunOptions options;
  options.folder = arguments.source.filename() == "study.yaml" ? arguments.source.parent_path() : arguments.source;
  options.version = PETRA_VERSION;
  PETRA_TRY(auto const outcome, run_study(options));
  for (auto const& failure : outcome.failures) fmt::print(stderr, "failed: {}\n", failure);
  fmt::print("{}\n", (options.folder / "results/report.html").string());
  if (outcome.environment_failed) return 3;
  return outcome.incomplete ? 1 : 0;
}

}  // namespace

std::function<int()> declare_report(CLI::App& app) {
  auto arguments = std::make_shared<ReportArguments>();
  app.add_option("source", arguments->source, "A study's folder, or with --calculator a model.json")->required();
  app.add_flag("--calculator", arguments->calculator, "Write the calculator: one page, offline, coefficients only");
  app.add_option("--out,-o", arguments->out, "File of the calculator (default: calculator.html beside the model)");
  return [arguments] {
    auto const status = arguments->calculator ? write_calculator(*arguments) : draw_study(*arguments);
    return status ? *status : report("report", status.error());
  };
}

}  // namespace petra::cmd
