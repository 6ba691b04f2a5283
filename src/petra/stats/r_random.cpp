#include "petra/stats/r_random.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace petra {

namespace {

constexpr int kStateWords = 624, kShift = 397;
constexpr double kWordToUnit = 2.3283064365386963e-10;      // 2^-32
constexpr double kSmallestUniform = 2.328306437080797e-10;  // 1 / (2^32 - 1)
constexpr std::int64_t kHashFrom = 10'000'000;              // sample.int draws by rejection of repeats above this n

std::uint32_t scrambled(std::uint32_t seed) {
  return 69069U * seed + 1U;
}

}  // namespace

RRandom::RRandom(std::uint32_t seed) {
  for (int i = 0; i < 50; ++i) seed = scrambled(seed);
  seed = scrambled(seed);  // R's first word holds the position, which starts at 624 whatever is drawn for it
  for (auto& word : state_) word = seed = scrambled(seed);
}

std::uint32_t RRandom::next_word() {
  if (position_ == kStateWords) {
    for (int i = 0; i < kStateWords; ++i) {
      auto const at = [this](int j) -> std::uint32_t& { return state_[static_cast<std::size_t>(j % kStateWords)]; };
      std::uint32_t const mixed = (at(i) & 0x80000000U) | (at(i + 1) & 0x7fffffffU);
      at(i) = at(i + kShift) ^ (mixed >> 1U) ^ ((mixed & 1U) != 0 ? 0x9908b0dfU : 0U);
    }
    position_ = 0;
  }
  std::uint32_t word = state_[static_cast<std::size_t>(position_++)];
  word ^= word >> 11U;
  word ^= (word << 7U) & 0x9d2c5680U;
  word ^= (word << 15U) & 0xefc60000U;
  return word ^ (word >> 18U);
}

double RRandom::fixed_up(double value) const {
  if (value <= 0) return 0.5 * kSmallestUniform;
  if (1 - value <= 0) return 1 - 0.5 * kSmallestUniform;
  return value;
}

double RRandom::uniform() {
  return fixed_up(next_word() * kWordToUnit);
}

double RRandom::normal() {
  constexpr double kBig = 134217728;  // 2^27: two uniforms give 53 bits
  double const high = std::floor(kBig * uniform());
  return normal_quantile_as241((high + uniform()) / kBig);
}

double RRandom::exponential() {
  // Partial sums of ln(2)^k / k!, up to where they are 1 in double precision.
  static std::array<double, 16> const sums = [] {
    std::array<double, 16> q{};
    double term = 1, sum = 0;
    for (std::size_t k = 0; k < q.size(); ++k) {
      term *= std::log(2.0) / static_cast<double>(k + 1);
      q[k] = sum += term;
    }
    q.back() = 1;
    return q;
  }();
  double whole = 0, u = uniform();
  while (true) {
    u += u;
    if (u > 1) break;
    whole += sums[0];
  }
  u -= 1;
  if (u <= sums[0]) return whole + u;
  double smallest = uniform();
  std::size_t i = 0;
  do {
    smallest = std::min(smallest, uniform());
    ++i;
  } while (u > sums[i]);
  return whole + smallest * sums[0];
}

std::int64_t RRandom::index(std::int64_t n) {
  if (n <= 0) return 0;
  int const bits = static_cast<int>(std::ceil(std::log2(static_cast<double>(n))));
  while (true) {
    std::int64_t value = 0;
    for (int drawn = 0; drawn <= bits; drawn += 16) {
      value = 65536 * value + static_cast<std::int64_t>(std::floor(uniform() * 65536));
    }
    if (bits < 63) value &= (std::int64_t{1} << bits) - 1;
    if (value < n) return value;
  }
}

int RRandom::small_binomial(int size, double probability) {
  double const p = std::min(probability, 1 - probability), q = 1 - p;
  assert(size >= 0 && p >= 0 && size * p < 30);
  if (p == 0 || size == 0) return probability < 0.5 ? 0 : size;
  double const ratio = p / q, step = ratio * (size + 1), none = std::pow(q, size);
  constexpr int kMostTried = 110;
  while (true) {
    double share = none, u = uniform();
    for (int count = 0; count <= kMostTried; ++count) {
      if (u < share) return probability > 0.5 ? size - count : count;
      u -= share;
      share *= step / (count + 1) - ratio;
    }
  }
}

