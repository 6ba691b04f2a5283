#include "cmd/pyradiomics/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "petra/base/text.hpp"

namespace petra::cmd {
namespace {

using Arguments = PyradiomicsArguments;

enum class Takes { nothing, value, value_or_nothing };

struct OptionRow {
  std::string_view name, letters, metavar;
  Takes takes;
  std::string_view choices;  // separated by blanks; empty = any
  void (*apply)(Arguments& arguments, std::string const& value);
  std::string_view help;
};

constexpr std::string_view kLevels = "NOTSET DEBUG INFO WARNING ERROR CRITICAL";
constexpr int kMostJobs = 1024;

// clang-format off: one row per option
constexpr auto kOptions = std::to_array<OptionRow>({
    {"--help", "-h", "", Takes::nothing, "", [](Arguments& a, std::string const&) { a.wants_help = true; },
     "show this and exit"},
    {"--param", "-p", "FILE", Takes::value, "", [](Arguments& a, std::string const& v) { a.param = v; },
     "parameter file (YAML or JSON), or builtin:ct, builtin:pet"},
    {"--setting", "-s", "NAME:VALUE", Takes::value, "",
     [](Arguments& a, std::string const& v) { a.settings.push_back(v); },
     "over the parameter file's `setting`; may be repeated; lists with commas"},
    {"--jobs", "-j", "N", Takes::value, "",
     [](Arguments& a, std::string const& v) { a.jobs = static_cast<int>(parse_integer(v).value_or(-1)); },
     "worker threads in all (1)"},
    {"--validate", "", "", Takes::nothing, "", [](Arguments& a, std::string const&) { a.validate = true; },
     "only look whether parameters are valid and files exist"},
    {"--out", "-o", "FILE", Takes::value, "", [](Arguments& a, std::string const& v) { a.out = v; },
     "file to append the output to (stdout)"},
    {"--out-dir", "-od", "FOLDER", Takes::value, "", [](Arguments& a, std::string const& v) { a.out_dir = v; },
     "folder of features_N.csv per case, or of feature maps"},
    {"--mode", "-m", "", Takes::value, "segment voxel", [](Arguments& a, std::string const& v) { a.mode = v; },
     "features per region, or maps of them"},
    {"--skip-nans", "", "", Takes::nothing, "", [](Arguments& a, std::string const&) { a.skip_nans = true; },
     "leave out features that are NaN"},
    {"--format", "-f", "", Takes::value, "csv json txt", [](Arguments& a, std::string const& v) { a.format = v; },
     "of the output (txt)"},
    {"--format-path", "", "", Takes::value, "absolute relative basename",
     [](Arguments& a, std::string const& v) { a.format_path = v; },
     "how image and mask are named in the output (absolute)"},
    {"--unix-path", "-up", "", Takes::nothing, "", [](Arguments& a, std::string const&) { a.unix_path = true; },
     "no effect here: paths have / anyway"},
    {"--logging-level", "", "LEVEL", Takes::value, kLevels,
     [](Arguments& a, std::string const& v) { a.logging_level = v; },
     "from which level on the log file is written (WARNING)"},
    {"--log-file", "", "FILE", Takes::value, "", [](Arguments& a, std::string const& v) { a.log_file = v; },
     "file to append the log to"},
    {"--verbosity", "-v", "", Takes::value_or_nothing, "1 2 3 4 5",
     [](Arguments& a, std::string const& v) { a.verbosity = v.empty() ? 4 : v[0] - '0'; },
     "what stderr shows: 1 critical … 5 everything (3; -v alone is 4)"},
    {"--label", "-l", "N", Takes::value, "", [](Arguments& a, std::string const& v) { a.label = v; },
     "the mask's value that marks the region"},
    {"--version", "", "", Takes::nothing, "", [](Arguments& a, std::string const&) { a.wants_version = true; },
     "show the version and exit"},
});
// clang-format on

Error usage_error(std::string subject, std::string message) {
  return make_error(ErrorCode::usage, std::move(subject), std::move(message), "See petra-pyradiomics --help");
}

bool is_choice(std::string_view choices, std::string_view value) {
  auto const all = split(choices, ' ');
  return choices.empty() || std::find(all.begin(), all.end(), value) != all.end();
}

// An option as written, and the value that stands in the same word ("--out=x", "-ox").
struct Written {
  OptionRow const* row = nullptr;
  bool has_value = false;
  std::string value;
};

Result<Written> find_long(std::string const& word) {
  auto const equals = word.find('=');
  auto const name = std::string_view(word).substr(0, equals);
  Written written;
  written.has_value = equals != std::string::npos;
  if (written.has_value) written.value = word.substr(equals + 1);
  std::vector<std::string> near;
  for (auto const& row : kOptions) {
    if (row.name == name) {
      written.row = &row;
      return written;
    }
    if (row.name.starts_with(name)) {
      written.row = &row;
      near.emplace_back(row.name);
    }
  }
  if (near.size() == 1) return written;
  if (near.empty()) return usage_error(std::string(name), "is not an option");
  return usage_error(std::string(name), fmt::format("may be {}", join(near, " or ")));
}

Result<Written> find_short(std::string const& word) {
  for (auto const& row : kOptions) {
    if (row.letters == word) return Written{&row, false, {}};
  }
  for (auto const& row : kOptions) {
    if (row.letters != std::string_view(word).substr(0, 2) || row.takes == Takes::nothing) continue;
    auto const start = word.size() > 2 && word[2] == '=' ? 3U : 2U;
    return Written{&row, true, word.substr(start)};
  }
  return usage_error(word, "is not an option");
}

bool is_option(std::string const& word) {
  return word.size() > 1 && word[0] == '-' && !parse_number(word);
}

class Parser {
 public:
  explicit Parser(std::vector<std::string> const& words) : words_(words) {}

