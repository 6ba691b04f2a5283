#include "petra/imaging/network/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "petra/base/interrupt.hpp"
#include "petra/imaging/dicom_file.hpp"
#include "petra/imaging/network/instance_store.hpp"

namespace petra {

namespace {

bool may_be_tried_again(Error const& error) {
  return error.code == ErrorCode::environment;
}

// Runs `attempt` until it succeeds, fails for good, or all retries are used. `progressed` says whether an attempt has
// brought anything: then the count of retries starts anew.
Result<void> with_retries(TransferOptions const& options, std::function<std::size_t()> const& done,
                          std::function<Result<void>()> const& attempt) {
  int failures = 0;
  auto wait = options.wait;
  for (;;) {
    auto const before = done();
    auto result = attempt();
    if (result || !may_be_tried_again(result.error()) || stop_requested()) return result;
    if (done() > before) {
      failures = 0;
      wait = options.wait;
    }
    if (++failures > options.retries) return result;
    if (options.note)
      options.note(fmt::format("{} Trying again in {:.1f} s ({} of {}).", format_error(result.error()),
                               static_cast<double>(wait.count()) / 1000, failures, options.retries));
    auto const until = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < until && !stop_requested())
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    wait *= 2;
  }
}

std::string value_of(Attributes const& match, std::string_view keyword) {
  auto const found = match.find(keyword);
  return found == match.end() ? std::string() : found->second;
}

// A series with the instances that the archive lists.
struct Wanted {
  SeriesAddress address;
  std::vector<std::string> instances;
};

// UIDs come from outside and become names of folders: anything else is refused.
Result<std::string> checked_uid(Archive const& archive, Attributes const& match, std::string_view keyword) {
  auto uid = value_of(match, keyword);
  if (is_valid_uid(uid)) return uid;
  return make_error(ErrorCode::integrity, archive.name(), fmt::format("answered with a {} that is no UID", keyword),
                    "Ask the archive's administrator");
}

Result<std::vector<Wanted>> list_wanted(Archive& archive, Attributes const& keys) {
  Attributes study_keys, series_keys;
  for (auto const& [keyword, value] : keys) {
    auto const* field = find_query_field(keyword);
    bool const is_series = field != nullptr && field->level == QueryLevel::series;
    (is_series ? series_keys : study_keys).emplace(keyword, value);
  }
  PETRA_TRY(auto const studies, archive.find(QueryLevel::study, study_keys));
  std::vector<Wanted> wanted;
  for (auto const& study : studies) {
    PETRA_TRY(auto const study_uid, checked_uid(archive, study, "StudyInstanceUID"));
    auto in_study = series_keys;
    in_study["StudyInstanceUID"] = study_uid;
    PETRA_TRY(auto const series, archive.find(QueryLevel::series, in_study));
    for (auto const& one : series) {
      PETRA_TRY(auto const series_uid, checked_uid(archive, one, "SeriesInstanceUID"));
      // An archive may pass over keys that it does not know.
      auto const modality = series_keys.find("Modality");
      if (modality != series_keys.end() && !value_of(one, "Modality").empty() &&
          value_of(one, "Modality") != modality->second)
        continue;
      PETRA_TRY(auto const instances, archive.find(QueryLevel::instance, {{"StudyInstanceUID", study_uid},
                                                                          {"SeriesInstanceUID", series_uid}}));
      Wanted entry{{study_uid, series_uid}, {}};
      for (auto const& instance : instances) {
        PETRA_TRY(auto uid, checked_uid(archive, instance, "SOPInstanceUID"));
        entry.instances.push_back(std::move(uid));
      }
      std::sort(entry.instances.begin(), entry.instances.end());
      entry.instances.erase(std::unique(entry.instances.begin(), entry.instances.end()), entry.instances.end());
      wanted.push_back(std::move(entry));
    }
  }
  std::sort(wanted.begin(), wanted.end(), [](Wanted const& a, Wanted const& b) {
    return std::pair(a.address.study_uid, a.address.series_uid) < std::pair(b.address.study_uid, b.address.series_uid);
  });
  return wanted;
}

std::vector<std::string> lacking(InstanceStore const& store, Wanted const& wanted) {
  std::vector<std::string> list;
  for (auto const& uid : wanted.instances) {
    if (!store.has(wanted.address, uid)) list.push_back(uid);
  }
  return list;
}

}  // namespace

