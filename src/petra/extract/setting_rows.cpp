#include "petra/extract/setting_rows.hpp"

#include <array>

#include "petra/base/text.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;
using Whole = ExtractionSettings;
using Image = ImageTypeSettings;
using Value = SettingValue;

constexpr auto kSetting = SettingSection::setting;
constexpr auto kVoxel = SettingSection::voxel_setting;
constexpr auto kCase = SettingScope::whole_case;
constexpr auto kAny = SettingScope::any_image_type;
constexpr double kNone = std::numeric_limits<double>::infinity();

struct NormName {
  std::string_view name;
  WeightingNorm norm;
};
constexpr std::array<NormName, 4> kNorms = {{{"euclidean", WeightingNorm::euclidean},
                                             {"manhattan", WeightingNorm::manhattan},
                                             {"infinity", WeightingNorm::infinity},
                                             {"no_weighting", WeightingNorm::no_weighting}}};

struct ModeName {
  std::string_view name;
  ResegmentMode mode;
};
constexpr std::array<ModeName, 3> kModes = {
    {{"absolute", ResegmentMode::absolute}, {"relative", ResegmentMode::relative}, {"sigma", ResegmentMode::sigma}}};

struct LbpMethodName {
  std::string_view name;
  LbpMethod method;
};
constexpr std::array<LbpMethodName, 4> kLbpMethods = {{{"default", LbpMethod::plain},
                                                       {"ror", LbpMethod::rotated},
                                                       {"uniform", LbpMethod::uniform},
                                                       {"var", LbpMethod::variance}}};

struct InterpolatorName {
  std::string_view name;
  Interpolator interpolator;
};
constexpr std::array<InterpolatorName, 10> kInterpolators = {
    {{"sitkNearestNeighbor", Interpolator::nearest},
     {"sitkLinear", Interpolator::linear},
     {"sitkBSpline", Interpolator::bspline},
     {"sitkGaussian", Interpolator::gaussian},
     {"sitkLabelGaussian", Interpolator::label_gaussian},
     {"sitkHammingWindowedSinc", Interpolator::hamming_sinc},
     {"sitkCosineWindowedSinc", Interpolator::cosine_sinc},
     {"sitkWelchWindowedSinc", Interpolator::welch_sinc},
     {"sitkLanczosWindowedSinc", Interpolator::lanczos_sinc},
     {"sitkBlackmanWindowedSinc", Interpolator::blackman_sinc}}};

// A number as a parameter file writes it: 25, not 25.0.
Json number_json(double value) {
  return Json::parse(format_number(value));
}
// A list of them; null where it is empty (the key is off).
Json numbers_json(std::vector<double> const& values) {
  if (values.empty()) return nullptr;
  Json list = Json::array();
  for (double const value : values) list.push_back(number_json(value));
  return list;
}