  [[nodiscard]] Result<Arguments> parse() {
    std::vector<std::string> places;
    bool only_places = false;
    for (at_ = 0; at_ < words_.size(); ++at_) {
      auto const& word = words_[at_];
      if (word == "--" && !only_places) {
        only_places = true;
      } else if (only_places || !is_option(word)) {
        places.push_back(word);
      } else {
        PETRA_CHECK(read_option(word));
      }
    }
    if (places.size() > 2) return usage_error(places[2], "is one argument too many");
    if (!places.empty()) arguments_.input = places[0];
    if (places.size() > 1) arguments_.mask = places[1];
    if (arguments_.wants_help || arguments_.wants_version) return arguments_;
    if (places.empty()) return usage_error("petra-pyradiomics", "an image and a mask, or a batch file, are needed");
    if (arguments_.jobs < 1 || arguments_.jobs > kMostJobs)
      return usage_error("--jobs", fmt::format("must be a whole number from 1 to {}", kMostJobs));
    if (!arguments_.label.empty() && !parse_integer(arguments_.label))
      return usage_error("--label", fmt::format("is \"{}\", not a whole number", arguments_.label));
    return arguments_;
  }

 private:
  [[nodiscard]] Result<void> read_option(std::string const& word) {
    PETRA_TRY(auto written, word.starts_with("--") ? find_long(word) : find_short(word));
    auto const& row = *written.row;
    if (row.takes == Takes::nothing && written.has_value) return usage_error(std::string(row.name), "takes no value");
    bool const next_is_value = at_ + 1 < words_.size() && !is_option(words_[at_ + 1]);
    // A value that may be left out is taken where it fits: "-v 5 image mask", but not "-v image mask".
    bool const fits = next_is_value && (row.takes == Takes::value || is_choice(row.choices, words_[at_ + 1]));
    if (row.takes != Takes::nothing && !written.has_value && fits) {
      written.value = words_[++at_];
      written.has_value = true;
    }
    if (row.takes == Takes::value && !written.has_value) return usage_error(std::string(row.name), "needs a value");
    if (written.has_value && !is_choice(row.choices, written.value)) {
      return usage_error(std::string(row.name),
                         fmt::format("is \"{}\"; one of {} is expected", written.value, row.choices));
    }
    row.apply(arguments_, written.value);
    return {};
  }

  std::vector<std::string> const& words_;
  std::size_t at_ = 0;
  Arguments arguments_;
};

}  // namespace

Result<Arguments> parse_pyradiomics_arguments(std::vector<std::string> const& words) {
  return Parser(words).parse();
}

std::string pyradiomics_usage() {
  std::string text =
      "usage: petra-pyradiomics image|batch [mask] [options]\n\nPyRadiomics' command line on petra's engine: the same "
      "options, columns and numbers.\n\n";
  for (auto const& row : kOptions) {
    auto left = fmt::format("  {}{}{}", row.name, row.letters.empty() ? "" : fmt::format(", {}", row.letters),
                            row.metavar.empty() ? "" : fmt::format(" {}", row.metavar));
    if (!row.choices.empty() && row.metavar.empty()) left += fmt::format(" {{{}}}", row.choices);
    text += fmt::format("{:<44} {}\n", left, row.help);
  }
  return text + "\nExample:\n  petra-pyradiomics cases.csv -p params.yaml -f csv -o features.csv --jobs 2\n";
}

}  // namespace petra::cmd
