// Prints what petra reads of each volume file named on standard input, one JSON object per line: type, geometry,
// SHA-256 of the voxels, warnings, or the error. A line "path<TAB>copy" also writes what was read to `copy`; a line
// "path<TAB>=<TAB>other" prints how the two files' geometries differ.
#include <iostream>
#include <nlohmann/json.hpp>

#include "petra/base/hash.hpp"
#include "petra/volumefile/read_volume.hpp"

namespace {

nlohmann::json describe(petra::AnyVolume const& volume) {
  auto const& geometry = petra::geometry_of(volume);
  auto const numbers = [](double const* first, std::size_t count) { return std::vector<double>(first, first + count); };
  auto const hash = std::visit(
      [](auto const& typed) {
        return petra::Hasher(petra::HashAlgorithm::sha256).update(std::as_bytes(std::span(typed.voxels))).finish();
      },
      volume);
  return {{"type", petra::voxel_type_name(volume)},
          {"dimension", geometry.dimension},
          {"size", geometry.size},
          {"spacing", numbers(geometry.spacing_mm.data(), 3)},
          {"origin", numbers(geometry.origin_mm.data(), 3)},
          {"directions", numbers(geometry.direction.data(), 9)},  // axis by axis
          {"sha256", hash}};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    auto const tab = line.find('\t');
    if (line.substr(tab == std::string::npos ? line.size() : tab).starts_with("\t=\t")) {
      auto const image = petra::read_volume(line.substr(0, tab)), mask = petra::read_volume(line.substr(tab + 3));
      std::cout << nlohmann::json(
                       petra::geometry_differences(petra::geometry_of(image.value()), petra::geometry_of(mask.value())))
                       .dump()
                << '\n';
      continue;
    }
    std::vector<std::string> warnings;
    auto const volume = petra::read_volume(line.substr(0, tab), {}, &warnings);
    auto row = volume ? describe(*volume) : nlohmann::json{{"error", petra::format_error(volume.error())}};
    row["warnings"] = warnings;
    if (volume && tab != std::string::npos) {
      auto const written = petra::write_volume(line.substr(tab + 1), *volume, 1);
      if (!written) row["error"] = petra::format_error(written.error());
    }
    std::cout << row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
  }
}
