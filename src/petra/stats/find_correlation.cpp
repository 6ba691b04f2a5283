#include "petra/stats/find_correlation.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace petra {

namespace {

constexpr double kNearTie = 1e-12;  // relative: means this near are formed again as R forms them

// R's mean: in extended precision, then corrected once.
class RMean {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] double value() const {
    auto const n = static_cast<long double>(values_.size());
    long double sum = 0, rest = 0;
    for (double const v : values_) sum += v;
    long double const mean = sum / n;
    for (double const v : values_) rest += v - mean;
    return static_cast<double>(mean + rest / n);
  }

 private:
  std::vector<double> values_;
};

// |r| of the columns that are left, in caret's order, and the sums that its means need.
class Remaining {
 public:
  explicit Remaining(Eigen::MatrixXd const& absolute)
      : r_(absolute), present_(static_cast<std::size_t>(absolute.cols()), 1), left_(absolute.cols()) {
    row_sum_.resize(present_.size());
    for (Eigen::Index i = 0; i < r_.cols(); ++i) {
      long double sum = 0;
      for (Eigen::Index j = 0; j < r_.cols(); ++j) sum += i == j ? 0 : r_(j, i);
      row_sum_[static_cast<std::size_t>(i)] = sum;
      total_ += sum;
    }
  }

  [[nodiscard]] bool has(Eigen::Index i) const { return present_[static_cast<std::size_t>(i)] != 0; }

  void drop(Eigen::Index gone) {
    present_[static_cast<std::size_t>(gone)] = 0;
    --left_;
    total_ -= 2 * row_sum_[static_cast<std::size_t>(gone)];
    for (Eigen::Index i = 0; i < r_.cols(); ++i) row_sum_[static_cast<std::size_t>(i)] -= r_(gone, i);
  }

  [[nodiscard]] bool any_over(double cut_off) const {
    for (Eigen::Index j = 0; j < r_.cols(); ++j) {
      for (Eigen::Index i = 0; i < j && has(j); ++i) {
        if (has(i) && r_(i, j) > cut_off) return true;
      }
    }
    return false;
  }

  // Mean of row i above the mean of all rows but j.
  [[nodiscard]] bool first_is_larger(Eigen::Index i, Eigen::Index j) const {
    auto const others = static_cast<long double>(left_ - 1);
    auto const mean_i = row_sum_[static_cast<std::size_t>(i)] / others;
    auto const mean_rest = (total_ - row_sum_[static_cast<std::size_t>(j)]) / (others * others);
    if (std::abs(mean_i - mean_rest) > kNearTie * std::abs(mean_rest)) return mean_i > mean_rest;
    RMean row, rest;
    for (Eigen::Index column = 0; column < r_.cols(); ++column) {
      if (!has(column)) continue;
      if (column != i) row.add(r_(i, column));
      for (Eigen::Index k = 0; k < r_.cols(); ++k) {
        if (has(k) && k != column && k != j) rest.add(r_(k, column));
      }
    }
    return row.value() > rest.value();
  }

 private:
  Eigen::MatrixXd const& r_;
  std::vector<char> present_;
  Eigen::Index left_;
  std::vector<long double> row_sum_;
  long double total_ = 0;
};

std::vector<int> drop_exactly(Eigen::MatrixXd const& absolute, double cut_off) {
  auto const p = absolute.cols();
  std::vector<double> mean(static_cast<std::size_t>(p));
  for (Eigen::Index j = 0; j < p; ++j) {
    RMean of_column;
    for (Eigen::Index i = 0; i < p; ++i) {
      if (i != j) of_column.add(absolute(i, j));
    }
    mean[static_cast<std::size_t>(j)] = of_column.value();
  }
  std::vector<int> order(static_cast<std::size_t>(p));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return mean[static_cast<std::size_t>(a)] > mean[static_cast<std::size_t>(b)]; });
  Eigen::MatrixXd const r = absolute(order, order);
  Remaining remaining(r);
  std::vector<char> gone(static_cast<std::size_t>(p), 0);
  auto const drop = [&](Eigen::Index k) { gone[static_cast<std::size_t>(k)] = 1, remaining.drop(k); };
  for (Eigen::Index i = 0; i + 1 < p; ++i) {
    if (!remaining.any_over(cut_off)) break;
    for (Eigen::Index j = i + 1; j < p && remaining.has(i); ++j) {
      if (remaining.has(j) && r(i, j) > cut_off) drop(remaining.first_is_larger(i, j) ? i : j);
    }
  }
  std::vector<int> dropped;
  for (std::size_t k = 0; k < gone.size(); ++k) {
    if (gone[k] != 0) dropped.push_back(order[k]);
  }
  return dropped;
}

// Ranks of the means as caret gets them from a factor: means that print alike to 15 digits are one.
std::vector<int> ranks_of_means(Eigen::MatrixXd const& absolute) {
  std::map<double, std::vector<std::size_t>> columns_of;
  for (Eigen::Index j = 0; j < absolute.cols(); ++j) {
    long double sum = 0;
    for (Eigen::Index i = 0; i < absolute.rows(); ++i) sum += absolute(i, j);
    auto const mean = static_cast<double>(sum / static_cast<long double>(absolute.rows()));
    char text[32];
    std::snprintf(text, sizeof text, "%.15g", mean);
    columns_of[std::strtod(text, nullptr)].push_back(static_cast<std::size_t>(j));
  }
  std::vector<int> rank(static_cast<std::size_t>(absolute.cols()));
  int next = 0;
  for (auto const& [mean, columns] : columns_of) {
    for (auto const column : columns) rank[column] = next;
    ++next;
  }
  return rank;
}

std::vector<int> drop_fast(Eigen::MatrixXd const& absolute, double cut_off) {
  auto const rank = ranks_of_means(absolute);
  std::vector<int> columns, rows;
  for (Eigen::Index column = 0; column < absolute.cols(); ++column) {
    for (Eigen::Index row = 0; row < column; ++row) {
      if (!(absolute(row, column) > cut_off)) continue;
      bool const column_goes = rank[static_cast<std::size_t>(column)] > rank[static_cast<std::size_t>(row)];
      (column_goes ? columns : rows).push_back(static_cast<int>(column_goes ? column : row));
    }
  }
  std::vector<int> dropped;
  std::vector<char> gone(rank.size(), 0);
  for (auto const* list : {&columns, &rows}) {
    for (int const column : *list) {
      if (std::exchange(gone[static_cast<std::size_t>(column)], 1) == 0) dropped.push_back(column);
    }
  }
  return dropped;
}

}  // namespace

Result<std::vector<int>> find_correlation(Eigen::Ref<Eigen::MatrixXd const> const& correlation, double cut_off,
                                          CaretRule rule) {
  auto const bad = [](std::string message, std::string remedy) {
    return make_error(ErrorCode::invalid_input, "findCorrelation", std::move(message), std::move(remedy));
  };
  if (correlation.rows() != correlation.cols()) return bad("the matrix is not square", "Give one row per column.");
  if (correlation.cols() < 2) return bad("there are fewer than two columns", "Nothing can repeat another.");
  if (!correlation.allFinite())
    return bad("a coefficient is undefined", "Leave constant columns out before correlations are taken.");
  if (!correlation.isApprox(correlation.transpose(), 1e-8))
    return bad("the matrix is not symmetric", "Give the correlation matrix of the columns.");
  Eigen::MatrixXd const absolute = correlation.cwiseAbs();
  return rule == CaretRule::exact ? drop_exactly(absolute, cut_off) : drop_fast(absolute, cut_off);
}

}  // namespace petra
