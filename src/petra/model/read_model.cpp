#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "petra/base/hash.hpp"
#include "petra/model/frozen_model.hpp"

namespace petra {

namespace {

using Json = nlohmann::ordered_json;

// Walks the document; what is missing or of the wrong kind ends the reading by this exception, caught in parse_model.
struct Wrong {
  std::string where, what;
};

class Node {
 public:
  Node(Json const& json, std::string where) : json_(json), where_(std::move(where)) {}

  [[nodiscard]] Node operator[](std::string_view key) const {
    if (!json_.is_object() || !json_.contains(key)) throw Wrong{where_ + '/' + std::string(key), "is missing"};
    return {json_.at(std::string(key)), where_ + '/' + std::string(key)};
  }
  [[nodiscard]] bool has(std::string_view key) const {
    return json_.is_object() && json_.contains(key) && !json_.at(std::string(key)).is_null();
  }
  [[nodiscard]] std::string text() const {
    if (!json_.is_string()) throw Wrong{where_, "is not a text"};
    return json_.get<std::string>();
  }
  [[nodiscard]] double number() const {
    if (!json_.is_number() || !std::isfinite(json_.get<double>())) throw Wrong{where_, "is not a finite number"};
    return json_.get<double>();
  }
  [[nodiscard]] std::size_t count() const {
    if (!json_.is_number_unsigned()) throw Wrong{where_, "is not a count"};
    return json_.get<std::size_t>();
  }
  [[nodiscard]] std::vector<Node> items() const {
    if (!json_.is_array()) throw Wrong{where_, "is not a list"};
    std::vector<Node> list;
    for (std::size_t k = 0; k < json_.size(); ++k) list.emplace_back(json_[k], fmt::format("{}/{}", where_, k));
    return list;
  }
  [[nodiscard]] std::vector<std::pair<std::string, Node>> members() const {
    if (!json_.is_object()) throw Wrong{where_, "is not an object"};
    std::vector<std::pair<std::string, Node>> list;
    for (auto const& [key, value] : json_.items()) list.emplace_back(key, Node(value, where_ + '/' + key));
    return list;
  }
  [[nodiscard]] std::vector<double> numbers() const {
    std::vector<double> list;
    for (auto const& item : items()) list.push_back(item.number());
    return list;
  }
  [[nodiscard]] std::vector<std::string> texts() const {
    std::vector<std::string> list;
    for (auto const& item : items()) list.push_back(item.text());
    return list;
  }
  [[nodiscard]] Json const& json() const { return json_; }
  [[noreturn]] void refuse(std::string what) const { throw Wrong{where_, std::move(what)}; }

