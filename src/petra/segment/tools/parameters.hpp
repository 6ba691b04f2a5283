// Parameters that several tools share.
#pragma once

#include "petra/segment/tool.hpp"

namespace petra::parameter {

inline constexpr ToolParameter kConnectivity = {.name = "connectivity",
                                                .kind = ParameterKind::text,
                                                .help = "which voxels hold together: faces (6 neighbours) or full (26)",
                                                .otherwise = "faces",
                                                .choices = "faces|full"};
inline constexpr ToolParameter kSeed = {
    .name = "seed",
    .kind = ParameterKind::voxels,
    .help = "voxel in the lesion, or a list of them: only what is connected to one"};
inline constexpr ToolParameter kRequiredSeed = {
    .name = "seed", .kind = ParameterKind::voxels, .help = "voxel in the lesion, or a list of them", .required = true};
inline constexpr ToolParameter kFrom = {.name = "from",
                                        .kind = ParameterKind::text,
                                        .help = "name of a mask that keep or load has named",
                                        .required = true};
inline constexpr ToolParameter kForeground = {.name = "foreground",
                                              .kind = ParameterKind::text,
                                              .help = "name of the mask with seeds of the lesion",
                                              .required = true};
inline constexpr ToolParameter kBackground = {.name = "background",
                                              .kind = ParameterKind::text,
                                              .help = "name of the mask with seeds of everything else",
                                              .required = true};
inline constexpr ToolParameter kRadius = {.name = "radius",
                                          .kind = ParameterKind::radius,
                                          .help = "voxels, or [x, y, z] of them",
                                          .otherwise = "1",
                                          .minimum = 0,
                                          .maximum = 100};

}  // namespace petra::parameter
