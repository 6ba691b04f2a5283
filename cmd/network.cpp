// petra network: a neural network with one hidden layer, as R's nnet.

#include <fmt/format.h>

#include <memory>

#include "cmd/rival_options.hpp"
#include "cmd/statistics.hpp"
#include "petra/base/text.hpp"
#include "petra/stats/neural_network.hpp"
#include "petra/study/table_builder.hpp"

namespace petra::cmd {
namespace {

struct Options {
  RivalOptions rival;
  NeuralNetworkSettings settings;
  std::string print = "probabilities";
};

Result<void> run(Options const& options) {
  PETRA_TRY(auto const data, read_rival_data("network", options.rival));
  PETRA_TRY(auto const network, fit_neural_network(data.training_x, data.training_y, options.settings));
  fmt::print(stderr, "petra network: objective {} from start {} of {}{}\n", format_number(network.objective),
             network.best_start + 1, network.of_start.size(), network.converged ? "" : "; it did not converge");
  if (options.print == "weights") {
    TableBuilder out({"weight", "value"});
    for (Eigen::Index k = 0; k < network.weights.size(); ++k) out.row({k + 1, network.weights(k)});
    return write_table(options.rival.table, out.take());
  }
  return write_table(options.rival.table,
                     probability_table(options.rival, data, neural_network_probability(network, data.columns.x)));
}

}  // namespace

std::function<int()> declare_network(CLI::App& app) {
  auto options = std::make_shared<Options>();
  add_rival_options(app, options->rival);
  app.add_option("--size", options->settings.hidden_units, "Hidden units")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--decay", options->settings.decay, "Weight decay, above 0")
      ->check(CLI::Range(1e-12, 1e6))
      ->capture_default_str();
  app.add_option("--starts", options->settings.starts, "Random starts; the lowest objective is taken")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--seed", options->settings.seed, "set.seed of the starts")->capture_default_str();
  app.add_option("--print", options->print, "probabilities, or weights in nnet's order")
      ->check(CLI::IsMember({"probabilities", "weights"}))
      ->capture_default_str();
  return [options] { return finish("network", run(*options)); };
}

}  // namespace petra::cmd