 private:
  Json const& json_;
  std::string where_;
};

TrainingRange read_range(Node const& node) {
  TrainingRange const range{node["minimum"].number(), node["first_quartile"].number(), node["median"].number(),
                            node["third_quartile"].number(), node["maximum"].number()};
  if (range.minimum > range.maximum) node.refuse("has a minimum above its maximum");
  return range;
}

std::optional<TrainingRange> read_optional_range(Node const& node, std::string_view key) {
  return node.has(key) ? std::optional(read_range(node[key])) : std::nullopt;
}

Eigen::VectorXd read_vector(Node const& node, std::size_t size) {
  auto const values = node.numbers();
  if (values.size() != size) node.refuse(fmt::format("has {} numbers instead of {}", values.size(), size));
  return Eigen::Map<Eigen::VectorXd const>(values.data(), static_cast<Eigen::Index>(size));
}

Eigen::MatrixXd read_square(Node const& node, std::size_t size) {
  auto const rows = node.items();
  if (rows.size() != size) node.refuse(fmt::format("has {} rows instead of {}", rows.size(), size));
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(size));
  for (std::size_t i = 0; i < size; ++i)
    matrix.row(static_cast<Eigen::Index>(i)) = read_vector(rows[i], size).transpose();
  return matrix;
}

FrozenModality read_modality(std::string const& name, Node const& node) {
  FrozenModality modality;
  modality.name = name;
  modality.settings = node["settings"].json().dump();
  modality.settings_sha256 = node["sha256"].text();
  modality.image_column = node["columns"]["image"].text();
  modality.mask_column = node["columns"]["mask"].text();
  modality.structure_column = node["columns"]["structure"].text();
  for (auto const& axis : node["training"]["spacing_mm"].items()) modality.spacing_mm.push_back(read_range(axis));
  modality.volume_ml = read_optional_range(node["training"], "volume_ml");
  return modality;
}

FrozenVariable read_variable(Node const& node) {
  FrozenVariable variable;
  variable.column = node["column"].text();
  variable.label = node["label"].text();
  if (node.has("unit")) variable.unit = node["unit"].text();
  if (node.has("convert")) {
    for (auto const& [unit, factor] : node["convert"].members()) {
      variable.convert.emplace_back(unit, factor.number());
      if (!(factor.number() > 0)) factor.refuse("is not above 0");
    }
  }
  if (node.has("levels")) variable.levels = node["levels"].texts();
  variable.training = read_optional_range(node, "training");
  return variable;
}

FrozenSignature read_signature(Node const& node) {
  FrozenSignature signature;
  signature.intercept = node["intercept"].number();
  signature.lambda = node["lambda"].number();
  for (auto const& term : node["terms"].items()) {
    signature.features.push_back({term["feature"].text(), term["coefficient"].number(),
                                  term["coefficient_per_sd"].number(), term["mean"].number(), term["sd"].number(),
                                  read_optional_range(term, "training")});
  }
  signature.training = read_optional_range(node, "rad_score_training");
  return signature;
}

FrozenRegression read_regression(std::string const& name, Node const& node) {
  FrozenRegression regression;
  regression.name = name;
  std::vector<double> coefficients;
  for (auto const& term : node["terms"].items()) {
    regression.terms.push_back(term["term"].text());
    coefficients.push_back(term["coefficient"].number());
  }
  if (regression.terms.empty() || regression.terms.front() != "(Intercept)")
    node["terms"].refuse("does not begin with (Intercept)");
  regression.coefficient =
      Eigen::Map<Eigen::VectorXd>(coefficients.data(), static_cast<Eigen::Index>(coefficients.size()));
  regression.covariance = read_square(node["covariance"], coefficients.size());
  regression.training = node["linear_predictor_training"].numbers();
  if (node.has("cutoff_youden")) regression.cutoff_youden = node["cutoff_youden"].number();
  return regression;
}

std::vector<NomogramTick> read_ticks(Node const& node) {
  std::vector<NomogramTick> ticks;
  for (auto const& tick : node.items())
    ticks.push_back(
        {tick["value"].number(), tick["label"].text(), tick["linear_predictor"].number(), tick["points"].number()});
  return ticks;
}

Nomogram read_nomogram(Node const& node) {
  Nomogram nomogram;
  for (auto const& axis : node["axes"].items())
    nomogram.variables.push_back({axis["variable"].text(), axis["label"].text(), read_ticks(axis["ticks"])});
  nomogram.total_points_ticks = node["total_points"].numbers();
  nomogram.linear_predictor_axis = read_ticks(node["linear_predictor"]);
  nomogram.probability_axis = read_ticks(node["probability"]);
  nomogram.points_per_unit = node["points_per_unit"].number();
  nomogram.intercept_at_zero_points = node["intercept_at_zero_points"].number();
  return nomogram;
}

Likeness read_likeness(Node const& node) {
  Likeness likeness;
  likeness.features = node["features"].texts();
  likeness.mean = read_vector(node["mean"], likeness.features.size());
  likeness.sd = read_vector(node["sd"], likeness.features.size());
  likeness.covariance = read_square(node["covariance"], likeness.features.size());
  likeness.shrinkage = node["shrinkage"].number();
  likeness.distances = node["out_of_fold_distances"].numbers();
  return likeness;
}

FrozenModel read_document(Node const& root) {
  FrozenModel model;
  model.petra_version = root["petra_version"].text();
  model.study = root["study"].text();
  for (auto const& [heading, text] : root["card"].members()) model.card.emplace_back(heading, text.text());
  model.id_column = root["id"].text();
  model.outcome_column = root["outcome"]["column"].text();
  model.outcome_positive = root["outcome"]["positive"].text();
  model.training_patients = root["training"]["patients"].count();
  model.training_cases = root["training"]["cases"].count();
  model.recalibrated = root["recalibrated"].text();
  for (auto const& [name, node] : root["extraction"].members()) model.modalities.push_back(read_modality(name, node));
  for (auto const& node : root["variables"].items()) model.variables.push_back(read_variable(node));
  if (root.has("signature")) model.signature = read_signature(root["signature"]);
  for (auto const& [name, node] : root["models"].members()) model.regressions.push_back(read_regression(name, node));
  if (root.has("nomogram")) model.nomogram = read_nomogram(root["nomogram"]);
  if (root.has("likeness")) model.likeness = read_likeness(root["likeness"]);
  return model;
}

}  // namespace

Result<FrozenModel> parse_model(std::string_view text, std::string const& subject) {
  auto refuse = [&](ErrorCode code, std::string message, std::string remedy) {
    return make_error(code, subject, std::move(message), std::move(remedy));
  };
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    return refuse(ErrorCode::invalid_input, "is not a JSON document", "Give the model.json of a study's results");
  if (!json.contains("format") || json["format"] != "petra-model")
    return refuse(ErrorCode::invalid_input, "is not a model of petra", "Give the model.json of a study's results");
  if (!json.contains("schema_version") || !json["schema_version"].is_number_integer())
    return refuse(ErrorCode::invalid_input, "has no schema_version", "Run the study again");
  auto const version = json["schema_version"].get<long long>();
  if (version > kModelSchemaVersion)
    return refuse(ErrorCode::not_supported,
                  fmt::format("has schema_version {}, newer than this program's {}", version, kModelSchemaVersion),
                  "Use the petra that made it, or a newer one");
  if (version < kModelSchemaVersion)
    return refuse(ErrorCode::not_supported,
                  fmt::format("has schema_version {}; this program reads {}", version, kModelSchemaVersion),
                  "Run the study again with this petra");
  auto const stated = json.contains("sha256") && json["sha256"].is_string() ? json["sha256"].get<std::string>() : "";
  json.erase("sha256");
  if (stated != sha256_of(json.dump()))
    return refuse(ErrorCode::integrity, "its checksum is not that of its content: it was changed, or is damaged",
                  "Take the file from the study's results again");
  try {
    auto model = read_document(Node(json, ""));
    model.sha256 = stated;
    return model;
  } catch (Wrong const& wrong) {
    return refuse(ErrorCode::invalid_input, fmt::format("{} {}", wrong.where, wrong.what), "Run the study again");
  }
}

}  // namespace petra
