// Lists of steps: what is refused and how it is said, laws of what is done, random lists that must end.
#include "petra/segment/recipe.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "petra/base/text.hpp"
#include "petra/segment/tools_for_tests.hpp"

namespace petra {
namespace {

using testing::draw_grid;
using testing::draw_image;
using testing::run_steps;

AnyVolume image_of(std::uint32_t seed, std::int64_t longest = 12) {
  std::mt19937 random(seed);
  return draw_image(random, draw_grid(random, longest));
}

std::string problem_of(std::string const& text, AnyVolume const& image) {
  auto const result = run_steps(image, text);
  return result ? "done" : format_error(result.error());
}

void expect_words(std::string const& text, std::vector<std::string> const& words) {
  auto const said = problem_of(text, image_of(1));
  for (auto const& word : words) EXPECT_NE(said.find(word), std::string::npos) << word << " not in: " << said;
}

TEST(Recipe, WhatIsWrongIsNamedWithItsRemedy_mechanics) {
  expect_words("- treshold: {lower: 2}", {"line 1", "no tool treshold", "Did you mean threshold?"});
  expect_words("- threshold: {lowr: 2}", {"no parameter lowr", "Did you mean lower?", "needs lower"});
  expect_words("- threshold: {lower: two}", {"threshold.lower is \"two\"", "a number"});
  expect_words("- threshold: {lower: \"2\"}", {"threshold.lower is \"2\"", "a number"});
  expect_words("- threshold: {lower: 2, seed: [1, 2, 99]}",
               {"threshold.seed [1, 2, 99] lies outside the image", "count from 0"});
  expect_words("- threshold: {lower: 2, seed: [1, 2]}", {"threshold.seed", "a voxel [x, y, z]"});
  expect_words("- threshold: {lower: 2, seed: [1.5, 2, 2]}", {"threshold.seed"});
  expect_words("- threshold: {lower: .nan}", {"threshold.lower"});
  expect_words("- otsu: {box: [[50, 0, 0], [60, 2, 2]]}", {"otsu.box from 50 to 60 along x holds no voxel"});
  expect_words("- dilate: {radius: 101}", {"dilate.radius is \"101\"", "from 0 to 100"});
  expect_words("- threshold: {lower: 1, connectivity: edges}", {"faces or full"});
  expect_words("- threshold: {lower: 1}\n  otsu: {}", {"more than one tool"});
  expect_words("threshold: {lower: 1}", {"a map, where a list of steps is expected"});
  expect_words("", {"nothing, where a list of steps is expected"});
  expect_words("- threshold: 3", {"holds \"3\"", "Write threshold: {name: value}"});
  expect_words("- undo: {x: 1}", {"undo takes no parameters"});
  expect_words("- threshold: &a {lower: 1}", {"steps.yaml"});
  // Everything that is wrong, not the first thing.
  expect_words("- threshold: {}\n- margin: {mn: 5}\n- opning",
               {"line 1", "line 2", "line 3", "Did you mean mm?", "Did you mean opening?"});
}

TEST(Recipe, WhatCannotBeDoneIsNamedWithItsStep_mechanics) {
  expect_words("- erode", {"there is no mask yet", "step 1, erode, line 1"});
  expect_words("- undo", {"no step to take back"});
  expect_words("- threshold: {lower: 1000}", {"no voxel is at least 1000", "image's greatest is", "lower threshold"});
  auto const above_seed = format_number(value_at(image_of(1), {0, 0, 0}) + 0.01);
  expect_words("- threshold: {lower: " + above_seed + ", seed: [0, 0, 0]}\n",
               {"the seed 0, 0, 0 has the value", "Place the seed in the lesion"});
  expect_words("- fill\n- invert", {"the mask is empty after it", "step 2, invert"});
  expect_words("- fill\n- clear", {"empty after the last step"});
  expect_words("- fill\n- keep: {name: lesion}\n- add: {from: leson}",
               {"no mask is named leson", "Did you mean lesion?"});
  expect_words("- add: {from: lesion}", {"no mask is named lesion", "keep: {name"});
  expect_words("- load: {file: a.nrrd}", {"no files can be read here"});
  expect_words("- relative_threshold: {of: mask}", {"the mask is empty"});
  expect_words("- relative_threshold: {of: seed}", {"there is no seed"});
  expect_words("- fill\n- keep_island: {at: [0, 0, 0]}\n- remove_small_islands: {voxels: 1000000}",
               {"every island is smaller", "the largest has"});
  expect_words("- editable_intensity: {lower: 5000}", {"nothing could be changed"});
}

TEST(Recipe, EveryToolIsWellFormedAndListedOnce_mechanics) {
  std::set<std::string_view> names;
  for (auto const* tool : segment_tools()) {
    EXPECT_TRUE(names.insert(tool->name).second) << tool->name;
    EXPECT_FALSE(tool->title.empty() || tool->rule.empty() || tool->source.empty()) << tool->name;
    for (auto const& parameter : tool->parameters) {
      EXPECT_FALSE(parameter.help.empty());
      EXPECT_FALSE(parameter.required && !parameter.otherwise.empty()) << tool->name;
    }
  }
  EXPECT_EQ(find_tool("margin")->name, "margin");
  EXPECT_EQ(find_tool("undo"), nullptr);
}

Mask mask_after(AnyVolume const& image, std::string const& text) {
  auto result = run_steps(image, text);
  EXPECT_TRUE(result.has_value()) << text << (result ? "" : format_error(result.error()));
  return result ? std::move(result->mask) : Mask(geometry_of(image));
}

TEST(Recipe, LogicalOperationsAreUndoneAndFollowTheLawsOfSets_invariant) {
  std::string const a = "- threshold: {lower: 5}\n- keep: {name: a}\n",
                    both = "- threshold: {lower: 4, upper: 5.4}\n- keep: {name: b}\n" + a;
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    auto const image = image_of(seed);
    auto const before = mask_after(image, both);
    for (std::string const step : {"add: {from: b}", "subtract: {from: b}", "intersect: {from: b}", "copy: {from: b}",
                                   "invert", "dilate", "fill"})
      EXPECT_EQ(mask_after(image, both + "- " + step + "\n- undo\n").voxels, before.voxels) << step;
    EXPECT_EQ(mask_after(image, both + "- invert\n- invert\n").voxels, before.voxels);
    // a ∪ b = complement of (complement of a ∩ complement of b)
    auto const united = mask_after(image, both + "- add: {from: b}\n");
    EXPECT_EQ(mask_after(image, "- threshold: {lower: 4, upper: 5.4}\n- invert\n- keep: {name: not_b}\n" + a +
                                    "- invert\n- intersect: {from: not_b}\n- invert\n")
                  .voxels,
              united.voxels);
    // (a ∪ b) \ b = a \ b
    EXPECT_EQ(mask_after(image, both + "- add: {from: b}\n- subtract: {from: b}\n").voxels,
              mask_after(image, both + "- subtract: {from: b}\n").voxels);
    EXPECT_EQ(mask_after(image, both + "- dilate\n- erode\n- undo\n- undo\n").voxels, before.voxels);
  }
}

TEST(Recipe, OutsideTheEditableIntensitiesNothingChanges_invariant) {
  for (std::uint32_t seed = 1; seed <= 8; ++seed) {
    auto const image = image_of(seed);
    std::string const start = "- threshold: {lower: 5}\n";
    auto const before = mask_after(image, start);
    auto const editable = voxels_in_range(image, {3, 4.5});
    for (std::string const step : {"dilate: {radius: 2}", "margin: {mm: 4}", "fill", "closing: {radius: 2}"}) {
      auto const free = mask_after(image, start + "- " + step + "\n");
      auto const held = mask_after(image, start + "- editable_intensity: {lower: 3, upper: 4.5}\n- " + step + "\n");
      for (std::size_t i = 0; i < before.voxels.size(); ++i)
        EXPECT_EQ(held.voxels[i], editable.voxels[i] != 0 ? free.voxels[i] : before.voxels[i]);
      EXPECT_EQ(
          mask_after(image, start + "- editable_intensity: {lower: 3}\n- editable_intensity\n- " + step + "\n").voxels,
          free.voxels);
    }
  }
}

// A value for a parameter, now and then a wrong one.
std::string draw_value(std::mt19937& random, ToolParameter const& parameter) {
  auto const whole = [&] { return std::to_string(static_cast<int>(random() % 16) - 2); };
  auto const triple = [&] { return "[" + whole() + ", " + whole() + ", " + whole() + "]"; };
  switch (parameter.kind) {
    case ParameterKind::number:
      return format_number(testing::draw_uniform(random, -1, 9));
    case ParameterKind::whole:
      return whole();
    case ParameterKind::text: {
      if (parameter.choices.empty()) return random() % 2 == 0 ? "a" : "b";
      auto const choices = split(parameter.choices, '|');
      return std::string(choices[random() % choices.size()]);
    }
    case ParameterKind::voxel:
    case ParameterKind::voxels:
      return triple();
    case ParameterKind::box:
      return "[" + triple() + ", " + triple() + "]";
    case ParameterKind::radius:
      break;
  }
  return whole();
}

TEST(Recipe, RandomListsEndInAMaskOrAWordOnBothThreadsAlike_mechanics) {
  std::mt19937 random(9);
  auto const tools = segment_tools();
  int done = 0;
  auto const start = std::chrono::steady_clock::now();
  for (int round = 0; round < 1500; ++round) {
    auto const image = image_of(static_cast<std::uint32_t>(round % 7), 10);
    std::string text =
        "- threshold: {lower: 4}\n- keep: {name: a}\n- threshold: {lower: 0, upper: 3}\n- keep: {name: b}\n";
    for (unsigned k = 0; k < 1 + random() % 5; ++k) {
      auto const& tool = *tools[random() % tools.size()];
      std::string parameters;
      for (auto const& parameter : tool.parameters) {
        if (parameter.required || random() % 3 == 0)
          parameters +=
              (parameters.empty() ? "" : ", ") + std::string(parameter.name) + ": " + draw_value(random, parameter);
      }
      text += "- " + std::string(tool.name) + ": {" + parameters + "}\n";
      if (random() % 9 == 0) text += "- undo\n";
    }
    auto const one = run_steps(image, text, 1), two = run_steps(image, text, 2);
    ASSERT_EQ(one.has_value(), two.has_value()) << text;
    if (!one) {
      EXPECT_FALSE(one.error().message.empty()) << text;
      EXPECT_NE(one.error().code, ErrorCode::bug) << text;
      continue;
    }
    ++done;
    EXPECT_EQ(one->mask.voxels, two->mask.voxels) << text;
    EXPECT_TRUE(std::all_of(one->mask.voxels.begin(), one->mask.voxels.end(), [](std::uint8_t v) { return v <= 1; }));
  }
  EXPECT_GT(done, 100);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::minutes(5));
}

TEST(Recipe, DamagedTextIsRefusedOrRead_mechanics) {
  std::mt19937 random(10);
  std::string const good =
      "- relative_threshold: {fraction: 0.41, seed: [1, 2, 3]}\n- largest_island\n- margin: {mm: -2.5}\n- otsu: {box: "
      "[[0, 0, 0], [3, 3, 3]]}\n";
  for (int round = 0; round < 3000; ++round) {
    auto text = good;
    for (unsigned k = 0; k < 1 + random() % 4; ++k) {
      auto const at = random() % text.size();
      if (random() % 3 == 0)
        text.erase(at, 1 + random() % 5);
      else if (random() % 2 == 0)
        text[at] = static_cast<char>(32 + random() % 95);
      else
        text.insert(at, std::string(1 + random() % 3, "[]{},:-#&*!|>'\"%@`\n\t"[random() % 20]));
      if (text.empty()) text = "-";
    }
    auto const steps = parse_recipe(text, "steps.yaml", {9, 9, 9});
    if (!steps) {
      EXPECT_FALSE(steps.error().message.empty());
    }
  }
}

}  // namespace
}  // namespace petra
