#include "petra/study/draw_report.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "petra/base/file.hpp"
#include "petra/base/hash.hpp"
#include "petra/report/figure.hpp"
#include "petra/report/figure_tool.hpp"
#include "petra/report/html_report.hpp"
#include "petra/study/provenance.hpp"

namespace petra {

namespace {

constexpr std::array<std::string_view, 3> kDrawnEndings{"svg", "pdf", "png"};

// The same drawing gives other PDF bytes each time (the converter's choice), so a PDF is looked for, not hashed:
// provenance.json stays the same for the same results.
bool is_hashed(std::string_view ending) {
  return ending != "pdf";
}

std::string figure_file(std::string_view name, std::string_view ending) {
  return fmt::format("figures/{}.{}", name, ending);
}

// True where the drawing of this specification is there, as the earlier run recorded it.
bool is_drawn(std::string const& name, ResultFolder const& results, nlohmann::ordered_json const& recorded) {
  auto matches = [&](std::string const& file, std::string const& hash) {
    return !hash.empty() && recorded.contains(file) && recorded[file] == hash;
  };
  auto const spec = figure_file(name, "vl.json");
  auto const found = results.hashes().find(spec);
  if (found == results.hashes().end() || !matches(spec, found->second)) return false;
  return std::all_of(kDrawnEndings.begin(), kDrawnEndings.end(), [&](auto ending) {
    auto const file = figure_file(name, ending);
    std::error_code absent;
    if (!is_hashed(ending)) return std::filesystem::file_size(results.path() / file, absent) > 0 && !absent;
    return matches(file, file_sha256(results.path() / file));
  });
}

// A temporary file that goes with its scope.
struct TemporaryFile {
  std::filesystem::path path;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

// Draws what is not drawn, and takes the drawings into the results. Without a tool, or where it fails, old drawings of
// other numbers go.
Result<DrawnFigures> draw(std::vector<Figure> const& figures, std::vector<std::string> const& to_draw,
                          bool needs_bundle, ResultFolder& results, StudyRunOutcome& outcome) {
  DrawnFigures drawn;
  auto const tool = find_figure_tool();
  if (!tool) {
    drawn.missing_line = how_to_get_the_figure_tool();
    outcome.warnings.push_back(drawn.missing_line);
  } else if (needs_bundle || !to_draw.empty()) {
    TemporaryFile const bundle{results.path() / fmt::format(".vega-bundle.{}.tmp", ::getpid())};
    if (auto status = draw_figures(*tool, results.path() / "figures", to_draw, bundle.path); !status) {
      outcome.environment_failed = true;
      outcome.failures.push_back(format_error(status.error()));
      drawn.missing_line = "Figures are not drawn, because the figure tool failed.";
    } else {
      PETRA_TRY(drawn.vega_bundle, read_file(bundle.path, 64U << 20U));
    }
  }
  for (auto const& figure : figures) {
    auto const name = std::string(figure.row->name);
    bool const is_current =
        drawn.missing_line.empty() || std::find(to_draw.begin(), to_draw.end(), name) == to_draw.end();
    for (auto const ending : kDrawnEndings) {
      auto const file = figure_file(name, ending);
      if (!is_current) {
        PETRA_CHECK(results.remove(file));
        continue;
      }
      if (!is_hashed(ending)) continue;
      PETRA_TRY(bool const present, results.adopt(file));
      if (present && ending == "svg") {
        PETRA_TRY(drawn.svg[name], read_file(results.path() / file, 64U << 20U));
      }
    }
  }
  return drawn;
}

}  // namespace

std::vector<std::string> report_file_names() {
  std::vector<std::string> names;
  for (auto const& row : figure_rows()) {
    names.push_back(figure_file(row.name, "vl.json"));
    for (auto const ending : kDrawnEndings) {
      if (is_hashed(ending)) names.push_back(figure_file(row.name, ending));
    }
  }
  names.emplace_back("report.html");
  return names;
}

Result<void> draw_report(ReportDocument const& document, ResultFolder& results, StudyRunOutcome& outcome) {
  auto const figures = build_figures(document);
  auto const provenance = read_provenance(results.path() / "provenance.json");
  auto recorded = [&](std::string_view group) {
    auto const key = std::string(group);
    return provenance && provenance->contains(key) ? (*provenance)[key] : nlohmann::ordered_json::object();
  };

  std::vector<std::string> to_draw;
  for (auto const& row : figure_rows()) {
    bool const is_made =
        std::any_of(figures.begin(), figures.end(), [&](Figure const& figure) { return figure.row == &row; });
    if (is_made) continue;
    PETRA_CHECK(results.remove(figure_file(row.name, "vl.json")));
    for (auto const ending : kDrawnEndings) PETRA_CHECK(results.remove(figure_file(row.name, ending)));
  }
  for (auto const& figure : figures) {
    auto const name = std::string(figure.row->name);
    PETRA_TRY([[maybe_unused]] bool const written, results.put(figure_file(name, "vl.json"), figure.text()));
    if (!is_drawn(name, results, recorded("outputs_sha256"))) to_draw.push_back(name);
  }

  // The page without its drawings says whether the page with them would be another one.
  PETRA_TRY(auto const bare_page, render_report(document, figures, {}));
  auto const key = sha256_of(bare_page + (find_figure_tool() ? "drawn" : "bare"));
  results.set_key("report.html", key);
  auto const before = recorded("made_from_sha256"), outputs = recorded("outputs_sha256");
  auto const page_hash = file_sha256(results.path() / "report.html");
  bool const page_is_current = to_draw.empty() && !page_hash.empty() && before.contains("report.html") &&
                               before["report.html"] == key && outputs.contains("report.html") &&
                               outputs["report.html"] == page_hash;
  PETRA_TRY(auto const drawn, draw(figures, to_draw, !page_is_current, results, outcome));
  if (page_is_current) {
    PETRA_TRY([[maybe_unused]] bool const present, results.adopt("report.html"));
    return {};
  }
  if (outcome.environment_failed) results.set_key("report.html", "");
  PETRA_TRY(auto const page, render_report(document, figures, drawn));
  PETRA_TRY([[maybe_unused]] bool const written, results.put("report.html", page));
  return {};
}

}  // namespace petra