std::vector<std::int64_t> RRandom::sample_int(std::int64_t n, std::int64_t count, bool replace) {
  assert(n >= 0 && count >= 0 && (replace || count <= n));
  std::vector<std::int64_t> drawn;
  drawn.reserve(static_cast<std::size_t>(count));
  if (replace || count < 2) {
    for (std::int64_t i = 0; i < count; ++i) drawn.push_back(index(n) + 1);
    return drawn;
  }
  if (n > kHashFrom && count <= n / 2) {
    std::unordered_set<std::int64_t> seen;
    while (static_cast<std::int64_t>(drawn.size()) < count) {
      if (auto const value = index(n) + 1; seen.insert(value).second) drawn.push_back(value);
    }
    return drawn;
  }
  std::vector<std::int64_t> left(static_cast<std::size_t>(n));
  std::iota(left.begin(), left.end(), std::int64_t{1});
  for (std::int64_t i = 0; i < count; ++i) {
    auto const chosen = static_cast<std::size_t>(index(static_cast<std::int64_t>(left.size())));
    drawn.push_back(left[chosen]);
    left[chosen] = left.back();
    left.pop_back();
  }
  return drawn;
}

std::vector<std::int64_t> RRandom::sample(std::span<std::int64_t const> values, std::int64_t count, bool replace) {
  auto drawn = sample_int(static_cast<std::int64_t>(values.size()), count, replace);
  for (auto& position : drawn) position = values[static_cast<std::size_t>(position - 1)];
  return drawn;
}

std::vector<std::int64_t> RRandom::sample_weighted(std::span<double const> weights, std::int64_t count) {
  assert(!weights.empty() && weights.size() < 200);
  double const total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  std::vector<std::int64_t> drawn;
  for (std::int64_t i = 0; i < count; ++i) {
    double const u = uniform();
    double reached = 0;
    std::size_t place = 0;
    for (; place + 1 < order.size(); ++place) {
      reached += weights[order[place]] / total;
      if (u <= reached) break;
    }
    drawn.push_back(static_cast<std::int64_t>(order[place]) + 1);
  }
  return drawn;
}

std::vector<int> glmnet_folds(std::int64_t n, int folds, std::uint32_t seed) {
  std::vector<int> ids(static_cast<std::size_t>(n));
  auto const drawn = RRandom(seed).sample_int(n, n);
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<int>((drawn[i] - 1) % folds) + 1;
  return ids;
}

std::vector<bool> stratified_split(std::span<int const> y, double ratio, std::uint32_t seed) {
  assert(ratio >= 0 && ratio <= 1);
  std::array<std::vector<std::int64_t>, 2> rows;
  for (std::size_t i = 0; i < y.size(); ++i) rows[y[i] == 0 ? 0 : 1].push_back(static_cast<std::int64_t>(i));
  std::array<std::int64_t, 2> taken{};
  std::array<double, 2> remainder{};
  for (std::size_t level = 0; level < 2; ++level) {
    double const share = ratio * static_cast<double>(rows[level].size());
    taken[level] = static_cast<std::int64_t>(std::floor(share));
    remainder[level] = share - std::floor(share);
  }
  auto const total = static_cast<std::int64_t>(std::nearbyint(ratio * static_cast<double>(y.size())));
  bool const lower_first = remainder[0] >= remainder[1];
  for (int turn = 0; turn < 2 && taken[0] + taken[1] < total; ++turn) ++taken[(turn == 0) == lower_first ? 0 : 1];
  std::vector<bool> training(y.size(), false);
  RRandom random(seed);
  for (std::size_t level = 0; level < 2; ++level) {
    auto const most = static_cast<std::int64_t>(rows[level].size());
    for (auto const row : random.sample(rows[level], std::min(taken[level], most)))
      training[static_cast<std::size_t>(row)] = true;
  }
  return training;
}

}  // namespace petra