std::vector<SettingRow> make_rows() {
  using enum SettingType;
  // A row's facts on one line, then its help, how it is stored and how it is told.
  // clang-format off
  return {
      {"minimumROIDimensions", kSetting, kCase, integer, 1, true, 3, false, {}, "2",
       "smallest number of axes along which the region is longer than one voxel",
       [](Whole& w, Image&, Value const& v) { w.minimum_roi_dimensions = static_cast<int>(v.integer); },
       [](Whole const& w, Image const&) -> Json { return w.minimum_roi_dimensions; }},
      {"minimumROISize", kSetting, kCase, integer, 0, false, kNone, true, {}, "null",
       "the region must have more voxels than this",
       [](Whole& w, Image&, Value const& v) {
         w.minimum_roi_size = v.is_null ? std::nullopt : std::optional<long long>(v.integer); },
       [](Whole const& w, Image const&) -> Json {
         return w.minimum_roi_size ? Json(*w.minimum_roi_size) : Json(nullptr); }},
      {"normalize", kSetting, kCase, boolean, -kNone, true, kNone, false, {}, "false",
       "subtract the image's mean, divide by its standard deviation",
       [](Whole& w, Image&, Value const& v) { w.normalise.enabled = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.normalise.enabled; }},
      {"normalizeScale", kSetting, kCase, number, 0, false, kNone, false, {}, "1", "factor after normalising",
       [](Whole& w, Image&, Value const& v) { w.normalise.scale = v.number; },
       [](Whole const& w, Image const&) { return number_json(w.normalise.scale); }},
      {"removeOutliers", kSetting, kCase, number, 0, false, kNone, true, {}, "null",
       "clip at so many standard deviations when normalising",
       [](Whole& w, Image&, Value const& v) {
         w.normalise.remove_outliers = v.is_null ? std::nullopt : std::optional<double>(v.number); },
       [](Whole const& w, Image const&) -> Json {
         return w.normalise.remove_outliers ? number_json(*w.normalise.remove_outliers) : Json(nullptr); }},
      {"resampledPixelSpacing", kSetting, kCase, number_list, 0, true, kNone, true, {}, "null",
       "new voxel size in mm, 0 = the mask's",
       [](Whole& w, Image&, Value const& v) { w.resampled_spacing_mm = v.numbers; },
       [](Whole const& w, Image const&) { return numbers_json(w.resampled_spacing_mm); }},
      {"interpolator", kSetting, kCase, text, -kNone, true, kNone, true,
      {"sitkNearestNeighbor", "sitkLinear", "sitkBSpline", "sitkGaussian", "sitkLabelGaussian",
       "sitkHammingWindowedSinc", "sitkCosineWindowedSinc", "sitkWelchWindowedSinc", "sitkLanczosWindowedSinc",
       "sitkBlackmanWindowedSinc"}, "sitkBSpline", "interpolation of resampling; null = not resampled",
       [](Whole& w, Image&, Value const& v) {
         w.interpolator.reset(); for (auto const& [name, interpolator] : kInterpolators) {
           if (!v.is_null && name == v.text) w.interpolator = interpolator; } },
       [](Whole const& w, Image const&) -> Json {
         for (auto const& [name, interpolator] : kInterpolators) {
           if (w.interpolator == interpolator) return std::string(name); } return nullptr; }},
      {"preCrop", kSetting, kCase, boolean, -kNone, true, kNone, false, {}, "false",
       "cut the image to the region's box and padDistance before any filter",
       [](Whole& w, Image&, Value const& v) { w.pre_crop = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.pre_crop; }},
      {"padDistance", kSetting, kCase, integer, 0, true, 1e6, false, {}, "5",
       "voxels kept round the region's box by preCrop and by resampling (new voxels)",
       [](Whole& w, Image&, Value const& v) { w.pad_distance = static_cast<int>(v.integer); },
       [](Whole const& w, Image const&) -> Json { return w.pad_distance; }},
      {"distances", kSetting, kAny, integer_list, 0, false, 100, false, {}, "[1]",
       "distances to neighbours in voxels (GLCM, GLDM, NGTDM)",
       [](Whole&, Image& i, Value const& v) { i.family.distances.assign(v.numbers.begin(), v.numbers.end()); },
       [](Whole const&, Image const& i) -> Json { return i.family.distances; }},
      {"force2D", kSetting, kAny, boolean, -kNone, true, kNone, false, {}, "false", "neighbours within one plane only",
       [](Whole&, Image& i, Value const& v) { i.force_2d = v.boolean; },
       [](Whole const&, Image const& i) -> Json { return i.force_2d; }},
      {"force2Ddimension", kSetting, kAny, integer, 0, true, 2, false, {}, "0",
       "the axis that force2D leaves out (0 = z)",
       [](Whole&, Image& i, Value const& v) { i.force_2d_dimension = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.force_2d_dimension; }},
      {"resegmentRange", kSetting, kCase, number_list, -kNone, true, kNone, true, {}, "null",
       "keep only voxels within this range",
       [](Whole& w, Image&, Value const& v) { w.resegment.range = v.numbers; },
       [](Whole const& w, Image const&) { return numbers_json(w.resegment.range); }},
      {"label", kSetting, kCase, integer, 0, false, 4294967295.0, false, {}, "1",
       "the mask's value that marks the region",
       [](Whole& w, Image&, Value const& v) { w.label = v.integer; },
       [](Whole const& w, Image const&) -> Json { return w.label; }},
      {"additionalInfo", kSetting, kCase, boolean, -kNone, true, kNone, false, {}, "true",
       "give the diagnostics_ entries",
       [](Whole& w, Image&, Value const& v) { w.additional_info = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.additional_info; }},
       
      {"geometryTolerance", kSetting, kCase, number, 0, false, kNone, false, {}, "1e-6",
       "how far image and mask geometry may differ (ITK's rule)",
       [](Whole& w, Image&, Value const& v) { w.geometry_tolerance = v.number; },
       [](Whole const& w, Image const&) { return number_json(w.geometry_tolerance); }},
      {"correctMask", kSetting, kCase, boolean, -kNone, true, kNone, false, {}, "false",
       "resample a mask on another grid to the image's (nearest neighbour)",
       [](Whole& w, Image&, Value const& v) { w.correct_mask = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.correct_mask; }},
      {"label_channel", kSetting, kCase, integer, 0, true, 1e6, false, {}, "0",
       "which value of a mask with several per voxel (layers, vectors)",
       [](Whole& w, Image&, Value const& v) { w.label_channel = v.integer; },
       [](Whole const& w, Image const&) -> Json { return w.label_channel; }},
      {"binWidth", kSetting, kAny, number, 0, false, kNone, false, {}, "25",
       "width of a grey level in the image's unit",
       [](Whole&, Image& i, Value const& v) { i.bin.bin_width = v.number; },
       [](Whole const&, Image const& i) { return number_json(i.bin.bin_width); }},
      {"binCount", kSetting, kAny, integer, 0, false, 100000, true, {}, "null",
       "number of grey levels; wins over binWidth",
       [](Whole&, Image& i, Value const& v) {
         i.bin.bin_count = v.is_null ? std::nullopt : std::optional<int>(static_cast<int>(v.integer)); },
       [](Whole const&, Image const& i) -> Json { return i.bin.bin_count ? Json(*i.bin.bin_count) : Json(nullptr); }},
      {"resegmentMode", kSetting, kCase, text, -kNone, true, kNone, false,
      {"absolute", "relative", "sigma"}, "absolute",
       "how resegmentRange is meant: values of the image, parts of the region's maximum, or standard deviations from "
       "its mean",
       [](Whole& w, Image&, Value const& v) {
         for (auto const& [name, mode] : kModes) {
           if (name == v.text) w.resegment.mode = mode; } },
       [](Whole const& w, Image const&) -> Json {
         for (auto const& [name, mode] : kModes) {
           if (mode == w.resegment.mode) return std::string(name); } return nullptr; }},
      {"resegmentShape", kSetting, kCase, boolean, -kNone, true, kNone, false, {}, "false",
       "shape from the resegmented mask, too",
       [](Whole& w, Image&, Value const& v) { w.resegment.shape = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.resegment.shape; }},
      {"sigma", kSetting, kAny, number_list, 0, false, kNone, false, {}, "[]",
       "widths of the Laplacian of Gaussian in mm",
       [](Whole&, Image& i, Value const& v) {
         i.filter.log_sigmas.clear(); for (std::size_t k = 0; k < v.numbers.size(); ++k)
           i.filter.log_sigmas.push_back({v.numbers[k], v.whole[k]}); },
       [](Whole const&, Image const& i) -> Json {
         Json list = Json::array(); for (auto const& sigma : i.filter.log_sigmas)
           list.push_back(sigma.whole_number ? Json(static_cast<long long>(sigma.mm)) : Json(sigma.mm));
         return list; }},
      {"start_level", kSetting, kAny, integer, 0, true, 30, false, {}, "0", "first wavelet level that is given out",
       [](Whole&, Image& i, Value const& v) { i.filter.wavelet_start_level = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.filter.wavelet_start_level; }},
      {"level", kSetting, kAny, integer, 0, false, 30, false, {}, "1", "number of wavelet levels",
       [](Whole&, Image& i, Value const& v) { i.filter.wavelet_level = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.filter.wavelet_level; }},
      {"wavelet", kSetting, kAny, text, -kNone, true, kNone, false, {}, "coif1",
       "the wavelet's name, as PyWavelets has it",
       [](Whole&, Image& i, Value const& v) { i.filter.wavelet = v.text; },
       [](Whole const&, Image const& i) -> Json { return i.filter.wavelet; }},
      {"gradientUseSpacing", kSetting, kAny, boolean, -kNone, true, kNone, false, {}, "true",
       "gradient per millimetre, not per voxel",
       [](Whole&, Image& i, Value const& v) { i.filter.gradient_use_spacing = v.boolean; },
       [](Whole const&, Image const& i) -> Json { return i.filter.gradient_use_spacing; }},
      {"lbp2DRadius", kSetting, kAny, number, 0, false, kNone, false, {}, "1",
       "radius of the 2-D local binary pattern in voxels",
       [](Whole&, Image& i, Value const& v) { i.filter.lbp2d_radius = v.number; },
       [](Whole const&, Image const& i) { return number_json(i.filter.lbp2d_radius); }},
      {"lbp2DSamples", kSetting, kAny, integer, 1, true, 10000, false, {}, "8",
       "samples of the 2-D local binary pattern",
       [](Whole&, Image& i, Value const& v) { i.filter.lbp2d_samples = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.filter.lbp2d_samples; }},
      {"lbp2DMethod", kSetting, kAny, text, -kNone, true, kNone, false,
      {"default", "ror", "uniform", "var"}, "uniform", "kind of 2-D local binary pattern",
       [](Whole&, Image& i, Value const& v) {
         for (auto const& [name, method] : kLbpMethods) {
           if (name == v.text) i.filter.lbp2d_method = method; } },
       [](Whole const&, Image const& i) -> Json {
         for (auto const& [name, method] : kLbpMethods) {
           if (method == i.filter.lbp2d_method) return std::string(name); } return nullptr; }},
      {"lbp3DLevels", kSetting, kAny, integer, 1, true, 20, false, {}, "2",
       "levels of the 3-D local binary pattern",
       [](Whole&, Image& i, Value const& v) { i.filter.lbp3d_levels = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.filter.lbp3d_levels; }},
      {"lbp3DIcosphereRadius", kSetting, kAny, number, 0, false, kNone, false, {}, "1",
       "radius of the 3-D local binary pattern in voxels",
       [](Whole&, Image& i, Value const& v) { i.filter.lbp3d_radius = v.number; },
       [](Whole const&, Image const& i) { return number_json(i.filter.lbp3d_radius); }},
      {"lbp3DIcosphereSubdivision", kSetting, kAny, integer, 0, true, 1000, false, {}, "1",
       "subdivisions of the 3-D local binary pattern: 10 * 4^k + 2 points",
       [](Whole&, Image& i, Value const& v) { i.filter.lbp3d_subdivisions = static_cast<int>(v.integer); },
       [](Whole const&, Image const& i) -> Json { return i.filter.lbp3d_subdivisions; }},
      {"voxelArrayShift", kSetting, kAny, integer, -kNone, true, kNone, false, {}, "0",
       "added to intensities in Energy, TotalEnergy and RootMeanSquared",
       [](Whole&, Image& i, Value const& v) { i.family.voxel_array_shift = static_cast<double>(v.integer); },
       [](Whole const&, Image const& i) { return number_json(i.family.voxel_array_shift); }},
      {"symmetricalGLCM", kSetting, kAny, boolean, -kNone, true, kNone, false, {}, "true",
       "count each pair of the GLCM both ways",
       [](Whole&, Image& i, Value const& v) { i.family.symmetrical_glcm = v.boolean; },
       [](Whole const&, Image const& i) -> Json { return i.family.symmetrical_glcm; }},
      {"weightingNorm", kSetting, kAny, text, -kNone, true, kNone, true,
      {"euclidean", "manhattan", "infinity", "no_weighting"}, "null",
       "merge the directions of GLCM and GLRLM, weighted by distance in this norm",
       [](Whole&, Image& i, Value const& v) {
         i.family.weighting_norm = WeightingNorm::none; for (auto const& [name, norm] : kNorms) {
           if (!v.is_null && name == v.text) i.family.weighting_norm = norm; } },
       [](Whole const&, Image const& i) -> Json {
         for (auto const& [name, norm] : kNorms) {
           if (norm == i.family.weighting_norm) return std::string(name); } return nullptr; }},
      {"gldm_a", kSetting, kAny, integer, 0, true, 1e6, false, {}, "0",
       "largest difference of grey levels that still counts as dependent (GLDM)",
       [](Whole&, Image& i, Value const& v) { i.family.gldm_a = static_cast<double>(v.integer); },
       [](Whole const&, Image const& i) { return number_json(i.family.gldm_a); }},
      {"petraNumpy2Edges", kSetting, kAny, boolean, -kNone, true, kNone, false, {}, "false",
       "petra's own key: first bin edge of a float32 image in float32, as PyRadiomics has it under numpy >= 2",
       [](Whole&, Image& i, Value const& v) { i.bin.numpy2_float32_edges = v.boolean; },
       [](Whole const&, Image const& i) -> Json { return i.bin.numpy2_float32_edges; }},
       
      {"kernelRadius", kVoxel, kCase, integer, 0, false, 1000, false, {}, "1",
       "radius of the neighbourhood of feature maps in voxels",
       [](Whole& w, Image&, Value const& v) { w.voxel.kernel_radius = static_cast<int>(v.integer); },
       [](Whole const& w, Image const&) -> Json { return w.voxel.kernel_radius; }},
      {"maskedKernel", kVoxel, kCase, boolean, -kNone, true, kNone, false, {}, "true",
       "feature maps from voxels inside the region only",
       [](Whole& w, Image&, Value const& v) { w.voxel.masked_kernel = v.boolean; },
       [](Whole const& w, Image const&) -> Json { return w.voxel.masked_kernel; }},
      {"initValue", kVoxel, kCase, number, -kNone, true, kNone, false, {}, "0",
       "value of feature maps outside the region",
       [](Whole& w, Image&, Value const& v) { w.voxel.initial_value = v.number; },
       [](Whole const& w, Image const&) { return number_json(w.voxel.initial_value); }},
      {"voxelBatch", kVoxel, kCase, integer, 0, false, kNone, false, {}, "-1",
       "voxels of a feature map that PyRadiomics computes at once (-1 = all): decides which voxels of the GLCM's MCC and "
       "JointAverage maps are lost, nothing else",
       [](Whole& w, Image&, Value const& v) { w.voxel.batch = v.integer; },
       [](Whole const& w, Image const&) -> Json { return w.voxel.batch; }},
  };
  // clang-format on
}

}  // namespace

std::span<SettingRow const> setting_rows() {
  static auto const rows = make_rows();
  return rows;
}

SettingRow const* find_setting(std::string_view key, SettingSection section) {
  for (auto const& row : setting_rows()) {
    if (row.key == key && row.section == section) return &row;
  }
  return nullptr;
}

std::span<std::string_view const> features_without_value(std::string_view feature_class) {
  static constexpr std::array<std::string_view, 4> kGlcm = {"Dissimilarity", "Homogeneity1", "Homogeneity2",
                                                            "SumVariance"};
  static constexpr std::array<std::string_view, 1> kGldm = {"DependencePercentage"};
  if (feature_class == "glcm") return kGlcm;
  if (feature_class == "gldm") return kGldm;
  return {};
}

}  // namespace petra
