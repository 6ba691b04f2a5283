// petra check: everything that is missing or odd in a folder's series, at once, with what mends it. No pixel is read.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cmd/dicom/import_options.hpp"
#include "cmd/dicom/series_table.hpp"
#include "cmd/import.hpp"
#include "cmd/output_file.hpp"
#include "petra/base/text.hpp"

namespace petra::cmd {
namespace {

Result<int> check(SeriesArguments& arguments) {
  PETRA_CHECK(complete_series_options(arguments));
  PETRA_TRY(auto const result, import_folder(arguments.folder, arguments.options));
  std::size_t refused = 0, odd = 0, fine = 0;
  for (auto const& imported : result.imported) {
    if (imported.state == ImportState::refused)
      ++refused;
    else if (std::any_of(imported.findings.begin(), imported.findings.end(),
                         [](Finding const& f) { return f.severity == Severity::warning; }))
      ++odd;
    else
      ++fine;
  }
  if (arguments.json) {
    nlohmann::ordered_json json;
    json["series"] = nlohmann::ordered_json::array();
    for (auto const& imported : result.imported) json["series"].push_back(series_json(imported, true));
    json["findings"] = findings_json(result.findings);
    json["usable"] = fine + odd;
    json["refused"] = refused;
    PETRA_CHECK(write_result({}, json.dump(1) + "\n"));
  } else {
    PETRA_CHECK(write_result(
        {}, format_series_table(result) +
                fmt::format("{} series can be imported as they are, {} with a warning, {} not\n", fine, odd, refused)));
  }
  if (result.imported.empty())
    return make_error(
        ErrorCode::invalid_input, arguments.folder,
        fmt::format("no {} series among {} files", join(arguments.options.choice.modalities, " or "), result.files),
        "Name the folder of the study, or another --modality or --series");
  bool const damaged = has_error(result.findings);
  if (refused == 0 && !damaged) return 0;
  return fine + odd == 0 ? 2 : 1;
}

int run(SeriesArguments& arguments) {
  auto const status = check(arguments);
  return status ? *status : report("check", status.error());
}

}  // namespace

std::function<int()> declare_check(CLI::App& app) {
  auto arguments = std::make_shared<SeriesArguments>();
  declare_series_options(app, *arguments);
  return [arguments] { return run(*arguments); };
}

}  // namespace petra::cmd
