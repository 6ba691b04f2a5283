// Large memory: cleared, of the size asked for, whatever the system offers.
#include "petra/base/huge_pages.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace petra {
namespace {

TEST(HugePages, values_are_cleared_and_counted_mechanics) {
  for (std::size_t const count : {0UL, 1UL, 4096UL, 1UL << 22U, (9UL << 20U) + 3}) {
    auto const bytes = make_large<std::string>(count);
    EXPECT_EQ(bytes.size(), count);
    EXPECT_EQ(static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\0')), count);
    auto const numbers = make_large<std::vector<double>>(count);
    EXPECT_EQ(numbers.size(), count);
    EXPECT_TRUE(std::all_of(numbers.begin(), numbers.end(), [](double x) { return x == 0; }));
  }
  advise_huge_pages(nullptr, 0);
}

}  // namespace
}  // namespace petra
