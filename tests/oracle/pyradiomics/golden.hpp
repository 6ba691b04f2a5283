// One golden file of pyradiomics/{paper_config,settings}: what PyRadiomics 3.0.1 gave for one image, mask and parameter
// file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace petra::oracle {

// A feature map of the golden: its file lies beside it.
struct GoldenMap {
  std::string name;
  std::filesystem::path file;
};

struct Golden {
  std::string title;  // "paper_config/tiny", "settings/label_2/labels"
  std::filesystem::path image, mask, params;
  bool image_absent = false;  // named in the golden, but not in this root (nor fetched)
  std::optional<long long> label;
  std::string image_sha256, mask_sha256;                         // of the voxel arrays as they lie in memory, x fastest
  std::vector<std::pair<std::string, double>> features;          // in output order
  std::vector<std::pair<std::string, std::string>> diagnostics;  // Python's str() of each
  std::optional<std::string> refusal;                            // PyRadiomics refused: its message
  bool voxel_based = false;                                      // maps instead of values
  std::vector<GoldenMap> maps;                                   // in output order
};

// Reads a golden. `root` is the folder pyradiomics/, `fetched` the folder with the lung images. Throws
// std::runtime_error naming the file for one that cannot be read or holds nothing.
[[nodiscard]] Golden read_golden(std::filesystem::path const& file, std::filesystem::path const& root,
                                 std::filesystem::path const& fetched);

}  // namespace petra::oracle
