#include "petra/model/frozen_model.hpp"

#include <gtest/gtest.h>

#include "petra/model/model_for_tests.hpp"

namespace petra {
namespace {

std::string replaced(std::string text, std::string const& what, std::string const& with) {
  auto const found = text.find(what);
  EXPECT_NE(found, std::string::npos) << what;
  return text.replace(found, what.size(), with);
}

TEST(FrozenModel, reads_back_what_it_writes_invariant) {
  auto const text = format_model(model_for_tests());
  auto const read = parse_model(text, "model.json");
  ASSERT_TRUE(read) << format_error(read.error());
  EXPECT_EQ(format_model(*read), text);
  EXPECT_EQ(read->sha256.size(), 64U);
  EXPECT_EQ(read->best_regression()->name, "combined");
}

TEST(FrozenModel, refuses_a_changed_number) {
  auto const read = parse_model(replaced(format_model(model_for_tests()), "-0.01", "-0.02"), "model.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::integrity);
  EXPECT_NE(read.error().message.find("checksum"), std::string::npos);
}

TEST(FrozenModel, refuses_a_newer_schema_before_anything_else) {
  auto const read = parse_model(
      replaced(format_model(model_for_tests()), "\"schema_version\": 2", "\"schema_version\": 3"), "model.json");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::not_supported);
  EXPECT_NE(read.error().message.find("newer"), std::string::npos);
}

TEST(FrozenModel, refuses_what_is_no_model) {
  for (auto const* text : {"", "{}", "[1]", "{\"format\": \"other\"}", "{\"format\": \"petra-model\"}", "not JSON"})
    EXPECT_FALSE(parse_model(text, "x")) << text;
}

}  // namespace
}  // namespace petra
