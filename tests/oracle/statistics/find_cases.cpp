#include <algorithm>

#include "runner.hpp"

namespace petra::oracle {

namespace fs = std::filesystem;

std::vector<Case> find_cases(fs::path const& root, std::string const& topic) {
  std::vector<Case> cases;
  auto const folder = root / "statistics" / topic;
  if (!fs::is_directory(folder)) return cases;
  for (auto const& entry : fs::directory_iterator(folder)) {
    auto const name = entry.path().filename().string();
    if (!entry.is_directory()) {
      if (entry.path().extension() == ".json")
        cases.push_back({topic, entry.path().stem().string(), folder, entry.path()});
      continue;
    }
    cases.push_back({topic, name, entry.path(), entry.path() / "expected.json"});
    for (auto const& file : fs::directory_iterator(entry.path())) {
      if (file.path().extension() != ".json" || file.path().filename() == "expected.json") continue;
      cases.push_back({topic, name + ":" + file.path().stem().string(), entry.path(), file.path()});
    }
  }
  std::sort(cases.begin(), cases.end(), [](Case const& a, Case const& b) { return a.name < b.name; });
  return cases;
}

}  // namespace petra::oracle
