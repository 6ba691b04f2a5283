#include "topics.hpp"

#include <array>

namespace petra::oracle {

Result<void> check_calibration(Case const&, Checker&);
Result<void> check_classification_metrics(Case const&, Checker&);
Result<void> check_combat(Case const&, Checker&);
Result<void> check_correlation(Case const&, Checker&);
Result<void> check_dca(Case const&, Checker&);
Result<void> check_glmnet(Case const&, Checker&);
Result<void> check_icc(Case const&, Checker&);
Result<void> check_logistic(Case const&, Checker&);
Result<void> check_naive_bayes(Case const&, Checker&);
Result<void> check_neural_network(Case const&, Checker&);
Result<void> check_nomogram(Case const&, Checker&);
Result<void> check_pipeline(Case const&, Checker&);
Result<void> check_published(Case const&, Checker&);
Result<void> check_rng(Case const&, Checker&);
Result<void> check_roc(Case const&, Checker&);
Result<void> check_table1(Case const&, Checker&);
Result<void> check_validation(Case const&, Checker&);

namespace {

constexpr auto kTopics = std::to_array<TopicRow>({
    {"calibration", check_calibration},
    {"classification_metrics", check_classification_metrics},
    {"combat", check_combat},
    {"correlation", check_correlation},
    {"dca", check_dca},
    {"glmnet", check_glmnet},
    {"icc", check_icc},
    {"logistic", check_logistic},
    {"naive_bayes", check_naive_bayes},
    {"neural_network", check_neural_network},
    {"nomogram", check_nomogram},
    {"pipeline", check_pipeline},
    {"published", check_published},
    {"rng", check_rng},
    {"roc", check_roc},
    {"table1", check_table1},
    {"validation", check_validation},
});

constexpr std::array<std::string_view, 0> kNotYet{};

constexpr auto kInPlace = std::to_array<std::string_view>({
    "correlation/fae_120",
    "dca/rmda_dcaData",
    "glmnet/fae_prostate_260",
    "icc/irr_anxiety",
});

}  // namespace

std::span<TopicRow const> topics() {
  return kTopics;
}
std::span<std::string_view const> topics_not_yet() {
  return kNotYet;
}
std::span<std::string_view const> cases_read_in_place() {
  return kInPlace;
}

}  // namespace petra::oracle
