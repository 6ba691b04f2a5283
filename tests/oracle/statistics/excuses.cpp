#include "excuses.hpp"

#include <fnmatch.h>

#include "petra/base/file.hpp"
#include "petra/base/text.hpp"

namespace petra::oracle {

namespace {

bool matches(std::string const& glob, std::string const& text) {
  return fnmatch(glob.c_str(), text.c_str(), 0) == 0;
}

}  // namespace

Result<std::vector<Excuse>> read_excuses(std::filesystem::path const& path) {
  PETRA_TRY(auto const text, read_file(path));
  std::vector<Excuse> excuses;
  int number = 0;
  for (auto line : split(text, '\n')) {
    ++number;
    line = trim(line);
    if (line.empty() || line.front() == '#') continue;
    auto const cells = split(line, '|');
    auto const where = path.filename().string() + " line " + std::to_string(number);
    if (cells.size() != 5) {
      return make_error(ErrorCode::invalid_input, where, "has " + std::to_string(cells.size()) + " cells",
                        "Write: topic | case glob | field glob | information or later | reason.");
    }
    auto const kind = trim(cells[3]);
    if ((kind != "information" && kind != "later") || trim(cells[4]).empty()) {
      return make_error(ErrorCode::invalid_input, where, "kind is \"" + std::string(kind) + "\" or the reason is empty",
                        "The kind is information or later, and every row has a reason.");
    }
    excuses.push_back({std::string(trim(cells[0])), std::string(trim(cells[1])), std::string(trim(cells[2])),
                       kind == "later" ? ExcuseKind::later : ExcuseKind::information, std::string(trim(cells[4])),
                       number});
  }
  return excuses;
}

bool excuses_value(Excuse const& excuse, std::string const& topic, std::string const& the_case,
                   std::string const& path) {
  return matches(excuse.topic, topic) && matches(excuse.case_glob, the_case) && matches(excuse.field_glob, path);
}

}  // namespace petra::oracle
