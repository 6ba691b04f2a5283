#include "petra/model/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "petra/base/text.hpp"
#include "petra/stats/logistic.hpp"

namespace petra {

namespace {

constexpr double kNormal975 = 1.959963984540054;

// "age" of "age", "gender" and "Male" of "gender=Male".
struct TermParts {
  FrozenVariable const* variable = nullptr;
  std::optional<std::size_t> level;
};

std::optional<TermParts> parts_of(FrozenModel const& model, std::string const& term) {
  for (auto const& variable : model.variables) {
    if (variable.levels.empty()) {
      if (term == variable.column) return TermParts{&variable, std::nullopt};
      continue;
    }
    for (std::size_t k = 1; k < variable.levels.size(); ++k) {
      if (term == variable.column + '=' + variable.levels[k]) return TermParts{&variable, k};
    }
  }
  return std::nullopt;
}

std::string with_unit(FrozenVariable const& variable) {
  return variable.unit.empty() ? variable.label : fmt::format("{} ({})", variable.label, variable.unit);
}

// The problems of one patient, told at once.
class Gathered {
 public:
  void add(std::string what) { list_.push_back(std::move(what)); }
  [[nodiscard]] bool empty() const { return list_.empty(); }
  [[nodiscard]] Error error(std::string remedy) const {
    return make_error(ErrorCode::invalid_input, "patient", join(list_, "; "), std::move(remedy));
  }

