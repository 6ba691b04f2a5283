// Which features repeat others: first come in column order. Only coefficients with columns already kept are needed, so
// the products are taken block by block: the kept columns against the next block, and the block against itself.
#include <algorithm>
#include <cmath>
#include <limits>

#include "petra/stats/correlation.hpp"

namespace petra {

namespace {

constexpr Eigen::Index kBlock = 48;   // columns at a time
constexpr double kNearTheCut = 1e-9;  // coefficients this near are computed again in extended precision

// Coefficients of one kind (Pearson on values, Spearman on ranks) with what has been kept so far.
class Coefficients {
 public:
  Coefficients(Eigen::Ref<Eigen::MatrixXd const> const& values, bool ranks)
      : raw_(values.rows(), values.cols()), unit_(values.rows(), values.cols()), kept_(values.rows(), values.cols()) {
    for (Eigen::Index j = 0; j < values.cols(); ++j) {
      if (ranks) {
        raw_.col(j) = average_ranks(values.col(j));
      } else {
        raw_.col(j) = values.col(j);
      }
      auto unit = unit_.col(j);
      unit = raw_.col(j).array() - raw_.col(j).mean();
      if (double const scale = unit.cwiseAbs().maxCoeff(); scale > 0) unit /= scale;
      unit.array() -= unit.mean();
      unit.normalize();
    }
  }

  void begin_block(Eigen::Index start, Eigen::Index size) {
    start_ = start;
    kept_before_ = kept_count_;
    auto const block = unit_.middleCols(start, size);
    with_kept_.noalias() = kept_.leftCols(kept_count_).transpose() * block;
    within_.noalias() = block.transpose() * block;
  }

  // With the kept column number `slot` (its column in the table is `other`).
  [[nodiscard]] double with(Eigen::Index column, Eigen::Index slot, Eigen::Index other, double maximum) const {
    double const r = slot < kept_before_ ? with_kept_(slot, column - start_) : within_(other - start_, column - start_);
    if (std::abs(std::abs(r) - maximum) > kNearTheCut) return r;
    return precise(column, other);
  }

  void keep(Eigen::Index column) { kept_.col(kept_count_++) = unit_.col(column); }

 private:
  Eigen::MatrixXd raw_, unit_, kept_, with_kept_, within_;
  Eigen::Index start_ = 0, kept_count_ = 0, kept_before_ = 0;

  [[nodiscard]] double precise(Eigen::Index a, Eigen::Index b) const {
    auto const n = static_cast<long double>(raw_.rows());
    long double mean_a = 0, mean_b = 0, a1 = 0, b1 = 0, aa = 0, bb = 0, ab = 0;
    for (Eigen::Index i = 0; i < raw_.rows(); ++i) mean_a += raw_(i, a), mean_b += raw_(i, b);
    mean_a /= n, mean_b /= n;
    for (Eigen::Index i = 0; i < raw_.rows(); ++i) {
      long double const da = raw_(i, a) - mean_a, db = raw_(i, b) - mean_b;
      a1 += da, b1 += db, aa += da * da, bb += db * db, ab += da * db;
    }
    aa -= a1 * a1 / n, bb -= b1 * b1 / n, ab -= a1 * b1 / n;  // what rounding of the means left
    return static_cast<double>(ab / (std::sqrt(aa) * std::sqrt(bb)));
  }
};

}  // namespace

std::vector<RedundancyDecision> first_come(Eigen::Ref<Eigen::MatrixXd const> const& columns,
                                           RedundancyRule const& rule) {
  auto const p = columns.cols();
  std::vector<RedundancyDecision> decisions(static_cast<std::size_t>(p));
  if (columns.rows() == 0) return decisions;
  Coefficients pearsons(columns, false), spearmans(columns, true);
  std::vector<Eigen::Index> kept;
  auto const bounded = [](double r) { return std::clamp(r, -1.0, 1.0); };
  for (Eigen::Index start = 0; start < p; start += kBlock) {
    auto const size = std::min(kBlock, p - start);
    pearsons.begin_block(start, size);
    spearmans.begin_block(start, size);
    for (Eigen::Index column = start; column < start + size; ++column) {
      auto& decision = decisions[static_cast<std::size_t>(column)];
      if (columns.col(column).minCoeff() == columns.col(column).maxCoeff()) {
        decision.constant = true;
        continue;
      }
      for (std::size_t slot = 0; slot < kept.size() && decision.dropped_for < 0; ++slot) {
        auto const at = static_cast<Eigen::Index>(slot);
        double const r = pearsons.with(column, at, kept[slot], rule.maximum);
        double const rho = spearmans.with(column, at, kept[slot], rule.maximum);
        bool const repeats =
            (rule.use_pearson && std::abs(r) > rule.maximum) || (rule.use_spearman && std::abs(rho) > rule.maximum);
        if (!repeats) continue;
        decision.dropped_for = static_cast<int>(kept[slot]);
        decision.pearson = bounded(r);
        decision.spearman = bounded(rho);
      }
      if (decision.dropped_for >= 0) continue;
      decision.kept = true;
      kept.push_back(column);
      pearsons.keep(column);
      spearmans.keep(column);
    }
  }
  return decisions;
}

}  // namespace petra
