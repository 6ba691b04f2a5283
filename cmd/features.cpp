// petra features: the catalogue of what petra computes, from the rows that stand beside the kernels.

#include "cmd/features.hpp"

#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "petra/feature/family.hpp"

namespace petra::cmd {
namespace {

struct Options {
  bool json = false;
  bool markdown = false;
  std::string family;
};

nlohmann::ordered_json bound(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json describe(FamilyRow const& family, FeatureInfo const& info) {
  return {{"name", info.name},
          {"class", family.name},
          {"ibsi_code", info.ibsi_code},
          {"ibsi_name", info.ibsi_name},
          {"unit", unit_name(info.unit)},
          {"range", {bound(info.range.low), bound(info.range.high)}},
          {"formula", info.formula},
          {"source", info.source},
          {"by_default", !info.only_by_name}};
}

// A bar would end the table's cell.
std::string without_bars(std::string_view formula) {
  std::string text;
  for (char const c : formula) {
    if (c == '|') {
      text += "\\vert ";
    } else {
      text += c;
    }
  }
  return text;
}

std::string cell(std::string_view text) {
  return text.empty() ? std::string("–") : std::string(text);
}

void print_markdown(FamilyRow const& family) {
  std::printf(
      "## %s\n\n| feature | IBSI | IBSI's name | unit | formula | source |\n| --- | --- | --- | --- | --- | --- |\n",
      std::string(family.name).c_str());
  for (auto const& info : family.features()) {
    std::printf("| %s%s | %s | %s | %s | $%s$ | %s |\n", std::string(info.name).c_str(),
                info.only_by_name ? " (only where named)" : "", cell(info.ibsi_code).c_str(),
                cell(info.ibsi_name).c_str(), std::string(unit_name(info.unit)).c_str(),
                without_bars(info.formula).c_str(), std::string(info.source).c_str());
  }
  std::printf("\n");
}

void print_plain(FamilyRow const& family) {
  for (auto const& info : family.features()) {
    std::printf("%-12s%-42s%-6s%-16s%s\n", std::string(family.name).c_str(), std::string(info.name).c_str(),
                cell(info.ibsi_code).c_str(), std::string(unit_name(info.unit)).c_str(),
                std::string(info.ibsi_name).c_str());
  }
}

int run(Options const& options) {
  if (!options.family.empty() && find_family(options.family) == nullptr) {
    std::fprintf(stderr, "petra features: no class is named \"%s\". The classes are:", options.family.c_str());
    for (auto const& family : feature_families()) std::fprintf(stderr, " %s", std::string(family.name).c_str());
    std::fprintf(stderr, ".\n");
    return 2;
  }
  auto catalogue = nlohmann::ordered_json::array();
  for (auto const& family : feature_families()) {
    if (!options.family.empty() && family.name != options.family) continue;
    if (options.json) {
      for (auto const& info : family.features()) catalogue.push_back(describe(family, info));
    } else if (options.markdown) {
      print_markdown(family);
    } else {
      print_plain(family);
    }
  }
  if (options.json) std::printf("%s\n", catalogue.dump(2).c_str());
  return 0;
}

}  // namespace

std::function<int()> declare_features(CLI::App& app) {
  auto options = std::make_shared<Options>();
  auto* json =
      app.add_flag("--json", options->json,
                   "An array of {name, class, ibsi_code, ibsi_name, unit, range, formula, source, by_default}");
  app.add_flag("--md", options->markdown, "Markdown tables, one per class, formulas in LaTeX")->excludes(json);
  app.add_option("--class", options->family, "Only this class, for example glcm");
  return [options] { return run(*options); };
}

}  // namespace petra::cmd
