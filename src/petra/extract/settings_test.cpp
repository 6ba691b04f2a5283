#include "petra/extract/settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "petra/base/text.hpp"
#include "petra/extract/extractor.hpp"
#include "petra/extract/setting_rows.hpp"

namespace petra {
namespace {

using Overrides = std::vector<std::string>;

Result<ExtractionSettings> parse(std::string_view text, Overrides const& overrides = {}) {
  return parse_settings(text, "params.yaml", overrides);
}

ExtractionSettings parsed(std::string_view text, Overrides const& overrides = {}) {
  auto settings = parse(text, overrides);
  EXPECT_TRUE(settings) << (settings ? "" : format_error(settings.error()));
  return settings ? *settings : ExtractionSettings{};
}

// The message of a refusal; its parts must all be there.
void expect_refused(std::string_view text, std::vector<std::string> const& parts,
                    ErrorCode code = ErrorCode::invalid_input, Overrides const& overrides = {}) {
  auto const settings = parse(text, overrides);
  ASSERT_FALSE(settings) << text;
  auto const message = format_error(settings.error());
  EXPECT_EQ(settings.error().code, code) << message;
  for (auto const& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
}

bool warns(ExtractionSettings const& settings, std::string_view part) {
  return std::any_of(settings.warnings.begin(), settings.warnings.end(),
                     [&](std::string const& text) { return text.find(part) != std::string::npos; });
}

// PyRadiomics 3.0.1's schema (radiomics/schemas/paramSchema.yaml), key by key with a value that it allows; written down
// here on its own, so that a row lost from the program's list is seen.
struct SchemaKey {
  std::string key, value;
  bool supported;
};
std::vector<SchemaKey> const kSchemaSettings = {{"minimumROIDimensions", "3", true},
                                                {"minimumROISize", "10", true},
                                                {"geometryTolerance", "0.01", true},
                                                {"correctMask", "true", true},
                                                {"additionalInfo", "false", true},
                                                {"label", "2", true},
                                                {"label_channel", "1", true},
                                                {"binWidth", "12.5", true},
                                                {"binCount", "16", true},
                                                {"normalize", "true", true},
                                                {"normalizeScale", "100", true},
                                                {"removeOutliers", "3", true},
                                                {"resampledPixelSpacing", "[1, 1, 1]", true},
                                                {"interpolator", "sitkLinear", true},
                                                {"padDistance", "7", true},
                                                {"distances", "[1, 2]", true},
                                                {"force2D", "true", true},
                                                {"force2Ddimension", "1", true},
                                                {"resegmentRange", "[0, 5]", true},
                                                {"resegmentMode", "sigma", true},
                                                {"resegmentShape", "true", true},
                                                {"preCrop", "true", true},
                                                {"sigma", "[1.0]", true},
                                                {"start_level", "1", true},
                                                {"level", "2", true},
                                                {"wavelet", "haar", true},
                                                {"gradientUseSpacing", "false", true},
                                                {"lbp2DRadius", "2", true},
                                                {"lbp2DSamples", "9", true},
                                                {"lbp2DMethod", "ror", true},
                                                {"lbp3DLevels", "3", true},
                                                {"lbp3DIcosphereRadius", "2", true},
                                                {"lbp3DIcosphereSubdivision", "2", true},
                                                {"voxelArrayShift", "300", true},
                                                {"symmetricalGLCM", "false", true},
                                                {"weightingNorm", "euclidean", true},
                                                {"gldm_a", "1", true}};
std::vector<SchemaKey> const kSchemaVoxelSettings = {{"kernelRadius", "2", true},
                                                     {"maskedKernel", "false", true},
                                                     {"initValue", "-1.5", true},
                                                     {"voxelBatch", "10", true}};

TEST(SettingsMechanics, every_key_of_the_schema_is_supported_or_refused_by_name) {
  for (auto const& [key, value, supported] : kSchemaSettings) {
    auto const text = "setting:\n  " + key + ": " + value + "\n";
    if (supported) {
      EXPECT_NE(parsed(text).canonical, parsed("setting: {}\n").canonical) << key << " has no effect";
    } else {
      expect_refused(text, {"setting." + key + " (line 2)", "\"" + key + "\" is not supported yet"},
                     ErrorCode::not_supported);
    }
    auto const own = "imageType:\n  Original:\n    " + key + ": " + value + "\n";
    if (!supported || key == "label") {
      expect_refused(own, {"imageType.Original." + key, "not supported yet"}, ErrorCode::not_supported);
    } else {
      auto const settings = parsed(own);
      auto const* row = find_setting(key, SettingSection::setting);
      ASSERT_NE(row, nullptr);
      EXPECT_EQ(warns(settings, "has no effect inside an image type"), row->scope == SettingScope::whole_case) << key;
      EXPECT_EQ(settings.canonical != parsed("setting: {}\n").canonical, row->scope == SettingScope::any_image_type)
          << key;
    }
  }
  for (auto const& [key, value, supported] : kSchemaVoxelSettings) {
    EXPECT_TRUE(supported);
    EXPECT_NE(parsed("voxelSetting:\n  " + key + ": " + value + "\n").canonical, default_settings().canonical) << key;
  }
}

TEST(SettingsMechanics, resampling_and_resegmentation_refuse_what_pyradiomics_fails_on) {
  expect_refused("setting: {resampledPixelSpacing: [1]}\n", {"resampledPixelSpacing", "holds 1 numbers"});
  expect_refused("setting: {resampledPixelSpacing: [1, -1, 1]}\n", {"resampledPixelSpacing"});
  expect_refused("setting: {resegmentRange: [1, 2, 3]}\n", {"resegmentRange", "holds 3 numbers"});
  expect_refused("setting: {resegmentMode: percent}\n", {"resegmentMode"});
  expect_refused("setting: {interpolator: sitkCubic}\n", {"interpolator"});
  for (auto const* name : {"sitkGaussian", "sitkLabelGaussian", "sitkHammingWindowedSinc", "sitkCosineWindowedSinc",
                           "sitkWelchWindowedSinc", "sitkLanczosWindowedSinc", "sitkBlackmanWindowedSinc"}) {
    auto const settings = parsed(std::string("setting: {interpolator: ") + name + "}\n");
    EXPECT_NE(settings.canonical.find(name), std::string::npos) << name;
    EXPECT_NE(settings.canonical, default_settings().canonical) << name;
  }
  EXPECT_TRUE(parsed("setting: {resampledPixelSpacing: [0, 0, 3]}\n").resamples());
  EXPECT_FALSE(parsed("setting: {resampledPixelSpacing: [1, 1, 1], interpolator: null}\n").resamples());
  EXPECT_FALSE(parsed("setting: {interpolator: sitkLinear}\n").resamples());
}

TEST(SettingsMechanics, the_rows_are_the_schema_and_petras_own_key) {
  std::set<std::string> rows, schema = {"petraNumpy2Edges"};
  for (auto const& row : setting_rows()) rows.emplace(row.key);
  for (auto const& list : {kSchemaSettings, kSchemaVoxelSettings}) {
    for (auto const& key : list) schema.insert(key.key);
  }
  EXPECT_EQ(rows, schema);
  for (auto const& row : setting_rows()) EXPECT_FALSE(row.help.empty()) << row.key;
}

std::vector<std::string> class_names(ExtractionSettings const& settings) {
  std::vector<std::string> names;
  for (auto const& chosen : settings.feature_classes) names.push_back(chosen.name);
  return names;
}

TEST(SettingsPyradiomics, shape2D_is_on_where_a_file_names_no_classes_and_given_with_force2D) {
  auto const by_file = parsed("setting: {force2D: true}\n"), by_default = parsed("", {"force2D:true"});
  EXPECT_EQ(class_names(by_file),
            (std::vector<std::string>{"shape", "shape2D", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"}));
  EXPECT_EQ(class_names(by_default),
            (std::vector<std::string>{"shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"}));
  auto const one = parsed("featureClass: {firstorder: [Mean], shape2D: [Perimeter], shape: [Sphericity]}\n");
  EXPECT_TRUE(warns(one, "of volumes it is given with force2D only"));
  EXPECT_EQ(feature_names(one), (std::vector<std::string>{"original_shape_Sphericity", "original_firstorder_Mean"}));
  EXPECT_EQ(feature_names(one, 2),
            (std::vector<std::string>{"original_shape2D_Perimeter", "original_firstorder_Mean"}));
  auto const flat =
      parsed("setting: {force2D: true}\nfeatureClass: {shape2D: [Perimeter]}\nimageType: {Wavelet: {}}\n");
  EXPECT_EQ(feature_names(flat), (std::vector<std::string>{"original_shape2D_Perimeter"}));
}

TEST(SettingsPyradiomics, force2D_and_planes_name_their_own_sub_bands) {
  auto const text = "imageType: {Wavelet: {}}\nfeatureClass: {firstorder: [Mean]}\n";
  EXPECT_EQ(feature_names(parsed(text)).size(), 8U);
  auto const planes = std::vector<std::string>{"wavelet-LH_firstorder_Mean", "wavelet-HL_firstorder_Mean",
                                               "wavelet-HH_firstorder_Mean", "wavelet-LL_firstorder_Mean"};
  EXPECT_EQ(feature_names(parsed(text), 2), planes);
  EXPECT_EQ(feature_names(parsed(text, {"force2D:true"})), planes);
  EXPECT_EQ(feature_names(parsed(text, {"force2D:true"}), 2),
            (std::vector<std::string>{"wavelet-H_firstorder_Mean", "wavelet-L_firstorder_Mean"}));
}

TEST(SettingsMechanics, an_override_means_what_the_file_would) {
  for (auto const& [key, value, supported] : kSchemaSettings) {
    if (!supported) continue;
    auto const by_file = parsed("setting:\n  " + key + ": " + value + "\n");
    auto const plain =
        value.front() == '[' ? value.substr(1, value.size() - 2) : value;  // lists are written with commas
    EXPECT_EQ(parsed("{}", {key + ":" + plain}).canonical, by_file.canonical) << key;
    EXPECT_EQ(settings_hash(parsed("{}", {key + ":" + plain})), settings_hash(by_file)) << key;
  }
}

TEST(SettingsMechanics, overrides_win_over_setting_but_not_over_an_image_type) {
  auto const settings =
      parsed("setting: {binWidth: 10}\nimageType: {Original: {}, Square: {binWidth: 3}}\n", {"binWidth:5"});
  EXPECT_EQ(settings.image_types[0].bin.bin_width, 5);
  EXPECT_EQ(settings.image_types[1].bin.bin_width, 3);
  expect_refused("{}", {"-s binWidht", "Did you mean \"binWidth\""}, ErrorCode::invalid_input, {"binWidht:3"});
  expect_refused("{}", {"-s binWidth", "has no colon"}, ErrorCode::usage, {"binWidth"});
}

TEST(SettingsMechanics, unknown_keys_name_the_nearest_known_one) {
  expect_refused("setting:\n  binwith: 25\n",
                 {"setting.binwith (line 2)", "unknown", "Did you mean \"binWidth\""});  // Y1
  expect_refused("settings:\n  binWidth: 25\n", {"Did you mean \"setting\""});
  expect_refused("binWidth: 25\n", {"Put it under \"setting:\""});
  expect_refused("imageType:\n  Wavelt: {}\n", {"Did you mean \"Wavelet\""});
  expect_refused("featureClass:\n  glmc:\n", {"Did you mean \"glcm\""});
  expect_refused("featureClass:\n  glcm: [JointEnergi]\n",
                 {"featureClass.glcm (line 2)", "Did you mean \"JointEnergy\""});
  expect_refused("setting:\n  norway: no\n", {"\"norway\" is unknown"});  // Y16
}

TEST(SettingsMechanics, wrong_values_name_field_line_value_and_remedy) {
  expect_refused("setting:\n  binWidth: 0\n", {"setting.binWidth (line 2)", "\"0\"", "a number above 0"});  // Y2
  expect_refused("setting:\n  binWidth: -1\n", {"\"-1\"", "a number above 0"});
  expect_refused("setting:\n  binWidth: abc\n", {"\"abc\""});
  expect_refused("setting:\n  binWidth: nan\n", {"\"nan\""});
  expect_refused("setting:\n  binWidth: inf\n", {"\"inf\""});
  expect_refused("setting:\n  binWidth: 0,3\n", {"\"0,3\"", "0.3"});
  expect_refused("setting:\n  binWidth:\n", {"is nothing"});
  expect_refused("setting:\n  binWidth: [25]\n", {"is a list"});
  expect_refused("setting:\n  label: yes\n", {"\"yes\"", "a whole number above 0"});  // Y16
  expect_refused("setting:\n  label: 1.5\n", {"\"1.5\"", "whole number"});
  expect_refused("setting:\n  correctMask: yes\n", {"\"yes\"", "true or false"});
  expect_refused("setting:\n  gldm_a: 0.1\n", {"PyRadiomics' schema asks for a whole number"});  // Y13
  expect_refused("setting:\n  distances: [1, 0]\n", {"\"0\"", "above 0"});
  expect_refused("setting:\n  distances: 1\n", {"a list of whole numbers"});
  expect_refused("setting:\n  distances: []\n", {"a list of whole numbers"});
  expect_refused("setting:\n  minimumROIDimensions: 4\n", {"at most 3"});
  expect_refused("setting:\n  weightingNorm: euclid\n", {"one of euclidean, manhattan"});
  expect_refused("setting:\n  wavelet: xyz\n", {"wavelet \"xyz\" is unknown", "coif1"});  // Y12
  expect_refused("imageType:\n  Wavelet:\n    wavelet: coiff1\n", {"imageType.Wavelet.wavelet (line 3)", "coif1"});
  expect_refused("setting: 5\n", {"setting (line 1)", "not a group of keys"});
  expect_refused("imageType: [Original]\n", {"imageType", "not a group of keys"});
  expect_refused("featureClass:\n  glcm: Idm\n", {"not a list of features"});
  expect_refused("just words\n", {"not a parameter file"});
  expect_refused("imageType:\n  LoG:\n    sigma: [1.0, -1]\n",
                 {"imageType.LoG.sigma (line 3)", "\"-1\"", "above 0"});  // Y11
  expect_refused("imageType:\n  LoG:\n    sigma: 1.0\n", {"imageType.LoG.sigma", "a list of numbers"});
  expect_refused("imageType:\n  LoG:\n    sigma:\n", {"imageType.LoG.sigma", "is nothing"});
}

TEST(SettingsMechanics, all_problems_are_told_at_once) {
  expect_refused("setting:\n  binWidth: -1\n  labl: 3\n  label_channel: -1\nimageType:\n  Foo: {}\n",
                 {"4 problems", "setting.binWidth (line 2)", "setting.labl (line 3)", "setting.label_channel (line 4)",
                  "imageType.Foo (line 6)"});
  expect_refused("setting:\n  label_channel: -1\nvoxelSetting:\n  kernelRadius: 0\n", {"2 problems", "kernelRadius"});
}

TEST(SettingsMechanics, what_is_odd_but_clear_is_accepted_with_a_warning) {
  EXPECT_TRUE(warns(parsed(""), "is empty"));  // Y14
  EXPECT_EQ(parsed("").canonical, default_settings().canonical);
  auto const quoted = parsed("setting:\n  binWidth: \"25\"\n");  // Y2
  EXPECT_TRUE(warns(quoted, "params.yaml: setting.binWidth (line 2): \"25\" is in quotes"));
  EXPECT_EQ(quoted.defaults.bin.bin_width, 25);
  auto const both = parsed("setting:\n  binWidth: 25\n  binCount: 32\n");  // Y4
  EXPECT_TRUE(warns(both, "binCount is used"));
  EXPECT_EQ(both.image_types[0].bin.bin_count, 32);
  EXPECT_TRUE(warns(parsed("setting:\n  binCount: 8\nimageType:\n  Square:\n    binWidth: 3\n"),
                    "binCount of \"setting\" wins"));
  EXPECT_TRUE(parsed("setting:\n  binWidth: 25\n").warnings.empty());
}

TEST(SettingsPyradiomics, default_is_the_original_image_and_107_features) {
  auto const names = feature_names(default_settings());
  EXPECT_EQ(names.size(), 107U);
  EXPECT_EQ(names.front(), "original_shape_Elongation");
  // The classes in alphabetical order after shape, as PyRadiomics registers them.
  std::vector<std::string> classes;
  for (auto const& name : names) {
    auto const parts = split(name, '_');
    if (classes.empty() || classes.back() != parts[1]) classes.emplace_back(parts[1]);
  }
  EXPECT_EQ(classes, (std::vector<std::string>{"shape", "firstorder", "glcm", "gldm", "glrlm", "glszm", "ngtdm"}));
  EXPECT_EQ(load_settings("")->canonical, default_settings().canonical);
}

TEST(SettingsPyradiomics, builtin_settings_are_the_reference_studys) {
  auto const ct = load_settings("builtin:ct"), pet = load_settings("builtin:pet");
  ASSERT_TRUE(ct && pet);
  EXPECT_EQ(feature_names(*ct).size(), 1316U);
  EXPECT_EQ(feature_names(*ct), feature_names(*pet));
  EXPECT_EQ(ct->defaults.bin.bin_width, 25);
  EXPECT_EQ(pet->defaults.bin.bin_width, 0.3);
  EXPECT_NE(settings_hash(*ct), settings_hash(*pet));
  std::vector<std::string> types;
  for (auto const& image : ct->image_types) types.push_back(image.image_type);
  EXPECT_EQ(types, (std::vector<std::string>{"Original", "Wavelet", "Square", "SquareRoot", "Logarithm", "Exponential",
                                             "Gradient"}));
  EXPECT_FALSE(load_settings("builtin:mr"));
  EXPECT_EQ(load_settings("nowhere/params.yaml").error().code, ErrorCode::not_found);
}

TEST(SettingsPyradiomics, order_is_the_files_shape_first) {
  auto const settings = parsed(
      "imageType: {Gradient: {}, Original: {}}\nfeatureClass: {ngtdm: [], glcm: [MCC, Idm], shape: [Sphericity, "
      "MeshVolume]}\n");
  EXPECT_EQ(feature_names(settings),
            (std::vector<std::string>{
                "original_shape_Sphericity", "original_shape_MeshVolume", "gradient_ngtdm_Busyness",
                "gradient_ngtdm_Coarseness", "gradient_ngtdm_Complexity", "gradient_ngtdm_Contrast",
                "gradient_ngtdm_Strength", "gradient_glcm_MCC", "gradient_glcm_Idm", "original_ngtdm_Busyness",
                "original_ngtdm_Coarseness", "original_ngtdm_Complexity", "original_ngtdm_Contrast",
                "original_ngtdm_Strength", "original_glcm_MCC", "original_glcm_Idm"}));
}

TEST(SettingsPyradiomics, deprecated_features_vanish_and_do_not_turn_into_all) {
  auto const settings =
      parsed("featureClass: {shape: [Sphericity], glcm: [SumVariance, Homogeneity1], gldm: [DependencePercentage]}\n");
  EXPECT_EQ(feature_names(settings), (std::vector<std::string>{"original_shape_Sphericity"}));
  EXPECT_TRUE(warns(settings, "SumVariance"));
}

TEST(SettingsPyradiomics, image_types_take_the_common_settings_and_their_own) {
  auto const settings = parsed(
      "setting: {binWidth: 7, gldm_a: 1, wavelet: haar}\nimageType: {Original: {binWidth: 10}, Wavelet: {wavelet: db2, "
      "level: 2}, Square: {binCount: 16}}\n");
  ASSERT_EQ(settings.image_types.size(), 3U);
  EXPECT_EQ(settings.image_types[0].bin.bin_width, 10);
  EXPECT_EQ(settings.image_types[1].bin.bin_width, 7);
  EXPECT_EQ(settings.image_types[1].filter.wavelet, "db2");
  EXPECT_EQ(settings.image_types[1].filter.wavelet_level, 2);
  EXPECT_EQ(settings.image_types[1].family.gldm_a, 1);
  EXPECT_EQ(settings.image_types[2].bin.bin_count, 16);
  EXPECT_EQ(settings.image_types[2].filter.wavelet, "haar");
}

TEST(SettingsPyradiomics, an_image_of_log_is_named_as_python_writes_its_sigma) {
  auto const one = [](std::string const& sigmas, Overrides const& overrides = {}) {
    auto const settings = parsed(
        "setting: {sigma: [7.0]}\nfeatureClass: {ngtdm: [Busyness]}\nimageType: {LoG: " + sigmas + "}\n", overrides);
    std::vector<std::string> names;
    for (auto const& name : feature_names(settings)) names.push_back(name.substr(0, name.find("-mm-3D_ngtdm")));
    return names;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(
      one("{sigma: [1, 2.0, .5, 1.50, 3., 1.25e+1]}"),
      (Names{"log-sigma-1", "log-sigma-2-0", "log-sigma-0-5", "log-sigma-1-5", "log-sigma-3-0", "log-sigma-12-5"}));
  // The same image twice is one, but 1 and 1.0 are two names.
  EXPECT_EQ(one("{sigma: [1.0, 1.00, 1]}"), (Names{"log-sigma-1-0", "log-sigma-1"}));
  EXPECT_EQ(one("{}"), (Names{"log-sigma-7-0"}));
  // PyRadiomics' command line makes floats, and an image type's own sigma wins over it.
  EXPECT_EQ(one("{}", {"sigma:3,4.5"}), (Names{"log-sigma-3-0", "log-sigma-4-5"}));
  EXPECT_EQ(one("{sigma: [2]}", {"sigma:3"}), (Names{"log-sigma-2"}));
  EXPECT_EQ(one("{sigma: []}"), Names{});
  EXPECT_TRUE(warns(parsed("imageType: {LoG: {}}\n"), "no sigma is given"));
  EXPECT_NE(parsed("imageType: {LoG: {sigma: [1]}}\n").canonical,
            parsed("imageType: {LoG: {sigma: [1.0]}}\n").canonical);
}

TEST(SettingsPyradiomics, local_binary_patterns_have_their_images_and_warn_where_planes_meet_volumes) {
  auto const settings = parsed(
      "setting: {lbp3DLevels: 4}\nfeatureClass: {ngtdm: [Busyness]}\nimageType: {LBP2D: {lbp2DMethod: var}, LBP3D: "
      "{}}\n");
  EXPECT_EQ(feature_names(settings), (std::vector<std::string>{"lbp-2D_ngtdm_Busyness", "lbp-3D-m1_ngtdm_Busyness",
                                                               "lbp-3D-m2_ngtdm_Busyness", "lbp-3D-m3_ngtdm_Busyness",
                                                               "lbp-3D-m4_ngtdm_Busyness", "lbp-3D-k_ngtdm_Busyness"}));
  EXPECT_TRUE(warns(settings, "patterns are taken in planes, features in 3-D"));
  auto const flat = parsed("setting: {force2D: true}\nimageType: {LBP2D: {}, LBP3D: {}}\n");
  EXPECT_FALSE(warns(flat, "patterns are taken in planes"));
  EXPECT_TRUE(warns(flat, "patterns are taken in 3-D, features in planes"));
  expect_refused("setting: {lbp2DMethod: nri_uniform}\n", {"lbp2DMethod", "one of default, ror, uniform, var"});
}

TEST(SettingsMechanics, canonical_form_forgets_spelling_but_no_meaning) {
  auto const one =
      parsed("setting: {label: 1, binWidth: 25.0}\nimageType: {Original: {}, Wavelet: {wavelet: coif1}}\n");
  auto const other = parsed("imageType:\n  Original:\n  Wavelet: {}\nsetting:\n  binWidth: 2.5e1\n");
  EXPECT_EQ(one.canonical, other.canonical);
  auto const swapped = parsed("imageType: {Wavelet: {}, Original: {}}\n");
  EXPECT_NE(one.canonical, swapped.canonical) << "the order of images is the order of columns";
  auto const other_label = with_label(one, 2, 0);
  EXPECT_EQ(other_label.label, 2);
  EXPECT_NE(settings_hash(one), settings_hash(other_label));
  EXPECT_NE(settings_hash(one), settings_hash(with_label(one, 1, 1)));
  EXPECT_EQ(with_label(other_label, 1, 0).canonical, one.canonical);
}

TEST(SettingsMechanics, diagnostics_show_pyradiomics_default_dictionary_first) {
  auto const json = nlohmann::ordered_json::parse(configuration_settings_json(parsed("setting: {binWidth: 0.3}\n")));
  std::vector<std::string> keys;
  for (auto const& [key, value] : json.items()) keys.push_back(key);
  keys.resize(15);
  EXPECT_EQ(keys, (std::vector<std::string>{"minimumROIDimensions", "minimumROISize", "normalize", "normalizeScale",
                                            "removeOutliers", "resampledPixelSpacing", "interpolator", "preCrop",
                                            "padDistance", "distances", "force2D", "force2Ddimension", "resegmentRange",
                                            "label", "additionalInfo"}));
  EXPECT_EQ(json["binWidth"], 0.3);
  EXPECT_EQ(json["interpolator"], "sitkBSpline");
  EXPECT_EQ(configuration_image_types_json(parsed("imageType: {Original: {binWidth: 5}, Square: {}}\n")),
            R"({"Original":{"binWidth":5},"Square":{}})");
}

}  // namespace
}  // namespace petra
