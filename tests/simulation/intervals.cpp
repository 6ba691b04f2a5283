// Coverage of intervals where the truth is known: a normal marker with AUC 0.8 and 0.9, and the slope of a logistic
// model with a normal predictor.
#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "parts.hpp"
#include "petra/stats/distributions.hpp"
#include "petra/stats/logistic.hpp"
#include "petra/stats/logistic_profile.hpp"
#include "petra/stats/proportion_interval.hpp"
#include "petra/stats/r_random.hpp"
#include "petra/stats/roc.hpp"

namespace petra::simulation {

namespace {

struct Size {
  int controls, cases;
};
constexpr Size kSizes[] = {{20, 20}, {45, 48}, {200, 200}};

struct Coverage {
  int covered = 0, undefined = 0;
  void add(double low, double high, double truth) {
    if (std::isnan(low) || std::isnan(high))
      ++undefined;
    else
      covered += low <= truth && truth <= high;
  }
  [[nodiscard]] std::string text(int draws) const {
    double const share = static_cast<double>(covered) / (draws - undefined);
    double const error = std::sqrt(share * (1 - share) / (draws - undefined));
    auto out = fmt::format("{:.4f} ± {:.4f}", share, error);
    return undefined > 0 ? out + fmt::format(" ({} undefined)", undefined) : out;
  }
};

void auc_coverage(int draws, double auc, char const* dump) {
  double const shift = std::sqrt(2.0) * normal_quantile(auc);
  for (auto const& [controls, cases] : kSizes) {
    RRandom random(1);
    Coverage delong, logit, exact;
    std::ofstream file;
    if (dump != nullptr) file.open(std::filesystem::path(dump) / fmt::format("auc{}_{}_{}.csv", auc, controls, cases));
    std::vector<int> y(static_cast<std::size_t>(controls), 0);
    y.resize(static_cast<std::size_t>(controls + cases), 1);
    for (int draw = 0; draw < draws; ++draw) {
      std::vector<double> x(y.size());
      for (std::size_t i = 0; i < x.size(); ++i) x[i] = random.normal() + (y[i] == 1 ? shift : 0);
      auto const roc = compute_roc(x, y);
      double const n = controls + cases;
      auto const binomial = clopper_pearson_interval(roc->auc * n, n);
      delong.add(roc->low, roc->high, auc);
      double low = logit_interval_bound(*roc, false), high = logit_interval_bound(*roc, true);
      logit.add(low, high, auc);
      exact.add(binomial.low, binomial.high, auc);
      if (file) {
        file << fmt::format("{},{},{},{},{},{},{}\n", roc->low, roc->high, low, high, binomial.low, binomial.high,
                            fmt::join(x, ","));
      }
    }
    fmt::print("| AUC {} | {}/{} | DeLong {} | logit {} | exact binomial {} |\n", auc, controls, cases,
               delong.text(draws), logit.text(draws), exact.text(draws));
    std::fflush(stdout);
  }
}

void slope_coverage(int draws, char const* dump) {
  constexpr double kShift = 1.0;  // of cases; the logistic slope of a normal predictor of spread 1 is the shift
  for (auto const& [controls, cases] : kSizes) {
    RRandom random(2);
    Coverage wald, profile;
    int separated = 0;
    std::ofstream file;
    if (dump != nullptr) file.open(std::filesystem::path(dump) / fmt::format("slope_{}_{}.csv", controls, cases));
    std::vector<int> y(static_cast<std::size_t>(controls), 0);
    y.resize(static_cast<std::size_t>(controls + cases), 1);
    for (int draw = 0; draw < draws; ++draw) {
      Eigen::MatrixXd x(static_cast<Eigen::Index>(y.size()), 1);
      for (std::size_t i = 0; i < y.size(); ++i)
        x(static_cast<Eigen::Index>(i), 0) = random.normal() + (y[i] == 1 ? kShift : 0);
      auto const fit = fit_logistic(x, y, {"x"});
      if (!fit || fit->separated) {
        ++separated;
        wald.add(NAN, NAN, kShift);
        profile.add(NAN, NAN, kShift);
        continue;
      }
      double const z = normal_quantile(0.975);
      double const low = fit->coefficient(1) - z * fit->standard_error(1),
                   high = fit->coefficient(1) + z * fit->standard_error(1);
      wald.add(low, high, kShift);
      auto const limits = profile_limits(x, y, {"x"}, LogisticMethod::maximum_likelihood);
      double const p_low = limits ? limits->low(1) : NAN, p_high = limits ? limits->high(1) : NAN;
      profile.add(p_low, p_high, kShift);
      if (file) file << fmt::format("{},{},{},{},{}\n", low, high, p_low, p_high, fmt::join(x.reshaped(), ","));
    }
    fmt::print("| slope {} | {}/{} | Wald {} | profile {} | {} separated |\n", kShift, controls, cases,
               wald.text(draws), profile.text(draws), separated);
    std::fflush(stdout);
  }
}

}  // namespace

void interval_coverage(int draws, char const* dump) {
  fmt::print("Coverage of 95 % intervals, {} draws\n", draws);
  for (double const auc : {0.8, 0.9}) auc_coverage(draws, auc, dump);
  slope_coverage(draws, dump);
}

void delong_type_one(int draws) {
  fmt::print("DeLong's paired test, two markers of AUC 0.8 with correlation 0.5, {} draws, nominal 5 %\n", draws);
  double const shift = std::sqrt(2.0) * normal_quantile(0.8);
  for (auto const& [controls, cases] : kSizes) {
    RRandom random(3);
    std::vector<int> y(static_cast<std::size_t>(controls), 0);
    y.resize(static_cast<std::size_t>(controls + cases), 1);
    int rejected = 0;
    for (int draw = 0; draw < draws; ++draw) {
      std::vector<double> a(y.size()), b(y.size());
      for (std::size_t i = 0; i < y.size(); ++i) {
        double const common = random.normal(), lift = y[i] == 1 ? shift : 0;
        a[i] = std::sqrt(0.5) * (common + random.normal()) + lift;
        b[i] = std::sqrt(0.5) * (common + random.normal()) + lift;
      }
      auto const test = delong_test(a, b, y);
      rejected += test && test->p < 0.05;
    }
    double const share = static_cast<double>(rejected) / draws;
    fmt::print("| {}/{} | {:.4f} ± {:.4f} |\n", controls, cases, share, std::sqrt(share * (1 - share) / draws));
    std::fflush(stdout);
  }
}

}  // namespace petra::simulation
