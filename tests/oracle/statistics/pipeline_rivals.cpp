// pipeline, the rivals: naive Bayes (1e-9 of its inputs, hence 1e-6), the network from R's start (objective 1e-6,
// weights and probabilities 1e-5), metrics at 0.5 with exact limits.
#include <cmath>

#include "petra/stats/classification_metrics.hpp"
#include "petra/stats/mean_tests.hpp"
#include "petra/stats/naive_bayes.hpp"
#include "petra/stats/roc.hpp"
#include "pipeline_study.hpp"

namespace petra::oracle {

namespace {

constexpr double kTolerance = 1e-6, kNetworkTolerance = 1e-5;

Result<void> check_metrics(Eigen::VectorXd const& probability, PipelineSet const& set, std::string const& at,
                           Checker& checker) {
  auto const p = set.of(probability);
  PETRA_TRY(auto const m, classification_metrics(p, set.y, 0.5));
  PETRA_TRY(auto const roc, compute_roc(p, set.y));
  checker.number(at + "/threshold", 0.5, 0.0);
  checker.integer(at + "/tp", m.tp);
  checker.integer(at + "/fp", m.fp);
  checker.integer(at + "/fn", m.fn);
  checker.integer(at + "/tn", m.tn);
  checker.number(at + "/auc", roc.auc, 1e-12);
  checker.numbers(at + "/auc_delong_ci", Values{roc.low, roc.high}, 1e-9);
  for (auto const& [name, rate] :
       {std::pair{"accuracy", &m.accuracy}, std::pair{"precision", &m.precision}, std::pair{"recall", &m.recall},
        std::pair{"specificity", &m.specificity}, std::pair{"npv", &m.npv}}) {
    checker.number(at + "/" + name, rate->value, 1e-12);
    checker.numbers(at + "/" + name + "_cp", Values{rate->exact.low, rate->exact.high}, 1e-9);
  }
  checker.number(at + "/f1", m.f1, 1e-12);
  return {};
}

}  // namespace

Result<void> check_pipeline_rivals(PipelineModels& models, Checker& checker) {
  auto names = models.independent;
  names.insert(names.begin(), "rad_score");
  Eigen::MatrixXd z = models.design(names);
  Values center, scale;
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    auto const train = models.sets[0].of(z.col(j));
    center.push_back(mean_of(train));
    scale.push_back(std::sqrt(variance_of(train)));
    z.col(j) = (z.col(j).array() - center.back()) / scale.back();
  }
  checker.texts("/rivals/predictors", names);
  checker.numbers("/rivals/center", center, kTolerance);
  checker.numbers("/rivals/scale", scale, kTolerance);

  Eigen::MatrixXd const train = z(models.sets[0].rows, Eigen::all);
  auto const& y = models.sets[0].y;
  PETRA_TRY(auto const bayes, fit_naive_bayes(train, y, names));
  models.probability["naive_bayes"] = naive_bayes_probability(bayes, z);  // no density underflows here
  checker.numbers("/rivals/naive_bayes/prior", bayes.prior, 1e-12);
  for (std::size_t j = 0; j < names.size(); ++j) {
    auto const at = static_cast<Eigen::Index>(j);
    for (std::size_t c = 0; c < 2; ++c) {
      checker.numbers("/rivals/naive_bayes/mean_sd/" + names[j] + "/class" + std::to_string(c),
                      Values{bayes.mean[c][at], bayes.sd[c][at]}, kTolerance);
    }
  }
  checker.numbers("/rivals/naive_bayes/probability", models.probability.at("naive_bayes"), kTolerance);

  NeuralNetworkSettings settings;
  settings.descent = {5000, 1e-12, 1e-15};  // as the reference's call
  std::string const at = "/rivals/neural_network";
  Eigen::VectorXd start(network_weight_count(static_cast<int>(z.cols()), settings.hidden_units));
  for (Eigen::Index k = 0; k < start.size(); ++k)  // as pipeline.R makes it
    start[k] = std::nearbyint(std::sin(static_cast<double>(k + 1) * 1.7) * 0.5 * 1e6) / 1e6;
  checker.numbers(at + "/weights_start", start, 1e-12);
  checker.integer(at + "/size", settings.hidden_units);
  checker.number(at + "/decay", settings.decay, 0.0);
  checker.flag(at + "/entropy", true);
  PETRA_TRY(auto const network, fit_neural_network_from(train, y, start, settings));
  models.probability["neural_network"] = neural_network_probability(network, z);
  checker.numbers(at + "/weights", network.weights, kNetworkTolerance);
  checker.number(at + "/final_value", network.objective, kTolerance);  // of a Rad score that is R's to 1e-6
  checker.numbers(at + "/probability", models.probability.at("neural_network"), kNetworkTolerance);

  for (auto const& set : models.sets) {
    auto const metrics = "/rivals/metrics_" + set.name;
    PETRA_CHECK(check_metrics(models.probability.at("combined"), set, metrics + "/logistic", checker));
    PETRA_CHECK(check_metrics(models.probability.at("naive_bayes"), set, metrics + "/naive_bayes", checker));
    PETRA_CHECK(check_metrics(models.probability.at("neural_network"), set, metrics + "/neural_network", checker));
  }
  return {};
}

}  // namespace petra::oracle
