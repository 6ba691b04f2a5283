// Time of each texture family on an ellipsoid of correlated noise: matrices alone and with features, ns per voxel.

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "petra/feature/family.hpp"
#include "petra/feature/glcm_matrix.hpp"
#include "petra/feature/gldm_matrix.hpp"
#include "petra/feature/glrlm_matrix.hpp"
#include "petra/feature/glszm_matrix.hpp"
#include "petra/feature/ngtdm_matrix.hpp"

namespace {

using petra::Index3;

struct Phantom {
  petra::RegionBox box;
  petra::GreyLevels levels;
  [[nodiscard]] petra::Region region() const { return {.box = &box, .intensity = {}, .levels = &levels}; }
};

// Noise, averaged over neighbours along x, y and z, so that runs and zones are as long as in a tumour, cut into levels
// 1 … count.
Phantom make_phantom(Index3 const& size, std::uint32_t count) {
  std::mt19937 random(1);
  auto const total = static_cast<std::size_t>(size[0] * size[1] * size[2]);
  std::vector<double> field(total);
  for (auto& value : field) value = static_cast<double>(random()) / 4294967296.0;
  std::int64_t const strides[] = {1, size[0], size[0] * size[1]};
  for (std::int64_t const stride : strides) {
    auto const step = static_cast<std::size_t>(stride);
    for (std::size_t k = 0; k + step < total; ++k) field[k] = 0.5 * (field[k] + field[k + step]);
  }
  Phantom phantom;
  phantom.box.size = size;
  phantom.box.inside.assign(total, 0);
  phantom.levels.bytes.assign(total, 0);
  std::set<std::uint32_t> present;
  for (std::size_t k = 0; k < total; ++k) {
    auto const at = static_cast<std::int64_t>(k);
    Index3 const place = {at % size[0], at / size[0] % size[1], at / size[0] / size[1]};
    double radius = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double const half = static_cast<double>(size[axis]) / 2;
      double const distance = (static_cast<double>(place[axis]) + 0.5 - half) / half;
      radius += distance * distance;
    }
    if (radius > 1) continue;
    double const scaled = (field[k] - 0.2) / 0.6 * count;
    auto const level = static_cast<std::uint32_t>(std::clamp(scaled, 0.0, static_cast<double>(count) - 1)) + 1;
    phantom.box.inside[k] = 1;
    phantom.levels.bytes[k] = static_cast<std::uint8_t>(level);
    ++phantom.box.voxel_count;
    phantom.levels.highest = std::max(phantom.levels.highest, level);
    present.insert(level);
  }
  phantom.levels.present = static_cast<std::uint32_t>(present.size());
  return phantom;
}

// 70,000 voxels for a CT tumour, 2,600 for the same in PET.
Phantom phantom_of(benchmark::State const& state) {
  Index3 const size = state.range(0) > 10'000 ? Index3{52, 52, 49} : Index3{18, 17, 16};
  return make_phantom(size, static_cast<std::uint32_t>(state.range(1)));
}

void report(benchmark::State& state, Phantom const& phantom) {
  state.counters["ns_per_voxel"] =
      benchmark::Counter(static_cast<double>(phantom.box.voxel_count) * 1e-9,
                         benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["voxels"] = static_cast<double>(phantom.box.voxel_count);
}

template <class Build>
void run_matrix(benchmark::State& state, Build build) {
  auto const phantom = phantom_of(state);
  petra::FamilySettings const settings;
  for (auto _ : state) build(phantom.region(), settings);
  report(state, phantom);
}

void glcm_matrix(benchmark::State& state) {
  run_matrix(state, [](petra::Region const& region, petra::FamilySettings const& settings) {
    benchmark::DoNotOptimize(petra::visit_glcm(
        region, settings, [](petra::GlcmMatrix const& matrix) { benchmark::DoNotOptimize(matrix.total); }));
  });
}

void glrlm_matrix(benchmark::State& state) {
  run_matrix(state, [](petra::Region const& region, petra::FamilySettings const& settings) {
    benchmark::DoNotOptimize(petra::visit_glrlm(
        region, settings, [](petra::GlrlmMatrix const& matrix) { benchmark::DoNotOptimize(matrix.cells.data()); }));
  });
}

void glszm_matrix(benchmark::State& state) {
  run_matrix(state, [](petra::Region const& region, petra::FamilySettings const& settings) {
    benchmark::DoNotOptimize(petra::glszm_matrix(region, settings));
  });
}

void gldm_matrix(benchmark::State& state) {
  run_matrix(state, [](petra::Region const& region, petra::FamilySettings const& settings) {
    benchmark::DoNotOptimize(petra::gldm_matrix(region, settings));
  });
}

void ngtdm_matrix(benchmark::State& state) {
  run_matrix(state, [](petra::Region const& region, petra::FamilySettings const& settings) {
    benchmark::DoNotOptimize(petra::ngtdm_matrix(region, settings));
  });
}

void family(benchmark::State& state, std::string const& name) {
  auto const phantom = phantom_of(state);
  auto const* row = petra::find_family(name);
  std::vector<int> wanted(row->features().size());
  std::iota(wanted.begin(), wanted.end(), 0);
  petra::FamilySettings const settings;
  for (auto _ : state) benchmark::DoNotOptimize(row->compute(phantom.region(), settings, wanted));
  report(state, phantom);
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"voxels", "levels"})->Unit(benchmark::kMicrosecond);
  for (std::int64_t const voxels : {2'600, 70'000}) {
    for (std::int64_t const levels : {10, 32, 80}) benchmark->Args({voxels, levels});
  }
}

BENCHMARK(glcm_matrix)->Apply(sizes);
BENCHMARK(glrlm_matrix)->Apply(sizes);
BENCHMARK(glszm_matrix)->Apply(sizes);
BENCHMARK(gldm_matrix)->Apply(sizes);
BENCHMARK(ngtdm_matrix)->Apply(sizes);
BENCHMARK_CAPTURE(family, glcm, std::string("glcm"))->Apply(sizes);
BENCHMARK_CAPTURE(family, glrlm, std::string("glrlm"))->Apply(sizes);
BENCHMARK_CAPTURE(family, glszm, std::string("glszm"))->Apply(sizes);
BENCHMARK_CAPTURE(family, gldm, std::string("gldm"))->Apply(sizes);
BENCHMARK_CAPTURE(family, ngtdm, std::string("ngtdm"))->Apply(sizes);

}  // namespace
