// Mechanics of the page and its figures: made of what the document holds, the same bytes each time, nothing foreign in
// it.

#include "petra/report/html_report.hpp"

#include <gtest/gtest.h>

#include <set>

namespace petra {
namespace {

ReportDocument document() {
  ReportDocument d;
  d.title = "A <b>title</b>";
  d.version = "0";
  d.outcome_label = d.case_label = "y = 1";
  d.control_label = "y ≠ 1";
  d.warnings = {"first & last"};
  d.tables["funnel"] = {{"step", "features_in", "features_out", "reason"},
                        {{"icc", "10", "4", "6 low"}, {"correlation", "4", "3", ""}, {"lasso", "3", "1", ""}},
                        {}};
  d.tables["predictions"] = {
      {"patient", "set", "outcome", "combined"},
      {{"1", "train", "1", "0.9"}, {"2", "train", "0", "0.2"}, {"3", "test", "1", "0.4"}, {"4", "test", "0", "0.4"}},
      {}};
  d.tables["nomogram"] = {{"axis", "value", "points"},
                          {{"age", "0", "0"},
                           {"age", "10", "100"},
                           {"sex", "F", "0"},
                           {"sex", "M", "20"},
                           {"total", "0", "0"},
                           {"total", "150", "150"},
                           {"probability", "0.5", "60"}},
                          {}};
  d.labels["age"] = "Age (years)";
  return d;
}

FigureSpec const* find(std::vector<Figure> const& figures, std::string_view name) {
  for (auto const& figure : figures) {
    if (figure.row->name == name) return &figure.spec;
  }
  return nullptr;
}

TEST(Figures, are_made_where_their_tables_are_mechanics) {
  auto const figures = build_figures(document());
  EXPECT_NE(find(figures, "funnel"), nullptr);
  EXPECT_NE(find(figures, "roc_test"), nullptr);
  EXPECT_NE(find(figures, "nomogram"), nullptr);
  EXPECT_EQ(find(figures, "lasso_path"), nullptr);
  EXPECT_TRUE(build_figures({}).empty());
}

TEST(Figures, every_figure_has_title_text_and_schema_mechanics) {
  for (auto const& figure : build_figures(document())) {
    EXPECT_TRUE(figure.spec.contains("$schema") && figure.spec.contains("description")) << figure.row->name;
    EXPECT_FALSE(figure.spec["title"]["text"].get<std::string>().empty());
    EXPECT_EQ(figure.text(), figure.text());
  }
}

TEST(Figures,
     roc_moves_ties_together_analytic) {  // both test patients have 0.4: one straight line from corner to corner
  auto const figures = build_figures(document());
  auto const& points = (*find(figures, "roc_test"))["layer"][1]["data"]["values"];
  ASSERT_EQ(points.size(), 2U);
  EXPECT_EQ(points[1]["fpr"], 1.0);
  EXPECT_EQ(points[1]["sensitivity"], 1.0);
}

TEST(Figures, nomogram_has_one_line_per_axis_analytic) {
  auto const figures = build_figures(document());
  auto const& lines = (*find(figures, "nomogram"))["layer"][0]["data"]["values"];
  ASSERT_EQ(lines.size(), 5U);  // points, age, sex, total, probability
  EXPECT_EQ(lines[1]["axis"], "Age (years)");
  EXPECT_EQ(lines[2]["to"], 20.0);
  EXPECT_EQ(lines[4]["from"], 40.0);  // 60 of 150 total points
}

TEST(HtmlReport, escapes_names_and_repeats_its_bytes_mechanics) {
  auto const d = document();
  auto const figures = build_figures(d);
  DrawnFigures drawn;
  drawn.svg["funnel"] = "<svg/>";
  drawn.vega_bundle = "bundle();";
  auto const page = render_report(d, figures, drawn);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->find("<b>title"), std::string::npos);
  EXPECT_NE(page->find("A &lt;b&gt;title&lt;/b&gt;"), std::string::npos);
  EXPECT_NE(page->find("first &amp; last"), std::string::npos);
  EXPECT_NE(page->find("Research use only, not a medical device"), std::string::npos);
  EXPECT_NE(page->find("<html lang=\"en\">"), std::string::npos);
  EXPECT_EQ(*page, *render_report(d, figures, drawn));
}

TEST(HtmlReport, works_without_the_figure_tool_mechanics) {
  DrawnFigures drawn;
  drawn.missing_line = "how to get it";
  auto const page = render_report(document(), build_figures(document()), drawn);
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("how to get it"), std::string::npos);
  EXPECT_EQ(page->find("<figure"), std::string::npos);
  EXPECT_NE(page->find("tables/funnel.csv"), std::string::npos);
}

TEST(HtmlReport, every_section_names_known_figures_mechanics) {
  std::set<std::string_view> known, used;
  for (auto const& row : figure_rows()) known.insert(row.name);
  for (auto const& section : sections()) used.insert(section.figures.begin(), section.figures.end());
  EXPECT_EQ(known, used);
}

}  // namespace
}  // namespace petra
