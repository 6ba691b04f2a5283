#include "petra/feature/ngtdm.hpp"

#include <cmath>
#include <limits>

#include "petra/feature/ngtdm_matrix.hpp"
#include "petra/feature/row_values.hpp"

namespace petra {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The matrix's rows with p_i = n_i / N, and what several features share.
struct Context {
  struct Entry {
    double i, p, s, ip, ps;
  };
  std::vector<Entry> entries;
  double N = 0;       // voxels
  double sum_s = 0;   // sum of s_i
  double sum_ps = 0;  // sum of p_i s_i

  void assign(std::vector<NgtdmRow> const& rows) {
    entries.clear();
    N = sum_s = sum_ps = 0;
    for (auto const& row : rows) N += row.n;
    for (auto const& row : rows) {
      double const i = row.level;
      double const p = row.n / N;
      entries.push_back({i, p, row.s, i * p, p * row.s});
      sum_s += row.s;
      sum_ps += p * row.s;
    }
  }

  // Sum over ordered pairs of a symmetric term that is 0 where both are the same.
  template <class Term>
  [[nodiscard]] double sum_over_pairs(Term term) const {
    double sum = 0;
    for (std::size_t a = 1; a < entries.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) sum += term(entries[a], entries[b]);
    }
    return 2 * sum;
  }
};

using Entry = Context::Entry;

FeatureValue busyness(Context const& c) {
  double const divisor = c.sum_over_pairs([](Entry const& a, Entry const& b) { return std::abs(a.ip - b.ip); });
  if (divisor == 0) return {0, c.entries.size() < 2 ? Reason::one_grey_level : Reason::division_by_zero};
  return {c.sum_ps / divisor};
}

FeatureValue coarseness(Context const& c) {
  if (c.sum_ps == 0) return {1e6, c.entries.size() < 2 ? Reason::one_grey_level : Reason::division_by_zero};
  return {1 / c.sum_ps};
}

FeatureValue complexity(Context const& c) {
  double const sum = c.sum_over_pairs(
      [](Entry const& a, Entry const& b) { return std::abs(a.i - b.i) * (a.ps + b.ps) / (a.p + b.p); });
  return {sum / c.N};
}

FeatureValue contrast(Context const& c) {
  auto const present = static_cast<double>(c.entries.size());
  if (present < 2) return {0, Reason::one_grey_level};
  double const sum =
      c.sum_over_pairs([](Entry const& a, Entry const& b) { return a.p * b.p * ((a.i - b.i) * (a.i - b.i)); });
  return {sum * c.sum_s / c.N / (present * (present - 1))};
}

FeatureValue strength(Context const& c) {
  if (c.sum_s == 0) return {0, c.entries.size() < 2 ? Reason::one_grey_level : Reason::division_by_zero};
  double const sum =
      c.sum_over_pairs([](Entry const& a, Entry const& b) { return (a.p + b.p) * ((a.i - b.i) * (a.i - b.i)); });
  return {sum / c.sum_s};
}

// N = sum n_i, p_i = n_i / N, N_{g,p}: number of levels present; sums run over levels present.
inline constexpr auto kRows = std::to_array<Feature<Context>>({
    {{.name = "Busyness",
      .ibsi_code = "NQ30",
      .ibsi_name = "Busyness",
      .range = {0, kInfinity},
      .formula = R"(\frac{\sum_{i} p_i s_i}{\sum_{i}\sum_{j} |i\,p_i-j\,p_j|}\text{; 0 where the divisor is 0})",
      .source = "IBSI 3.10.3",
      .needs = {.grey_levels = 2}},
     busyness},
    {{.name = "Coarseness",
      .ibsi_code = "QCDE",
      .ibsi_name = "Coarseness",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{\sum_{i} p_i s_i}\text{; }10^6\text{ where the divisor is 0})",
      .source = "IBSI 3.10.1",
      .needs = {.grey_levels = 2}},
     coarseness},
    {{.name = "Complexity",
      .ibsi_code = "HDEZ",
      .ibsi_name = "Complexity",
      .range = {0, kInfinity},
      .formula = R"(\frac{1}{N}\sum_{i}\sum_{j} |i-j|\,\frac{p_i s_i+p_j s_j}{p_i+p_j})",
      .source = "IBSI 3.10.4"},
     complexity},
    {{.name = "Contrast",
      .ibsi_code = "65HE",
      .ibsi_name = "Contrast",
      .range = {0, kInfinity},
      .formula =
          R"(\frac{1}{N_{g,p}(N_{g,p}-1)}\sum_{i}\sum_{j} p_i p_j (i-j)^2\cdot\frac{1}{N}\sum_{i} s_i\text{; 0 where }N_{g,p}=1)",
      .source = "IBSI 3.10.2",
      .needs = {.grey_levels = 2}},
     contrast},
    {{.name = "Strength",
      .ibsi_code = "1X9X",
      .ibsi_name = "Strength",
      .range = {0, kInfinity},
      .formula = R"(\frac{\sum_{i}\sum_{j} (p_i+p_j)(i-j)^2}{\sum_{i} s_i}\text{; 0 where the divisor is 0})",
      .source = "IBSI 3.10.5",
      .needs = {.grey_levels = 2}},
     strength},
});
static_assert(well_formed(kRows));

std::vector<FeatureInfo> features() {
  return infos_of(kRows);
}

Result<std::vector<FeatureValue>> compute(Region const& region, FamilySettings const& settings,
                                          std::span<int const> wanted) {
  static thread_local Context context;
  PETRA_TRY(auto const rows, ngtdm_matrix(region, settings));
  context.assign(rows);
  return values_of(kRows, wanted, context);
}

}  // namespace

constinit FamilyRow const kNgtdmFamily = {
    .name = "ngtdm", .needs_levels = true, .whole_mask = false, .features = features, .compute = compute};

}  // namespace petra
