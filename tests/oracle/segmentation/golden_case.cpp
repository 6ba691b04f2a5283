#include "golden_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace petra::oracle {

namespace {

Volume<float> as_float32(AnyVolume const& image) {
  Volume<float> result(geometry_of(image));
  std::visit(
      [&](auto const& typed) {
        for (std::size_t i = 0; i < result.voxels.size(); ++i) result.voxels[i] = static_cast<float>(typed.voxels[i]);
      },
      image);
  return result;
}

// The maker's list of cases says where the reader's mask is; a case that it does not name has none.
std::optional<std::filesystem::path> reader_path(std::filesystem::path const& config, std::string const& name) {
  auto const text = read_file(config);
  if (!text) return std::nullopt;
  auto const json = nlohmann::json::parse(*text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  for (auto const& row : json["cases"]) {
    if (row["name"] == name && row.contains("reader")) return config.parent_path() / row["reader"].get<std::string>();
  }
  return std::nullopt;
}

}  // namespace

Result<Mask> read_golden_mask(std::filesystem::path const& path) {
  PETRA_TRY(auto const volume, read_volume(path));
  Mask mask(geometry_of(volume));
  std::visit(
      [&](auto const& typed) {
        for (std::size_t i = 0; i < mask.voxels.size(); ++i) mask.voxels[i] = typed.voxels[i] > 0 ? 1 : 0;
      },
      volume);
  return mask;
}

double dice(Mask const& a, Mask const& b) {
  std::int64_t both = 0, sum = 0;
  for (std::size_t i = 0; i < a.voxels.size(); ++i) {
    both += a.voxels[i] & b.voxels[i];
    sum += a.voxels[i] + b.voxels[i];
  }
  return 2 * static_cast<double>(both) / static_cast<double>(std::max<std::int64_t>(1, sum));
}

Result<GoldenCase> read_case(std::filesystem::path const& folder, std::filesystem::path const& config) {
  GoldenCase golden;
  golden.folder = folder;
  auto const path = folder / "expected.json";
  PETRA_TRY(auto const text, read_file(path));
  golden.expected = nlohmann::json::parse(text, nullptr, false);
  auto const& json = golden.expected;
  for (auto const* field : {"case", "volume", "seed", "seed_value", "box_half", "results"}) {
    if (json.is_discarded() || !json.contains(field))
      return make_error(ErrorCode::invalid_input, path.string(), fmt::format("has no field {}", field));
  }
  PETRA_TRY(auto const image, read_volume(config.parent_path() / json["volume"].get<std::string>()));
  golden.image = as_float32(image);
  if (auto const reader = reader_path(config, json["case"])) {
    PETRA_TRY(golden.reader, read_golden_mask(*reader));
  }
  auto const& size = geometry_of(golden.image).size;
  std::array<std::int64_t, 3> seed = json["seed"], half = json["box_half"], first = {}, last = {};
  for (std::size_t k = 0; k < 3; ++k) {
    first[k] = std::max<std::int64_t>(0, seed[k] - half[k]);
    last[k] = std::min(size[k] - 1, seed[k] + half[k]);
  }
  double const value = json["seed_value"];
  golden.fields = {
      {"seed", fmt::format("[{}, {}, {}]", seed[0], seed[1], seed[2])},
      {"box", fmt::format("[[{}, {}, {}], [{}, {}, {}]]", first[0], first[1], first[2], last[0], last[1], last[2])},
      {"neighborhood_lower", format_number(value > 3 ? 2.0 : 0.5 * value)},
      {"three_tenths", format_number(0.3 * value)}};
  return golden;
}

}  // namespace petra::oracle
