#include "tests/oracle/pyradiomics/ibsi.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <fstream>
#include <map>

#include "petra/base/text.hpp"

namespace petra::oracle {
namespace {

namespace fs = std::filesystem;

struct AgreeingRow {
  std::string_view pyradiomics, ibsi_tag;
};

// PyRadiomics' features whose definition is IBSI's for this phantom (texture averaged over 13 directions in 3-D, bins
// of width 1). Left out: Kurtosis (IBSI's is excess), TotalEnergy, MCC, the 2-D diameters (not in IBSI), the minor and
// least axis (IBSI divides the covariance by n - 1, PyRadiomics by n: 74 voxels make 0.7 %).
constexpr auto kAgreeing = std::to_array<AgreeingRow>({
    {"original_shape_MeshVolume", "morph_volume"},
    {"original_shape_VoxelVolume", "morph_vol_approx"},
    {"original_shape_SurfaceArea", "morph_area_mesh"},
    {"original_shape_SurfaceVolumeRatio", "morph_av"},
    {"original_shape_Sphericity", "morph_sphericity"},
    {"original_shape_Maximum3DDiameter", "morph_diam"},
    {"original_shape_MajorAxisLength", "morph_pca_maj_axis"},
    {"original_shape_Elongation", "morph_pca_elongation"},
    {"original_shape_Flatness", "morph_pca_flatness"},
    {"original_firstorder_Mean", "stat_mean"},
    {"original_firstorder_Variance", "stat_var"},
    {"original_firstorder_Skewness", "stat_skew"},
    {"original_firstorder_Median", "stat_median"},
    {"original_firstorder_Minimum", "stat_min"},
    {"original_firstorder_10Percentile", "stat_p10"},
    {"original_firstorder_90Percentile", "stat_p90"},
    {"original_firstorder_Maximum", "stat_max"},
    {"original_firstorder_InterquartileRange", "stat_iqr"},
    {"original_firstorder_Range", "stat_range"},
    {"original_firstorder_MeanAbsoluteDeviation", "stat_mad"},
    {"original_firstorder_RobustMeanAbsoluteDeviation", "stat_rmad"},
    {"original_firstorder_Energy", "stat_energy"},
    {"original_firstorder_RootMeanSquared", "stat_rms"},
    {"original_firstorder_Entropy", "ih_entropy"},
    {"original_firstorder_Uniformity", "ih_uniformity"},
    {"original_glcm_Autocorrelation", "cm_auto_corr_3D_avg"},
    {"original_glcm_ClusterProminence", "cm_clust_prom_3D_avg"},
    {"original_glcm_ClusterShade", "cm_clust_shade_3D_avg"},
    {"original_glcm_ClusterTendency", "cm_clust_tend_3D_avg"},
    {"original_glcm_Contrast", "cm_contrast_3D_avg"},
    {"original_glcm_Correlation", "cm_corr_3D_avg"},
    {"original_glcm_DifferenceAverage", "cm_diff_avg_3D_avg"},
    {"original_glcm_DifferenceEntropy", "cm_diff_entr_3D_avg"},
    {"original_glcm_DifferenceVariance", "cm_diff_var_3D_avg"},
    {"original_glcm_Id", "cm_inv_diff_3D_avg"},
    {"original_glcm_Idm", "cm_inv_diff_mom_3D_avg"},
    {"original_glcm_Idmn", "cm_inv_diff_mom_norm_3D_avg"},
    {"original_glcm_Idn", "cm_inv_diff_norm_3D_avg"},
    {"original_glcm_Imc1", "cm_info_corr1_3D_avg"},
    {"original_glcm_Imc2", "cm_info_corr2_3D_avg"},
    {"original_glcm_InverseVariance", "cm_inv_var_3D_avg"},
    {"original_glcm_JointAverage", "cm_joint_avg_3D_avg"},
    {"original_glcm_JointEnergy", "cm_energy_3D_avg"},
    {"original_glcm_JointEntropy", "cm_joint_entr_3D_avg"},
    {"original_glcm_MaximumProbability", "cm_joint_max_3D_avg"},
    {"original_glcm_SumAverage", "cm_sum_avg_3D_avg"},
    {"original_glcm_SumEntropy", "cm_sum_entr_3D_avg"},
    {"original_glcm_SumSquares", "cm_joint_var_3D_avg"},
    {"original_glrlm_GrayLevelNonUniformity", "rlm_glnu_3D_avg"},
    {"original_glrlm_GrayLevelNonUniformityNormalized", "rlm_glnu_norm_3D_avg"},
    {"original_glrlm_GrayLevelVariance", "rlm_gl_var_3D_avg"},
    {"original_glrlm_HighGrayLevelRunEmphasis", "rlm_hgre_3D_avg"},
    {"original_glrlm_LongRunEmphasis", "rlm_lre_3D_avg"},
    {"original_glrlm_LongRunHighGrayLevelEmphasis", "rlm_lrhge_3D_avg"},
    {"original_glrlm_LongRunLowGrayLevelEmphasis", "rlm_lrlge_3D_avg"},
    {"original_glrlm_LowGrayLevelRunEmphasis", "rlm_lgre_3D_avg"},
    {"original_glrlm_RunEntropy", "rlm_rl_entr_3D_avg"},
    {"original_glrlm_RunLengthNonUniformity", "rlm_rlnu_3D_avg"},
    {"original_glrlm_RunLengthNonUniformityNormalized", "rlm_rlnu_norm_3D_avg"},
    {"original_glrlm_RunPercentage", "rlm_r_perc_3D_avg"},
    {"original_glrlm_RunVariance", "rlm_rl_var_3D_avg"},
    {"original_glrlm_ShortRunEmphasis", "rlm_sre_3D_avg"},
    {"original_glrlm_ShortRunHighGrayLevelEmphasis", "rlm_srhge_3D_avg"},
    {"original_glrlm_ShortRunLowGrayLevelEmphasis", "rlm_srlge_3D_avg"},
    {"original_glszm_GrayLevelNonUniformity", "szm_glnu_3D"},
    {"original_glszm_GrayLevelNonUniformityNormalized", "szm_glnu_norm_3D"},
    {"original_glszm_GrayLevelVariance", "szm_gl_var_3D"},
    {"original_glszm_HighGrayLevelZoneEmphasis", "szm_hgze_3D"},
    {"original_glszm_LargeAreaEmphasis", "szm_lze_3D"},
    {"original_glszm_LargeAreaHighGrayLevelEmphasis", "szm_lzhge_3D"},
    {"original_glszm_LargeAreaLowGrayLevelEmphasis", "szm_lzlge_3D"},
    {"original_glszm_LowGrayLevelZoneEmphasis", "szm_lgze_3D"},
    {"original_glszm_SizeZoneNonUniformity", "szm_zsnu_3D"},
    {"original_glszm_SizeZoneNonUniformityNormalized", "szm_zsnu_norm_3D"},
    {"original_glszm_SmallAreaEmphasis", "szm_sze_3D"},
    {"original_glszm_SmallAreaHighGrayLevelEmphasis", "szm_szhge_3D"},
    {"original_glszm_SmallAreaLowGrayLevelEmphasis", "szm_szlge_3D"},
    {"original_glszm_ZoneEntropy", "szm_zs_entr_3D"},
    {"original_glszm_ZonePercentage", "szm_z_perc_3D"},
    {"original_glszm_ZoneVariance", "szm_zs_var_3D"},
    {"original_gldm_DependenceEntropy", "ngl_dc_entr_3D"},
    {"original_gldm_DependenceNonUniformity", "ngl_dcnu_3D"},
    {"original_gldm_DependenceNonUniformityNormalized", "ngl_dcnu_norm_3D"},
    {"original_gldm_DependenceVariance", "ngl_dc_var_3D"},
    {"original_gldm_GrayLevelNonUniformity", "ngl_glnu_3D"},
    {"original_gldm_GrayLevelVariance", "ngl_gl_var_3D"},
    {"original_gldm_HighGrayLevelEmphasis", "ngl_hgce_3D"},
    {"original_gldm_LargeDependenceEmphasis", "ngl_hde_3D"},
    {"original_gldm_LargeDependenceHighGrayLevelEmphasis", "ngl_hdhge_3D"},
    {"original_gldm_LargeDependenceLowGrayLevelEmphasis", "ngl_hdlge_3D"},
    {"original_gldm_LowGrayLevelEmphasis", "ngl_lgce_3D"},
    {"original_gldm_SmallDependenceEmphasis", "ngl_lde_3D"},
    {"original_gldm_SmallDependenceHighGrayLevelEmphasis", "ngl_ldhge_3D"},
    {"original_gldm_SmallDependenceLowGrayLevelEmphasis", "ngl_ldlge_3D"},
    {"original_ngtdm_Busyness", "ngt_busyness_3D"},
    {"original_ngtdm_Coarseness", "ngt_coarseness_3D"},
    {"original_ngtdm_Complexity", "ngt_complexity_3D"},
    {"original_ngtdm_Contrast", "ngt_contrast_3D"},
    {"original_ngtdm_Strength", "ngt_strength_3D"},
});

struct Reference {
  double value = 0, tolerance = 0;
};

// "reference value;tolerance;tag" lines; features without consensus have empty cells.
std::map<std::string, Reference> read_reference(fs::path const& file) {
  std::map<std::string, Reference> references;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    auto const cells = split(trim(line), ';');
    if (cells.size() != 3) continue;
    auto const value = parse_number(cells[0]), tolerance = parse_number(cells[1]);
    if (value && tolerance) references[std::string(cells[2])] = {*value, *tolerance};
  }
  return references;
}

// Half a unit of the third significant digit: the references are printed with three.
double printed_half_unit(double value) {
  return value == 0 ? 0 : 0.5000001 * std::pow(10.0, std::floor(std::log10(std::abs(value))) - 2);
}

}  // namespace

