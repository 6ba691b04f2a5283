// The only list of editing tools: a new one is its file and one line here.
#include <algorithm>
#include <array>

#include "petra/segment/tool.hpp"

#define PETRA_SEGMENT_TOOLS(TOOL)  \
  TOOL(kThresholdTool)             \
  TOOL(kRelativeThresholdTool)     \
  TOOL(kAdaptiveThresholdTool)     \
  TOOL(kPercistLiverTool)          \
  TOOL(kOtsuTool)                  \
  TOOL(kConfidenceConnectedTool)   \
  TOOL(kNeighborhoodConnectedTool) \
  TOOL(kGrowFromSeedsTool)         \
  TOOL(kWatershedTool)             \
  TOOL(kRandomWalkerTool)          \
  TOOL(kPaintTool)                 \
  TOOL(kEraseTool)                 \
  TOOL(kFillBoxTool)               \
  TOOL(kCropTool)                  \
  TOOL(kLargestIslandTool)         \
  TOOL(kRemoveSmallIslandsTool)    \
  TOOL(kKeepIslandTool)            \
  TOOL(kRemoveIslandTool)          \
  TOOL(kAddIslandTool)             \
  TOOL(kFillHolesTool)             \
  TOOL(kOpeningTool)               \
  TOOL(kClosingTool)               \
  TOOL(kDilateTool)                \
  TOOL(kErodeTool)                 \
  TOOL(kMarginTool)                \
  TOOL(kHollowTool)                \
  TOOL(kMedianTool)                \
  TOOL(kGaussianTool)              \
  TOOL(kFillBetweenSlicesTool)     \
  TOOL(kCopyTool)                  \
  TOOL(kAddTool)                   \
  TOOL(kSubtractTool)              \
  TOOL(kIntersectTool)             \
  TOOL(kInvertTool)                \
  TOOL(kClearTool)                 \
  TOOL(kFillTool)                  \
  TOOL(kEditableIntensityTool)     \
  TOOL(kKeepTool)                  \
  TOOL(kLoadTool)

namespace petra {

#define PETRA_DECLARE_TOOL(row) extern ToolRow const row;
PETRA_SEGMENT_TOOLS(PETRA_DECLARE_TOOL)
#undef PETRA_DECLARE_TOOL

std::span<ToolRow const* const> segment_tools() {
#define PETRA_LIST_TOOL(row) &row,
  static constexpr std::array rows = {PETRA_SEGMENT_TOOLS(PETRA_LIST_TOOL)};
#undef PETRA_LIST_TOOL
  return rows;
}

ToolRow const* find_tool(std::string_view name) {
  auto const rows = segment_tools();
  auto const found = std::find_if(rows.begin(), rows.end(), [&](ToolRow const* row) { return row->name == name; });
  return found == rows.end() ? nullptr : *found;
}

}  // namespace petra
