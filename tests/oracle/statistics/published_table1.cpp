// Table 1 of the published study: counts, percentages and tests that its printed numbers let petra recompute.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/stats/contingency.hpp"
#include "petra/stats/mean_tests.hpp"
#include "published.hpp"

namespace petra::oracle {

namespace {

using Counts = std::vector<std::vector<long long>>;  // per level: all, training, test

constexpr long long kPatients[3] = {133, 93, 40};
constexpr long long kEarlierPatients[3] = {139, 84, 55};  // of the cohort that the percentages were left over from
constexpr std::string_view kSets[3] = {"all", "train", "test"};
constexpr double kHalfDigit = 0.051;  // of a percentage with one decimal, and rounding

struct Levels {
  std::string_view variable, first, second;
};
constexpr auto kLevels = std::to_array<Levels>({{"gender", "Female", "Male"},
                                                {"bmi", "Yes", "No"},
                                                {"mycn", "Amplified", "Not"},
                                                {"11q", "Yes", "No"},
                                                {"1p", "Yes", "No"},
                                                {"inss", "1,2,3,4S", "4"},
                                                {"cog", "Low,Intermediate", "High"}});

// "table1_gender_sums" -> "gender".
std::string variable_of(PublishedCheck const& check) {
  auto const first = check.id.find('_') + 1;
  return check.id.substr(first, check.id.rfind('_') - first);
}

Counts printed_counts(PublishedCheck const& check) {
  return check.other("table1_" + variable_of(check) + "_sums").at("printed").get<Counts>();
}

Eigen::MatrixXd training_and_test(Counts const& counts) {
  Eigen::MatrixXd table(2, 2);
  for (int level = 0; level < 2; ++level) {
    for (int set = 0; set < 2; ++set)
      table(level, set) =
          static_cast<double>(counts[static_cast<std::size_t>(level)][static_cast<std::size_t>(set) + 1]);
  }
  return table;
}

// The counts that printed percentages would be of the earlier cohort.
Counts earlier_counts(std::vector<std::vector<double>> const& percent) {
  Counts counts(2, std::vector<long long>(3));
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j)
      counts[i][j] = std::llrint(percent[i][j] * static_cast<double>(kEarlierPatients[j]) / 100);
  }
  return counts;
}

std::string python_number(double value) {
  auto const text = fmt::format("{}", value);
  return text.find('.') == std::string::npos ? text + ".0" : text;
}

std::string python_list(Counts const& counts) {
  return fmt::format("[[{}], [{}]]", fmt::join(counts[0], ", "), fmt::join(counts[1], ", "));
}

// A sample of n values with exactly this mean and standard deviation (n - 1).
std::vector<double> sample_with(double mean, double sd, int n) {
  std::vector<double> values(static_cast<std::size_t>(n), mean);
  double const step = n % 2 == 0 ? sd * std::sqrt((n - 1.0) / n) : sd;
  for (int i = 0; i + 1 < n; i += 2) {
    values[static_cast<std::size_t>(i)] += step;
    values[static_cast<std::size_t>(i) + 1] -= step;
  }
  return values;
}

constexpr double kDiameterMean[2] = {9.3, 10.0}, kDiameterSd[2] = {3.6, 4.6};  // training, test, in cm
constexpr int kSetSize[2] = {93, 40};

}  // namespace

std::string check_table1_sums(PublishedCheck& check) {
  check.checker.input_lists(check.at + "/printed");
  check.checker.number(check.at + "/computed", std::nan(""), 0);
  check.checker.text(check.at + "/note", "counts add up over sets and levels");
  auto const counts = printed_counts(check);
  bool add_up = true;
  for (std::size_t j = 0; j < 3; ++j) {
    add_up = add_up && counts[0][j] + counts[1][j] == kPatients[j];
    if (j < 2) add_up = add_up && counts[j][0] == counts[j][1] + counts[j][2];
  }
  return consistent_if(add_up);
}

std::string check_table1_percentages(PublishedCheck& check) {
  auto const percent = check.printed().get<std::vector<std::vector<double>>>();
  check.checker.input_lists(check.at + "/printed", 0.03);
  auto const counts = printed_counts(check);
  auto const levels = std::find_if(kLevels.begin(), kLevels.end(),
                                   [&](Levels const& row) { return row.variable == variable_of(check); });
  auto const earlier = earlier_counts(percent);
  std::vector<std::string> wrong;
  bool of_earlier = true;
  for (std::size_t i = 0; i < 2; ++i) {
    of_earlier = of_earlier && earlier[i][0] == earlier[i][1] + earlier[i][2];
    for (std::size_t j = 0; j < 3; ++j) {
      double const computed = rounded(100 * static_cast<double>(counts[i][j]) / static_cast<double>(kPatients[j]), 1);
      check.checker.number(fmt::format("{}/computed/{}/{}", check.at, i, j), computed, 1e-9);
      double const then = 100 * static_cast<double>(earlier[i][j]) / static_cast<double>(kEarlierPatients[j]);
      of_earlier = of_earlier && std::abs(then - percent[i][j]) < kHalfDigit;
      if (std::abs(computed - percent[i][j]) > kHalfDigit)
        wrong.push_back(fmt::format("{} {}: printed {}, counts give {}", i == 0 ? levels->first : levels->second,
                                    kSets[j], python_number(percent[i][j]), python_number(computed)));
    }
  }
  auto note = fmt::format("{}", fmt::join(wrong, "; "));
  if (!wrong.empty() && of_earlier)
    note += ". Every printed percentage of this row equals counts " + python_list(earlier) +
            " of 139 = 84 + 55 patients: left over from an earlier cohort";
  check.checker.text(check.at + "/note", note);
  return consistent_if(wrong.empty());
}