 private:
  std::vector<std::string> list_;
};

std::optional<double> rad_score_of(FrozenModel const& model, NewPatient const& patient, Gathered& problems) {
  if (patient.rad_score) {
    if (!std::isfinite(*patient.rad_score)) problems.add("the Rad score is not a finite number");
    return patient.rad_score;
  }
  std::vector<std::string> missing, undefined;
  double score = model.signature->intercept;
  for (auto const& feature : model.signature->features) {
    auto const found = patient.features.find(feature.name);
    if (found == patient.features.end())
      missing.push_back(feature.name);
    else if (!std::isfinite(found->second))
      undefined.push_back(feature.name);
    else
      score += feature.coefficient * found->second;
  }
  std::size_t const kMostNamed = 5;
  auto named = [kMostNamed](std::vector<std::string> const& names) {
    std::vector<std::string> some(names.begin(), names.begin() + static_cast<long>(std::min(names.size(), kMostNamed)));
    auto text = join(some, ", ");
    return names.size() > kMostNamed ? fmt::format("{} and {} more", text, names.size() - kMostNamed) : text;
  };
  if (!missing.empty())
    problems.add(fmt::format("{} of {} features of the signature are missing: {}", missing.size(),
                             model.signature->features.size(), named(missing)));
  if (!undefined.empty()) problems.add(fmt::format("features of the signature are undefined: {}", named(undefined)));
  return score;
}

// A value outside its range, with the question whether another unit was meant where that would put it inside.
void warn_outside(std::string const& what, std::optional<TrainingRange> const& range, double value,
                  std::vector<std::pair<std::string, double>> const& convert, std::vector<std::string>& warnings) {
  if (!range || range->contains(value)) return;
  auto text =
      fmt::format("{} {:.4g} lies outside the training patients' range, {:.4g} to {:.4g}: the model extrapolates.",
                  what, value, range->minimum, range->maximum);
  for (auto const& [unit, factor] : convert) {
    if (range->contains(value / factor))
      text += fmt::format(" Meant in {}, it would be {:.4g}: is the unit right?", unit, value / factor);
  }
  warnings.push_back(std::move(text));
}

void judge_likeness(FrozenModel const& model, NewPatient const& patient, Prediction& prediction) {
  if (!model.likeness || patient.rad_score) return;
  Eigen::VectorXd values(static_cast<Eigen::Index>(model.likeness->features.size()));
  for (std::size_t k = 0; k < model.likeness->features.size(); ++k) {
    auto const found = patient.features.find(model.likeness->features[k]);
    if (found == patient.features.end()) return;
    values(static_cast<Eigen::Index>(k)) = found->second;
  }
  prediction.distance = model.likeness->distance(values);
  prediction.distance_share_below = share_below(model.likeness->distances, *prediction.distance);
  if (*prediction.distance_share_below <= kUnlikeShare) return;
  // One of many features outside its range says little by itself; here it says where to look.
  std::vector<std::string> outside;
  for (auto const& feature : model.signature->features) {
    auto const found = patient.features.find(feature.name);
    if (found != patient.features.end() && feature.training && !feature.training->contains(found->second))
      outside.push_back(feature.name);
  }
  prediction.warnings.push_back(
      fmt::format("The features taken together are unlike the training patients': farther from them than {:.0f} % of "
                  "these are (Mahalanobis distance {:.2f}). Look at mask, scanner and units.{}",
                  100 * *prediction.distance_share_below, *prediction.distance,
                  outside.empty() ? "" : fmt::format(" Outside their ranges: {}.", join(outside, ", "))));
}

// Values of the clinical variables that any regression takes.
using Values = std::map<FrozenVariable const*, double>;

double term_value(TermParts const& parts, double value) {
  return parts.level ? (value == static_cast<double>(*parts.level) ? 1.0 : 0.0) : value;
}

// Values of a regression's terms, the intercept's 1 first.
Eigen::VectorXd design_row(FrozenModel const& model, FrozenRegression const& regression, Values const& values,
                           std::optional<double> rad_score) {
  Eigen::VectorXd row(regression.coefficient.size());
  row(0) = 1;
  for (std::size_t k = 1; k < regression.terms.size(); ++k) {
    auto const& term = regression.terms[k];
    if (term == "rad_score") {
      row(static_cast<Eigen::Index>(k)) = *rad_score;
      continue;
    }
    auto const parts = *parts_of(model, term);
    row(static_cast<Eigen::Index>(k)) = term_value(parts, values.at(parts.variable));
  }
  return row;
}

void read_points(FrozenModel const& model, Values const& values, Prediction& prediction) {
  if (!model.nomogram || prediction.model != "combined") return;
  double total = 0;
  for (std::size_t k = 0; k < model.nomogram->variables.size(); ++k) {
    auto const& axis = model.nomogram->variables[k];
    auto const variable = std::find_if(model.variables.begin(), model.variables.end(),
                                       [&](FrozenVariable const& v) { return v.column == axis.name; });
    bool const is_score = axis.name == "rad_score";
    if (!is_score && variable == model.variables.end()) return;
    double const value = is_score ? *prediction.rad_score : values.at(&*variable);
    bool const is_factor = !is_score && !variable->levels.empty();
    double const points = points_of(*model.nomogram, k, value);
    prediction.points.push_back({axis.name, axis.label,
                                 is_factor ? variable->levels[static_cast<std::size_t>(value)] : format_number(value),
                                 points});
    total += points;
  }
  prediction.total_points = total;
}

}  // namespace

Result<double> read_value(FrozenVariable const& variable, std::string_view written) {
  auto refuse = [&](std::string message, std::string remedy) {
    return make_error(ErrorCode::invalid_input, variable.column, std::move(message), std::move(remedy));
  };
  auto const text = trim(written);
  if (!variable.levels.empty()) {
    auto const found = std::find(variable.levels.begin(), variable.levels.end(), text);
    if (found == variable.levels.end())
      return refuse(fmt::format("\"{}\" is none of its levels", text), "Levels: " + join(variable.levels, ", "));
    return static_cast<double>(found - variable.levels.begin());
  }
  if (auto const number = parse_number(text)) {
    if (!std::isfinite(*number)) return refuse(fmt::format("\"{}\" is not a finite number", text), "");
    return *number;
  }
  auto const blank = text.find_last_of("0123456789.");
  auto const number = blank == std::string_view::npos ? std::nullopt : parse_number(text.substr(0, blank + 1));
  if (!number || !std::isfinite(*number))
    return refuse(fmt::format("\"{}\" is not a number", text), "Write a plain number with a decimal point");
  auto const unit = trim(text.substr(blank + 1));
  if (unit == variable.unit) return *number;
  std::vector<std::string> units;
  if (!variable.unit.empty()) units.push_back(variable.unit);
  for (auto const& [name, factor] : variable.convert) {
    if (unit == name) return *number / factor;
    units.push_back(name);
  }
  return refuse(fmt::format("its unit \"{}\" is not known", unit),
                units.empty() ? "Write the plain number" : "Units: " + join(units, ", "));
}

Result<RegressionNeeds> needs_of(FrozenModel const& model, FrozenRegression const& regression) {
  RegressionNeeds needs;
  for (std::size_t k = 1; k < regression.terms.size(); ++k) {
    auto const& term = regression.terms[k];
    if (term == "rad_score" && model.signature) {
      needs.rad_score = true;
      continue;
    }
    auto const parts = parts_of(model, term);
    if (!parts)
      return make_error(ErrorCode::integrity, "model " + regression.name,
                        fmt::format("the term {} is explained by no variable of the file", term),
                        "Run the study again");
    if (std::find(needs.variables.begin(), needs.variables.end(), parts->variable) == needs.variables.end())
      needs.variables.push_back(parts->variable);
  }
  return needs;
}

namespace {

struct Known {
  Values values;
  std::optional<double> rad_score;
};

// What the regression needs of the patient; everything missing is told at once.
Result<Known> read_patient(FrozenModel const& model, RegressionNeeds const& needs, NewPatient const& patient) {
  Known known;
  Gathered problems;
  if (needs.rad_score) known.rad_score = rad_score_of(model, patient, problems);
  for (auto const* variable : needs.variables) {
    auto const found = patient.clinical.find(variable->column);
    if (found == patient.clinical.end() || trim(found->second).empty()) {
      problems.add(fmt::format("the clinical value {} is missing", variable->column));
      continue;
    }
    auto const value = read_value(*variable, found->second);
    if (!value)
      problems.add(format_error(value.error()));
    else
      known.values[variable] = *value;
  }
  if (!problems.empty()) return problems.error("The model cannot judge without them");
  return known;
}

}  // namespace

Result<Eigen::VectorXd> design_row_of(FrozenModel const& model, FrozenRegression const& regression,
                                      NewPatient const& patient) {
  PETRA_TRY(auto const needs, needs_of(model, regression));
  PETRA_TRY(auto const known, read_patient(model, needs, patient));
  return design_row(model, regression, known.values, known.rad_score);
}

Result<Prediction> predict(FrozenModel const& model, NewPatient const& patient, std::string_view name) {
  auto const* regression = name.empty() ? model.best_regression() : model.regression(name);
  if (regression == nullptr) {
    std::vector<std::string> names;
    for (auto const& each : model.regressions) names.push_back(each.name);
    return make_error(ErrorCode::invalid_input, "model",
                      name.empty() ? "holds no regression" : fmt::format("holds no model {}", name),
                      names.empty() ? "The study made none: see its report" : "It holds: " + join(names, ", "));
  }
  PETRA_TRY(auto const needs, needs_of(model, *regression));
  PETRA_TRY(auto const known, read_patient(model, needs, patient));
  auto const& values = known.values;
  Prediction prediction;
  prediction.model = regression->name;
  prediction.rad_score = known.rad_score;

  auto const row = design_row(model, *regression, values, prediction.rad_score);
  prediction.linear_predictor = regression->coefficient.dot(row);
  prediction.standard_error = std::sqrt(std::max(0.0, row.dot(regression->covariance * row)));
  prediction.probability = inverse_logit(prediction.linear_predictor);
  prediction.low = inverse_logit(prediction.linear_predictor - kNormal975 * prediction.standard_error);
  prediction.high = inverse_logit(prediction.linear_predictor + kNormal975 * prediction.standard_error);
  prediction.share_below = share_below(regression->training, prediction.linear_predictor);

  for (auto const* variable : needs.variables) {
    if (variable->levels.empty())
      warn_outside(with_unit(*variable), variable->training, values.at(variable), variable->convert,
                   prediction.warnings);
  }
  if (needs.rad_score) {
    warn_outside("The Rad score", model.signature->training, *prediction.rad_score, {}, prediction.warnings);
    judge_likeness(model, patient, prediction);
  }
  read_points(model, values, prediction);

  for (auto const& other : model.regressions) {
    if (&other == regression) continue;
    auto const other_needs = needs_of(model, other);
    bool const is_known = other_needs && (!other_needs->rad_score || prediction.rad_score) &&
                          std::all_of(other_needs->variables.begin(), other_needs->variables.end(),
                                      [&](auto const* variable) { return values.contains(variable); });
    if (is_known)
      prediction.other_models.emplace_back(
          other.name, inverse_logit(other.coefficient.dot(design_row(model, other, values, prediction.rad_score))));
  }
  return prediction;
}

}  // namespace petra