Result<FetchSummary> fetch_series(Archive& archive, Attributes const& keys, std::filesystem::path const& folder,
                                  TransferOptions const& options) {
  InterruptWatch const watch;
  std::vector<Wanted> wanted;
  PETRA_CHECK(with_retries(
      options, [] { return 0; },
      [&]() -> Result<void> {
        PETRA_TRY(wanted, list_wanted(archive, keys));
        return {};
      }));
  FetchSummary summary;
  std::set<std::string> studies;
  for (auto const& series : wanted) {
    studies.insert(series.address.study_uid);
    summary.instances += series.instances.size();
  }
  summary.studies = studies.size();
  summary.series = wanted.size();
  if (summary.instances == 0)
    return make_error(ErrorCode::not_found, archive.name(), "has nothing that matches",
                      "Look with petra pacs find; check the keys");
  PETRA_TRY(auto store, InstanceStore::open(folder));
  std::vector<std::vector<std::string>> missing;
  for (auto const& series : wanted) {
    store.clear_leftovers(series.address);
    missing.push_back(lacking(store, series));
    summary.known += series.instances.size() - missing.back().size();
  }
  std::size_t stored = 0;
  auto const advance = [&] {
    if (options.advance) options.advance(summary.known + stored, summary.instances);
  };
  advance();
  auto const count_stored = [&] {
    ++stored;
    advance();
    return !stop_requested();
  };
  std::vector<bool> answered(wanted.size(), false);
  auto result = with_retries(
      options, [&] { return stored; },
      [&]() -> Result<void> {
        for (std::size_t s = 0; s < wanted.size(); ++s) {
          if (answered[s]) continue;
          missing[s] = lacking(store, wanted[s]);
          if (!missing[s].empty()) {
            bool const whole = missing[s].size() == wanted[s].instances.size();
            PETRA_CHECK(archive.fetch(wanted[s].address, missing[s], whole, store, count_stored));
          }
          answered[s] = true;
        }
        return {};
      });
  for (std::size_t s = 0; s < wanted.size(); ++s) {
    auto const left = lacking(store, wanted[s]);
    summary.missing.insert(summary.missing.end(), left.begin(), left.end());
  }
  summary.fetched = summary.instances - summary.known - summary.missing.size();
  auto const here = fmt::format("{} of {} instances are in {}", summary.instances - summary.missing.size(),
                                summary.instances, folder.string());
  if (stop_requested()) return make_stop_error(here);
  if (!result) {
    auto error = std::move(result).error();
    error.message += "; " + here;
    if (may_be_tried_again(error))
      error.remedy = "Run the same command again: it goes on with the rest. " + error.remedy;
    return error;
  }
  return summary;
}

