// Mechanics of the runner itself: what must fail does fail.
#include "runner.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace petra::oracle {

namespace {

namespace fs = std::filesystem;

Result<void> check_everything(Case const&, Checker& checker) {
  checker.number("/a", 1.0, 1e-9);
  checker.texts("/names", {"x", "y"});
  return {};
}

Result<void> check_nothing(Case const&, Checker&) {
  return {};
}

constexpr TopicRow kEverything[] = {{"topic", check_everything}};
constexpr TopicRow kNothing[] = {{"topic", check_nothing}};

class RunnerMechanics : public testing::Test {
 protected:
  fs::path root = fs::path(testing::TempDir()) /
                  ("petra_oracle_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::ostringstream out;

  void SetUp() override {
    fs::remove_all(root);
    fs::create_directories(root / "statistics" / "topic" / "one");
    write("unchecked.txt", "");
  }
  void TearDown() override { fs::remove_all(root); }

  void write(fs::path const& path, std::string const& text) { std::ofstream(root / path) << text; }
  void expect_document(std::string const& text) { write("statistics/topic/one/expected.json", text); }
  int run(std::span<TopicRow const> topics, int perturb = 0, bool complete = false) {
    RunOptions options;
    options.root = root;
    options.unchecked = root / "unchecked.txt";
    options.topics = topics;
    options.perturb = perturb;
    options.complete = complete;
    return run_oracle(options, out);
  }
};

TEST_F(RunnerMechanics, RightValuesPass) {
  expect_document(R"({"a": 1.0, "names": ["x", "y"]})");
  EXPECT_EQ(run(kEverything), 0) << out.str();
}

TEST_F(RunnerMechanics, AWrongValueFails) {
  expect_document(R"({"a": 1.00000001, "names": ["x", "y"]})");
  EXPECT_EQ(run(kEverything), 1);
}

TEST_F(RunnerMechanics, AnotherOrderOfNamesFails) {
  expect_document(R"({"a": 1, "names": ["y", "x"]})");
  EXPECT_EQ(run(kEverything), 1);
}

TEST_F(RunnerMechanics, AMissingFieldFails) {
  expect_document(R"({"names": ["x", "y"]})");
  EXPECT_EQ(run(kEverything), 1);
}

TEST_F(RunnerMechanics, AValueThatNobodyLooksAtFailsUnlessExcused) {
  expect_document(R"({"a": 1, "names": ["x", "y"], "more": {"b": [2, 3]}})");
  EXPECT_EQ(run(kEverything), 1);
  EXPECT_NE(out.str().find("/more/b: 2 value(s) neither checked nor excused"), std::string::npos) << out.str();
  write("unchecked.txt", "topic | one | /more/* | later | not computed yet\n");
  EXPECT_EQ(run(kEverything), 0) << out.str();
}

TEST_F(RunnerMechanics, AnExcuseWithoutReasonIsRefused) {
  expect_document(R"({"a": 1, "names": ["x", "y"]})");
  write("unchecked.txt", "topic | one | /more/* | later | \n");
  EXPECT_EQ(run(kEverything), 2);
}

TEST_F(RunnerMechanics, NothingCheckedFailsEvenIfAllIsExcused) {
  expect_document(R"({"a": 1})");
  write("unchecked.txt", "* | * | * | later | all of it\n");
  EXPECT_EQ(run(kNothing), 1);
}

TEST_F(RunnerMechanics, UnreadableCaseFails) {
  EXPECT_EQ(run(kEverything), 1);  // no expected.json in the folder
  expect_document("{\"a\": 1");
  EXPECT_EQ(run(kEverything), 1);
  EXPECT_NE(out.str().find("cannot be read"), std::string::npos) << out.str();
}

TEST_F(RunnerMechanics, MissingTopicFailsOnlyWhereTheReferenceMustBeComplete) {
  expect_document(R"({"a": 1, "names": ["x", "y"]})");
  constexpr TopicRow kTwo[] = {{"topic", check_everything}, {"absent", check_everything}};
  EXPECT_EQ(run(kTwo), 0) << out.str();
  EXPECT_EQ(run(kTwo, 0, true), 1);
}

TEST_F(RunnerMechanics, EveryPerturbationIsNoticed) {
  expect_document(R"({"a": 1, "names": ["x", "y"]})");
  EXPECT_EQ(run(kEverything, 50), 0) << out.str();
  EXPECT_NE(out.str().find("3 expected values perturbed one at a time, 3 noticed"), std::string::npos) << out.str();
}

TEST_F(RunnerMechanics, EveryMutationIsNoticed) {
  expect_document(R"({"a": 1, "names": ["x", "y"]})");
  RunOptions options;
  options.root = root;
  options.unchecked = root / "unchecked.txt";
  options.topics = kEverything;
  options.mutate = 2.01;
  EXPECT_EQ(run_oracle(options, out), 0) << out.str();
  EXPECT_NE(out.str().find("6 changes, 6 noticed"), std::string::npos) << out.str();
}

TEST_F(RunnerMechanics, TooManyExcusesFail) {
  expect_document(R"({"a": 1, "names": ["x", "y"], "b": 2})");
  write("unchecked.txt", "topic | one | /b | information | a remark\n");
  RunOptions options;
  options.root = root;
  options.unchecked = root / "unchecked.txt";
  options.topics = kEverything;
  EXPECT_EQ(run_oracle(options, out), 0) << out.str();
  options.most_unchecked = 0.2;
  EXPECT_EQ(run_oracle(options, out), 1) << out.str();
}

TEST_F(RunnerMechanics, ACheckThatReadsItsAnswerIsFoundOut) {
  constexpr TopicRow kCheat[] = {{"topic", [](Case const&, Checker& checker) -> Result<void> {
                                    checker.number("/a", checker.document()["a"].get<double>(), 1e-9);
                                    return {};
                                  }}};
  expect_document(R"({"a": 1})");
  EXPECT_EQ(run(kCheat), 0) << out.str();
  EXPECT_EQ(run(kCheat, 50), 1);
  RunOptions options;
  options.root = root;
  options.unchecked = root / "unchecked.txt";
  options.topics = kCheat;
  options.mutate = 2.01;
  EXPECT_EQ(run_oracle(options, out), 1);
}

TEST(CheckerMechanics, UndefinedAndInfiniteValues) {
  Json const document = Json::parse(R"({"n": null, "t": "NaN", "i": "-Inf", "one": 3, "none": []})");
  Checker checker(document);
  double const nan = std::nan("");
  checker.number("/n", nan, 1e-9);
  checker.number("/t", nan, 1e-9);
  checker.number("/i", -HUGE_VAL, 1e-9);
  checker.numbers("/one", std::vector<double>{3}, 1e-9);
  checker.texts("/none", {});
  EXPECT_TRUE(checker.failures().empty());
  checker.number("/n", 0, 1e-9);
  checker.number("/one", nan, 1e-9);
  checker.number("/i", HUGE_VAL, 1e-9);
  EXPECT_EQ(checker.failures().size(), 3U);
}

}  // namespace

}  // namespace petra::oracle
