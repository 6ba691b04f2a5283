// petra bayes: Gaussian naive Bayes, as e1071.

#include <fmt/format.h>

#include <memory>

#include "cmd/rival_options.hpp"
#include "cmd/statistics.hpp"
#include "petra/base/text.hpp"
#include "petra/stats/naive_bayes.hpp"

namespace petra::cmd {
namespace {

struct Options {
  RivalOptions rival;
  std::string density = "exact";
};

Result<void> run(Options const& options) {
  PETRA_TRY(auto const data, read_rival_data("bayes", options.rival));
  PETRA_TRY(auto const model, fit_naive_bayes(data.training_x, data.training_y, data.columns.names));
  if (!model.floored.empty())
    fmt::print(
        stderr,
        "petra bayes: {} does not vary in one class; its spread there is taken as a thousandth of the overall one\n",
        join(model.floored, ", "));
  auto const rule = options.density == "e1071" ? DensityRule::e1071_minimum : DensityRule::exact;
  return write_table(options.rival.table,
                     probability_table(options.rival, data, naive_bayes_probability(model, data.columns.x, rule)));
}

}  // namespace

std::function<int()> declare_bayes(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_rival_options(app, options->rival);
  app.add_option("--density", options->density,
                 "exact, however small; e1071: one that underflows to 0 counts as 0.001, as R's package has it")
      ->check(CLI::IsMember({"exact", "e1071"}))
      ->capture_default_str();
  return [options] { return finish("bayes", run(*options)); };
}

}  // namespace petra::cmd