namespace {

// The DICOM files at or below the paths, by path.
Result<std::vector<OutgoingFile>> list_files(std::vector<std::filesystem::path> const& paths,
                                             std::vector<RefusedFile>& refused) {
  std::set<std::filesystem::path> found;
  for (auto const& path : paths) {
    std::error_code problem;
    if (std::filesystem::is_directory(path, problem)) {
      for (auto const& entry : std::filesystem::recursive_directory_iterator(path, problem)) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored)) found.insert(entry.path());
      }
      if (problem) return make_errno_error(problem.value(), path.string(), "cannot read");
    } else if (std::filesystem::exists(path, problem)) {
      found.insert(path);
    } else {
      return make_errno_error(ENOENT, path.string(), "cannot read");
    }
  }
  std::vector<OutgoingFile> files;
  for (auto const& path : found) {
    auto const file = open_dicom_file(path);
    if (!file) {
      if (!is_not_dicom(file.error())) refused.push_back({path, file.error().message});
      continue;
    }
    auto const& data = file->data_set;
    OutgoingFile out{path,
                     data.text(tag::StudyInstanceUID).value_or(""),
                     data.text(tag::SeriesInstanceUID).value_or(""),
                     data.text(tag::SOPInstanceUID).value_or(""),
                     data.text(tag::SOPClassUID).value_or(""),
                     file->transfer_syntax()};
    if (!is_valid_uid(out.instance_uid) || !is_valid_uid(out.class_uid)) {
      if (path.filename() != "DICOMDIR") refused.push_back({path, "has no SOPInstanceUID or SOPClassUID"});
      continue;
    }
    files.push_back(std::move(out));
  }
  if (files.empty() && refused.empty())
    return make_error(ErrorCode::not_found, paths.front().string(), "holds no DICOM file",
                      "Name a folder of DICOM files");
  return files;
}

}  // namespace

Result<SendSummary> send_files(Archive& archive, std::vector<std::filesystem::path> const& paths,
                               TransferOptions const& options) {
  InterruptWatch const watch;
  SendSummary summary;
  PETRA_TRY(auto files, list_files(paths, summary.refused));
  summary.instances = files.size() + summary.refused.size();
  // Series together: archives file them so, and what is there is asked once for each.
  std::stable_sort(files.begin(), files.end(), [](OutgoingFile const& a, OutgoingFile const& b) {
    return std::pair(a.study_uid, a.series_uid) < std::pair(b.study_uid, b.series_uid);
  });
  std::map<std::string, bool> done;  // by SOPInstanceUID: there, or answered with a refusal
  auto const advance = [&] {
    if (options.advance) options.advance(summary.known + summary.sent + summary.refused.size(), summary.instances);
  };
  auto const attempt = [&]() -> Result<void> {
    if (!options.send_again) {
      std::set<std::pair<std::string, std::string>> asked;
      for (auto const& file : files) {
        if (!is_valid_uid(file.study_uid) || !is_valid_uid(file.series_uid)) continue;
        if (!asked.insert({file.study_uid, file.series_uid}).second) continue;
        PETRA_TRY(auto const there, archive.find(QueryLevel::instance, {{"StudyInstanceUID", file.study_uid},
                                                                        {"SeriesInstanceUID", file.series_uid}}));
        std::set<std::string> uids;
        for (auto const& match : there) uids.insert(value_of(match, "SOPInstanceUID"));
        for (auto const& one : files) {
          if (one.series_uid != file.series_uid || done.contains(one.instance_uid) || !uids.contains(one.instance_uid))
            continue;
          done.emplace(one.instance_uid, true);
          ++summary.known;
        }
      }
    }
    advance();
    std::vector<OutgoingFile> left;
    std::set<std::string> listed;
    for (auto const& file : files) {
      if (!done.contains(file.instance_uid) && listed.insert(file.instance_uid).second) left.push_back(file);
    }
    if (left.empty()) return {};
    return archive.send(left, [&](OutgoingFile const& file, std::string const& refused) {
      done.emplace(file.instance_uid, refused.empty());
      if (refused.empty())
        ++summary.sent;
      else
        summary.refused.push_back({file.path, refused});
      advance();
      return !stop_requested();
    });
  };
  auto result = with_retries(
      options, [&] { return done.size(); }, attempt);
  auto const there = fmt::format("{} of {} files are in the archive", summary.known + summary.sent, summary.instances);
  if (stop_requested()) return make_stop_error(there);
  if (!result) {
    auto error = std::move(result).error();
    error.message += "; " + there;
    if (may_be_tried_again(error))
      error.remedy = "Run the same command again: it goes on with the rest. " + error.remedy;
    return error;
  }
  return summary;
}

}  // namespace petra
