// What the fuzzers, their regression files and the mutation test feed with bytes: one function a
// reader. Each returns whether the bytes were accepted, and throws what a reader must never throw:
// anything but an Error of its own code. Accepted bytes are written and read once more.
#pragma once

#include <string>
#include <string_view>

namespace lstmtrain::fuzz {

bool feed_csv(std::string_view bytes);
bool feed_hyperparams(std::string_view bytes);
bool feed_model(std::string_view bytes);
bool feed_safetensors(std::string_view bytes);
bool feed_checkpoint(std::string_view bytes);
// The first line is results.json, the others are metrics.jsonl of a run.
bool feed_report(std::string_view bytes);
bool feed_predictions(std::string_view bytes);

struct Target {
  const char* name;  // of its folders under corpus/ and regressions/
  bool (*feed)(std::string_view);
};

inline constexpr Target kTargets[] = {{"csv", feed_csv},
                                      {"hyperparams", feed_hyperparams},
                                      {"model", feed_model},
                                      {"safetensors", feed_safetensors},
                                      {"checkpoint", feed_checkpoint},
                                      {"report", feed_report},
                                      {"predictions", feed_predictions}};

}  // namespace lstmtrain::fuzz
