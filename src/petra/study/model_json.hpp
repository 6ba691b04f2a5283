// model.json: the frozen model, readable, with the ranges of its training patients.
#pragma once

#include <string>

#include "petra/model/frozen_model.hpp"
#include "petra/study/result_tables.hpp"

namespace petra {

// The file's text. Its last key is the SHA-256 of the compact dump of all the others.
[[nodiscard]] Result<FrozenModel> freeze_model(StudyState const& state, std::filesystem::path const& folder,
                                               std::string_view version);

[[nodiscard]] Result<std::string> make_model_json(StudyState const& state, std::filesystem::path const& folder,
                                                  std::string_view version);

}  // namespace petra
