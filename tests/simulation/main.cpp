// usage: simulation_study [intervals|delong|null|permutation|funnel] [draws] [dump folder | seed]; without a part all
// of them.
#include <cstdlib>
#include <string_view>

#include "parts.hpp"

int main(int argc, char** argv) {
  std::string_view const part = argc > 1 ? argv[1] : "";
  int const draws = argc > 2 ? std::atoi(argv[2]) : 0;
  using namespace petra::simulation;
  auto const wanted = [&](std::string_view name) { return part.empty() || part == name; };
  if (wanted("intervals")) interval_coverage(draws > 0 ? draws : 10000, argc > 3 ? argv[3] : nullptr);
  if (wanted("delong")) delong_type_one(draws > 0 ? draws : 10000);
  if (wanted("null")) null_studies(draws > 0 ? draws : 200);
  if (wanted("permutation"))
    permutation_type_one(draws > 0 ? draws : 10000, 19, argc > 3 ? static_cast<std::uint32_t>(std::atoi(argv[3])) : 6);
  if (wanted("funnel")) funnel_estimates(draws > 0 ? draws : 200, 50);
  return 0;
}
