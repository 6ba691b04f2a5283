#include "tests/oracle/pyradiomics/golden.hpp"

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace petra::oracle {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

double number_of(Json const& value) {
  if (value.is_number()) return value.get<double>();
  auto const text = value.get<std::string>();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  throw std::runtime_error("not a number: " + text);
}

// "paper_config/cases/x.nrrd" below the root; "pyradiomics-3.0.1.tar.gz:data/lung1_image.nrrd (…)" among the fetched
// files.
fs::path locate(std::string const& said, fs::path const& root, fs::path const& fetched) {
  if (auto const inside = said.find(".tar.gz:"); inside != std::string::npos) {
    auto const path = said.substr(inside + 8);
    return fetched / fs::path(path.substr(0, path.find(' '))).filename();
  }
  return (root / said).lexically_normal();
}

}  // namespace

Golden read_golden(fs::path const& file, fs::path const& root, fs::path const& fetched) {
  try {
    std::ifstream stream(file);
    auto const json = Json::parse(stream);
    Golden golden;
    golden.title = fs::relative(file, root).replace_extension().string();
    golden.image = locate(json.at("image").get<std::string>(), root, fetched);
    golden.mask = locate(json.at("mask").get<std::string>(), root, fetched);
    golden.params = file.parent_path() / json.at("params").get<std::string>();
    golden.image_absent = !fs::exists(golden.image) || !fs::exists(golden.mask);
    if (json.contains("label") && !json["label"].is_null()) golden.label = json["label"].get<long long>();
    golden.image_sha256 = json.at("image_sha256").get<std::string>();
    golden.mask_sha256 = json.at("mask_sha256").get<std::string>();
    golden.voxel_based = json.contains("maps");
    if (json.contains("error")) {
      golden.refusal = json["error"].at("message").get<std::string>();
      return golden;
    }
    for (auto const& [name, value] : json.at("features").items()) golden.features.emplace_back(name, number_of(value));
    if (golden.voxel_based) {
      for (auto const& [name, map] : json.at("maps").items())
        golden.maps.push_back({name, file.parent_path() / map.at("file").get<std::string>()});
      if (golden.maps.empty()) throw std::runtime_error("no maps");
    }
    for (auto const& [name, value] : json.at("diagnostics").items())
      golden.diagnostics.emplace_back(name, value.get<std::string>());
    if (!golden.voxel_based && golden.features.size() != json.at("count").get<std::size_t>())
      throw std::runtime_error("count contradicts features");
    if (!golden.voxel_based && golden.features.empty()) throw std::runtime_error("no features");
    return golden;
  } catch (std::exception const& problem) {
    throw std::runtime_error(file.string() + ": " + problem.what());
  }
}

}  // namespace petra::oracle