void run_ibsi_digital_phantom(Run& run) {
  auto const folder = run.ibsi / "theibsi_data_sets/ibsi_1_digital_phantom/nifti";
  auto const references = read_reference(run.ibsi / "mirp/test/data/ibsi_1_reference_values/ibsi_1_dig_phantom.csv");
  if (!fs::is_directory(folder) || references.empty()) {
    run.absent.emplace_back("ibsi/digital_phantom (read in place, never copied)");
    if (run.complete) run.fail("no " + folder.string());
    return;
  }
  auto const start = std::chrono::steady_clock::now();
  auto const image = read_for(run, folder / "image/phantom.nii.gz"), mask = read_for(run, folder / "mask/mask.nii.gz");
  auto const settings = parse_settings(R"({"setting": {"binWidth": 1}})", "ibsi digital phantom");
  if (!image || !mask) return;
  if (!settings) return run.fail("ibsi digital phantom: " + format_error(settings.error()));
  auto const row = extract_features(*image, *mask, *settings);
  if (!row) return run.fail("ibsi digital phantom: " + format_error(row.error()));
  std::map<std::string_view, double> actual;
  for (std::size_t i = 0; i < row->names.size(); ++i) actual[row->names[i]] = row->values[i].value;

  CaseReport report;
  report.title = "ibsi/digital_phantom";
  for (auto const& [name, tag] : kAgreeing) {
    ++report.checked;
    auto const reference = references.find(std::string(tag));
    auto const found = actual.find(name);
    if (reference == references.end() || found == actual.end()) {
      report.fail(fmt::format("{} or its reference {} is missing", name, tag));
      continue;
    }
    auto const [value, tolerance] = reference->second;
    if (!(std::abs(found->second - value) <= std::max(tolerance, printed_half_unit(value)))) {
      report.fail(fmt::format("{} = {}, IBSI {} = {}", name, format_number(found->second), tag, format_number(value)));
    }
  }
  run.add(report, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
}

}  // namespace petra::oracle
