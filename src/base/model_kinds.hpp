// What each MODEL_TYPE is made of.
#pragma once

#include "lstmtrain/choices.hpp"
#include "lstmtrain/model.hpp"

namespace lstmtrain {

struct ModelKind {
  ModelType type;
  Cell cell;
  OutputFilter filter;
};

inline constexpr ModelKind kModelKinds[] = {{ModelType::lstm, Cell::lstm, OutputFilter::none},
                                            {ModelType::gru, Cell::gru, OutputFilter::none},
                                            {ModelType::lstm_ema, Cell::lstm, OutputFilter::ema},
                                            {ModelType::lstm_lpf, Cell::lstm, OutputFilter::lpf}};

// The type of a network of `cell` without a filter.
constexpr ModelType model_type(Cell cell) {
  for (const ModelKind& kind : kModelKinds)
    if (kind.cell == cell && kind.filter == OutputFilter::none) return kind.type;
  return ModelType::lstm;
}

}  // namespace lstmtrain
