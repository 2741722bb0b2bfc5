// What a public function was given, checked once at its door: that the parts fit together, so that
// nothing below has to ask. All throw Error(config) as "where: what, got X, expected Y. Hint: do
// Z"; `where` names the function.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lstmtrain/dataset.hpp"
#include "lstmtrain/evaluate.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

[[noreturn]] void refuse_choice(const std::string& where, const std::string& what, int got);

// 0..limits::kMostThreads.
void require_threads(const std::string& where, int threads);

// A value that is one of its enum's, which has a word then.
template <class Choice>
void require_choice(const std::string& where, const std::string& what, Choice value) {
  if (std::string_view(name_of(value)).empty()) refuse_choice(where, what, static_cast<int>(value));
}

// Throws with every line of validate().
void require_settings(const Hyperparams& hyperparams);

// A shape that a network can have, within the limits of a model file.
void require_spec(const std::string& where, const ModelSpec& spec);

// A model that is whole: shape, parameters (finite), names (UTF-8, each once), units and scaler go
// together. A default-made one and one that was moved from are not.
void require_model(const std::string& where, const Model& model);

// A scaler of `columns` columns, finite, without a scale of 0.
void require_scaler(const std::string& where, const Scaler& scaler, std::size_t columns);

// A file that holds its rows of `columns` columns: values, times, lines and breaks go together.
void require_file(const std::string& where, const SourceFile& file, std::size_t columns);

// A dataset that is whole: each file holds its rows of the dataset's columns, segments and lists of
// files lie within. The values themselves are not looked at.
void require_dataset(const std::string& where, const Dataset& dataset);

// Rows of files that are there. what: "training segment".
void require_segments(const std::string& where, const Dataset& dataset,
                      const std::vector<Segment>& segments, const std::string& what);

// The features and targets of `dataset` are these, in this order.
void require_columns(const std::string& where, const Dataset& dataset,
                     const std::vector<std::string>& features,
                     const std::vector<std::string>& targets);

// Predictions for files of this dataset: as many rows and targets.
void require_predictions(const std::string& where, const Dataset& dataset,
                         const Predictions& predictions);

}  // namespace lstmtrain
