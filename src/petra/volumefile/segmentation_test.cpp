// Named segments in and out, Slicer's ways of saving them, and what cannot be.
#include "petra/volumefile/segmentation.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "petra/volumefile/memory_source.hpp"

namespace petra {
namespace {

Result<Segmentation> parse(std::string const& bytes) {
  VolumeSource source;
  source.subject = source.file_name = "a.seg.nrrd";
  source.bytes = bytes;
  return parse_segmentation_nrrd(source);
}

NamedMask named(std::string name, std::vector<std::uint8_t> voxels) {
  Geometry grid;
  grid.size = {4, 2, 1};
  grid.spacing_mm = {2, 3, 4};
  grid.origin_mm = {-1, 5, 0.1};
  return {std::move(name), Mask(grid, std::move(voxels)), {0.25, 0.5, 1}, {}};
}

TEST(Segmentation, ComesBackAsWritten_invariant) {
  auto const apart = std::vector{named("Tumor", {1, 1, 0, 0, 0, 0, 0, 0}), named("Leber", {0, 0, 0, 1, 0, 0, 0, 1})};
  auto overlapping = apart;
  overlapping.push_back(named("line\nbreak \\ \xE8\x82\xBF\xE7\x98\xA4", {0, 1, 1, 0, 0, 0, 0, 0}));
  overlapping.push_back(named("empty", {0, 0, 0, 0, 0, 0, 0, 0}));
  for (auto const& masks : {apart, overlapping}) {
    for (int const level : {0, 6}) {
      auto const file = format_segmentation_nrrd(masks, level);
      ASSERT_TRUE(file);
      EXPECT_TRUE(is_segmentation_nrrd(*file));
      auto const back = parse(*file);
      ASSERT_TRUE(back) << format_error(back.error());
      ASSERT_EQ(back->segments.size(), masks.size());
      EXPECT_EQ(back->layers.size(), masks.size() == 2 ? 1U : 2U);
      for (std::size_t i = 0; i < masks.size(); ++i) {
        EXPECT_EQ(back->segments[i].structure.name, masks[i].name);
        EXPECT_EQ(back->mask_of(back->segments[i]).voxels, masks[i].mask.voxels);
        EXPECT_EQ(back->segments[i].color, masks[i].color);
        EXPECT_TRUE(geometry_differences(back->geometry(), masks[i].mask.geometry).empty());
      }
    }
  }
}

constexpr char const* kHeader =
    "NRRD0004\ntype: uint8\ndimension: {}\nspace: RAS\nsizes:{} 4 1 1\nspace directions:{} (1,0,0) (0,1,0) (0,0,1)\n"
    "kinds:{} domain domain domain\nencoding: raw\nspace origin: (0,0,0)\n{}\n";

TEST(Segmentation, Slicer410HasOneLayerPerSegmentAndNoLabels_analytic) {
  auto const file = fmt::format(fmt::runtime(kHeader), 4, " 2", " none", " list",
                                "Segment0_ID:=A\nSegment0_Name:=first\nSegment1_ID:=B\nSegment1_Name:=second\n") +
                    std::string("\1\0\1\1\0\1\0\0", 8);
  auto const found = parse(file);
  ASSERT_TRUE(found) << format_error(found.error());
  ASSERT_EQ(found->segments.size(), 2U);
  EXPECT_EQ(found->mask_of(found->segments[0]).voxels, (std::vector<std::uint8_t>{1, 1, 0, 0}));
  EXPECT_EQ(found->mask_of(found->segments[1]).voxels, (std::vector<std::uint8_t>{0, 1, 1, 0}));
  EXPECT_EQ(found->segments[1].structure.number, 2);
}

TEST(Segmentation, PlainLabelMapsListTheirValues_analytic) {
  auto const found = parse(fmt::format(fmt::runtime(kHeader), 3, "", "", "", "") + std::string("\0\7\3\7", 4));
  ASSERT_TRUE(found);
  ASSERT_EQ(found->segments.size(), 2U);
  EXPECT_EQ(found->segments[0].structure.name, "3");
  EXPECT_EQ(found->segments[1].structure.number, 7);
  EXPECT_EQ(found->mask_of(found->segments[1]).voxels, (std::vector<std::uint8_t>{0, 1, 0, 1}));
}

TEST(Segmentation, SaysWhatCannotBe_mechanics) {
  auto const layer = parse(fmt::format(fmt::runtime(kHeader), 3, "", "", "", "Segment0_Layer:=3\n") + "1234");
  ASSERT_FALSE(layer);
  EXPECT_NE(format_error(layer.error()).find("Segment0_Layer"), std::string::npos);
  auto const label = parse(fmt::format(fmt::runtime(kHeader), 3, "", "", "", "Segment0_LabelValue:=x\n") + "1234");
  ASSERT_FALSE(label);
  EXPECT_NE(format_error(label.error()).find("LabelValue"), std::string::npos);
}

TEST(StructureChoice, NameNumberCaseExpression_analytic) {
  std::vector<StructureName> const all = {{1, "Tumor"}, {2, "Liver"}, {7, "twin"},
                                          {8, "twin"},  {9, "2"},     {10, "GTV+1"}};
  auto const one = [&](std::string_view wanted) { return find_structure(all, wanted, "f"); };
  EXPECT_EQ(one("Tumor").value(), 0U);
  EXPECT_EQ(one("liver").value(), 1U);
  EXPECT_EQ(one("#2").value(), 1U);
  EXPECT_EQ(one("2").value(), 4U) << "a name comes before a number";
  EXPECT_EQ(one("8").value(), 3U);
  EXPECT_EQ(one("GTV+1").value(), 5U) << "a name is no expression";
  EXPECT_EQ(one("Tu.*").value(), 0U);
  EXPECT_EQ(one("/Li.+/").value(), 1U);
  auto const twin = one("twin");
  ASSERT_FALSE(twin);
  EXPECT_NE(format_error(twin.error()).find("7, 8"), std::string::npos);
  EXPECT_NE(format_error(twin.error()).find("number"), std::string::npos);
  auto const several = one("(Tumor|Liver)");
  ASSERT_FALSE(several);
  EXPECT_EQ(find_structures(all, "(Tumor|Liver)", "f").value().size(), 2U);
  auto const none = one("Tumour");
  ASSERT_FALSE(none);
  EXPECT_NE(format_error(none.error()).find("Did you mean \"Tumor\""), std::string::npos);
  EXPECT_FALSE(one("/(/"));
  EXPECT_FALSE(one(""));
  EXPECT_EQ(distinct_names(all)[2], "twin (7)");
  EXPECT_EQ(distinct_names({{3, ""}})[0], "structure 3");
}

}  // namespace
}  // namespace petra