std::string check_table1_p(PublishedCheck& check) {
  double const printed = check.printed().get<double>();
  check.checker.input(check.at + "/printed", 1e-4);
  auto const table = training_and_test(printed_counts(check));
  auto const percentages = check.other("table1_" + variable_of(check) + "_percentages");
  auto const earlier =
      training_and_test(earlier_counts(percentages.at("printed").get<std::vector<std::vector<double>>>()));
  double const plain = chi_squared_test(table, false).p, yates = chi_squared_test(table, true).p;
  auto const fisher = fisher_test(table);
  double const exact = fisher ? fisher->p : std::nan("");
  check.checker.number(check.at + "/computed/chi2_uncorrected", plain, 1e-9);
  check.checker.number(check.at + "/computed/chi2_yates", yates, 1e-9);
  check.checker.number(check.at + "/computed/fisher", exact, 1e-9);
  check.checker.number(check.at + "/computed/chi2_uncorrected_on_84_55_counts", chi_squared_test(earlier, false).p,
                       1e-9);
  std::vector<std::string_view> hits;
  if (rounded(plain, 3) == printed) hits.emplace_back("uncorrected");
  if (rounded(yates, 3) == printed) hits.emplace_back("Yates");
  if (rounded(exact, 3) == printed) hits.emplace_back("Fisher");
  check.checker.text(check.at + "/note",
                     hits.empty() ? std::string("no version of the test on the printed counts gives the printed p")
                                  : fmt::format("matches: {}", fmt::join(hits, ", ")));
  return consistent_if(!hits.empty());
}

std::string check_table1_diameter_t(PublishedCheck& check) {
  auto const tests = [](double a, double b, double c, double d) {
    auto const train = sample_with(kDiameterMean[0] + a, kDiameterSd[0] + b, kSetSize[0]);
    auto const test = sample_with(kDiameterMean[1] + c, kDiameterSd[1] + d, kSetSize[1]);
    return std::pair{student_t_test(train, test).p, welch_t_test(train, test).p};
  };
  auto const [student, welch] = tests(0, 0, 0, 0);
  check.checker.number(check.at + "/computed/student", student, 1e-9);
  check.checker.number(check.at + "/computed/welch", welch, 1e-9);
  double low = 1, high = 0;
  for (int corner = 0; corner < 16; ++corner) {
    auto const shift = [&](int bit) { return (corner >> bit & 1) != 0 ? 0.05 : -0.05; };
    auto const [s, w] = tests(shift(0), shift(1), shift(2), shift(3));
    low = std::min({low, s, w});
    high = std::max({high, s, w});
  }
  check.checker.numbers(check.at + "/computed/interval_within_rounding", std::vector{low, high}, 1e-9);
  double const printed = check.printed().get<double>();
  check.checker.input(check.at + "/printed", 0.06);  // the interval is as wide
  check.checker.text(check.at + "/note", "t test from printed mean and SD");
  return consistent_if(low <= printed && printed <= high);
}

std::string check_table1_diameter_mean(PublishedCheck& check) {
  double const n = kSetSize[0] + kSetSize[1];
  double const mean = (kSetSize[0] * kDiameterMean[0] + kSetSize[1] * kDiameterMean[1]) / n;
  check.checker.number(check.at + "/computed", mean, 1e-9);
  check.checker.input(check.at + "/printed", 1e-3);
  check.checker.text(check.at + "/note", "");
  return consistent_if(rounded(mean, 1) == check.printed().get<double>());
}

std::string check_table1_diameter_sd(PublishedCheck& check) {
  // Of both sets together; the reference takes the mean as printed with four decimals.
  double const n = kSetSize[0] + kSetSize[1], mean = 9.5105;
  double sum = 0;
  for (int set = 0; set < 2; ++set)
    sum += (kSetSize[set] - 1) * kDiameterSd[set] * kDiameterSd[set] +
           kSetSize[set] * (kDiameterMean[set] - mean) * (kDiameterMean[set] - mean);
  double const sd = std::sqrt(sum / (n - 1));
  check.checker.number(check.at + "/computed", sd, 1e-9);
  check.checker.input(check.at + "/printed", 0.07);  // 3.9 stands for a tenth around the computed value
  check.checker.text(check.at + "/note", "");
  return consistent_if(std::abs(sd - check.printed().get<double>()) < 0.1);
}

std::string check_table1_median(PublishedCheck& check) {
  auto const medians = check.printed().get<std::vector<double>>();
  check.checker.number(check.at + "/computed", std::nan(""), 0);
  bool const all_same = medians[0] == medians[1] && medians[1] == medians[2];
  // Where the test patients' median differs from the others already, nothing follows from it.
  for (std::size_t set = 0; set < (all_same ? 3U : 2U); ++set)
    check.checker.input(check.at + "/printed/" + std::to_string(set), 1e-3);
  check.checker.text(check.at + "/note",
                     all_same ? "identical medians to four digits in disjoint patient sets point to median imputation, "
                                "while Methods say incomplete cases were excluded"
                              : "overall and training medians identical");
  return medians[0] == medians[1] ? "suspicious" : "consistent";
}

}  // namespace petra::oracle
