#include "export/c/c_frame.hpp"

#include <algorithm>

#include "base/plain_text.hpp"
#include "base/text/number_text.hpp"
#include "base/text/words.hpp"
#include "export/c/c_text.hpp"
#include "infer/inference_filter.hpp"
#include "lstmtrain/version.hpp"

namespace lstmtrain::exporting {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kHeader = R"(/* @what@.
   Made by lstmtrain @version@ from a model with the checksum @CRC@. C99 and C++; no allocation, no
   library but memcpy, no data that can change: any number of states. Keep it as it is and compile
   it without -ffast-math; @name@_test.c tells whether a build gives the bits that it should.

   A row in: @features@.
   A row out: @targets@.
@timing@*/
#ifndef @NAME@_H
#define @NAME@_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define @NAME@_FEATURES @D@
#define @NAME@_TARGETS @K@
#define @NAME@_PERIOD_S @period@ /* seconds from one row to the next; 0: not known */
#define @NAME@_TARGET_OFFSET @offset@ /* rows: an output is for so many rows later */
#define @NAME@_WARMUP_ROWS @warmup@ /* the first outputs behind @name@_init were not trained */
#define @NAME@_STATE_BYTES @state@
#define @NAME@_MODEL_CRC @CRC@U

/* The order of x. */
enum {
@enum@
};

/* What the model remembers: plain data. Assign it to copy it, write it down to go on after a reset. */
typedef struct {
@members@
} @name@_state;

/* Forgets all rows. */
void @name@_init(@name@_state *s);

/* One row: x and y in the units of the data. 0; or 1 where an x is not finite (or too large to be
   scaled): s is as it was and y is NaN. */
int @name@_step(@name@_state *s, const float x[@NAME@_FEATURES], float y[@NAME@_TARGETS]);

/* A bit for each x (of the first 32) outside the range that was seen in training, the first one bit
   0. */
uint32_t @name@_out_of_range(const float x[@NAME@_FEATURES]);

/* 0 where every number of s is finite: of a state that was read back from a memory. */
int @name@_check_state(const @name@_state *s);

/* A warm start: forgets all rows, then takes the same row n times. 0, or 1 as @name@_step. */
int @name@_settle(@name@_state *s, const float x[@NAME@_FEATURES], int n);
@more_header@@filter_header@
/* 0 where this build gives the bits of the machine that made it, in @name@_test.c; else the number of
   the part that does not: 1 rows, 2 rows behind a reset, 3 a state restored, 4 a row that is not
   finite. */
int @name@_self_test(void);

#ifdef __cplusplus
}
#endif

#endif
)";

constexpr const char* kPrologue = R"(#include "@name@.h"

#include <string.h>

#ifdef __FAST_MATH__
#error "-ffast-math changes the results and takes NaN for a number: compile this file without it."
#endif
/* A product and a sum are two roundings, also where one instruction has both. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off")
#endif

typedef char @name@_state_is_as_large_as_said[sizeof(@name@_state) == @NAME@_STATE_BYTES ? 1 : -1];

)";

constexpr const char* kFunctions = R"(
static float not_a_number_(void) {
  const uint32_t bits = 0x7FC00000U;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

void @name@_init(@name@_state *s) { memset(s, 0, sizeof *s); }

@step@
uint32_t @name@_out_of_range(const float x[@NAME@_FEATURES]) {
  uint32_t bits = 0U;
  int k;
  for (k = 0; k < @NAME@_FEATURES && k < 32; ++k)
    if (!(x[k] >= low_[k] && x[k] <= high_[k])) bits |= (uint32_t)1 << k;
  return bits;
}

@all_finite@int @name@_check_state(const @name@_state *s) {
  return @finite@ ? 0 : 1;
}

int @name@_settle(@name@_state *s, const float x[@NAME@_FEATURES], int n) {
  float y[@NAME@_TARGETS];
  int k;
  @name@_init(s);
  for (k = 0; k < n; ++k)
    if (@name@_step(s, x, y) != 0) return 1;
  return 0;
}
)";

constexpr const char* kAllFinite = R"(static int all_finite_(const float *x, int n) {
  int k;
  for (k = 0; k < n; ++k)
    if (!(x[k] - x[k] == 0.0F)) return 0;
  return 1;
}

)";

std::string what_it_is(const ModelSpec& spec) {
  std::string what = cell_facts(spec.cell).name;
  if (spec.layer_norm == LayerNorm::cell) what += " with LayerNorm inside";
  what += " " + std::to_string(spec.input_size);
  for (const int H : spec.layer_sizes) what += " -> " + std::to_string(H);
  return what + " -> " + std::to_string(spec.output_size);
}

std::string timing(const Model& model, const Hyperparams& settings) {
  std::string text;
  if (model.period > 0)
    text += "   A row every " + four_digits(model.period) +
            " s: the model's memory is in rows, so that another rate is another model.\n";
  if (settings.resample_hz > 0)
    text +=
        "   It was trained on rows that were brought to this rate (RESAMPLE_HZ): sample at it.\n";
  return text;
}

// INFERENCE_FILTER_TYPE, beside the predictions and never instead of them.
constexpr const char* kFilterHeader = R"(
/* @filter_what@: of predictions, one row after the other. Set it to zeros to begin anew. */
typedef struct {
  float past[@NAME@_TARGETS][@window@];
  int32_t rows;
} @name@_filter;

/* A row that is not finite gives NaN and changes nothing. */
void @name@_filter_step(@name@_filter *f, const float y[@NAME@_TARGETS], float out[@NAME@_TARGETS]);
)";

constexpr const char* kMovingAverage = R"(
void @name@_filter_step(@name@_filter *f, const float y[@NAME@_TARGETS], float out[@NAME@_TARGETS]) {
  const int32_t known = f->rows < @window@ ? f->rows + 1 : @window@;
  int32_t i;
  int k;
  if (all_finite_(y, @NAME@_TARGETS) == 0) {
    for (k = 0; k < @NAME@_TARGETS; ++k) out[k] = not_a_number_();
    return;
  }
  for (k = 0; k < @NAME@_TARGETS; ++k) {
    float sum = 0.0F;
    f->past[k][f->rows % @window@] = y[k];
    for (i = 0; i < known; ++i) sum += f->past[k][i];
    out[k] = sum / (float)known;
  }
  f->rows = f->rows + 1 < 2 * @window@ ? f->rows + 1 : @window@;
}
)";

constexpr const char* kExponential = R"(
void @name@_filter_step(@name@_filter *f, const float y[@NAME@_TARGETS], float out[@NAME@_TARGETS]) {
  int k;
  if (all_finite_(y, @NAME@_TARGETS) == 0) {
    for (k = 0; k < @NAME@_TARGETS; ++k) out[k] = not_a_number_();
    return;
  }
  for (k = 0; k < @NAME@_TARGETS; ++k) {
    const float before = f->rows == 0 ? y[k] : f->past[k][0];
    out[k] = f->past[k][0] = @alpha@ * y[k] + @rest@ * before;
  }
  f->rows = 1;
}
)";

Values values_of(const CFacts& facts, const CParts& parts) {
  const Model& model = facts.request.model;
  std::vector<std::string> names, features, targets;
  const std::vector<std::string> letters = c_names(model.features);
  const std::string NAME = upper_case(facts.request.name);
  for (std::size_t d = 0; d < letters.size(); ++d) {
    names.push_back("  " + NAME + "_IN_" + letters[d] + " = " + std::to_string(d));
    features.push_back(c_comment(model.features[d]));
  }
  for (const std::string& target : model.targets) targets.push_back(c_comment(target));
  char crc[16];
  std::snprintf(crc, sizeof crc, "0x%08X", facts.crc);
  const InferenceFilter filter = inference_filter(facts.request.settings);
  const bool ring = filter.kind == InferenceFilterType::moving_average;
  Values values = {{"name", facts.request.name},
                   {"NAME", NAME},
                   {"CRC", crc},
                   {"version", version()},
                   {"what", what_it_is(model.spec) + ", " + parts.weights},
                   {"features", text::joined(features)},
                   {"targets", text::joined(targets)},
                   {"timing", timing(model, facts.request.settings)},
                   {"D", std::to_string(model.features.size())},
                   {"K", std::to_string(model.targets.size())},
                   {"period", c_float(static_cast<float>(model.period))},
                   {"offset", std::to_string(model.target_offset)},
                   {"warmup", std::to_string(model.warmup_rows)},
                   {"state", std::to_string(parts.state_bytes)},
                   {"enum", text::joined(names, ",\n")},
                   {"members", parts.members},
                   {"finite", parts.finite},
                   {"filter_what", c_comment(filter_text(filter))},
                   {"window", std::to_string(ring ? filter.window : 1)},
                   {"alpha", c_float(static_cast<float>(filter.alpha))},
                   {"rest", c_float(static_cast<float>(1 - filter.alpha))}};
  values.emplace_back("filter_header", filter.any() ? filled_in(kFilterHeader, values) : "");
  values.emplace_back("more_header", filled_in(parts.header, values));
  values.emplace_back("step", filled_in(parts.step, values));
  const bool used = filter.any() || parts.finite.find("all_finite_") != parts.finite.npos;
  values.emplace_back("all_finite", used ? kAllFinite : "");
  return values;
}

}  // namespace

std::string c_header(const CFacts& facts, const CParts& parts) {
  return filled_in(kHeader, values_of(facts, parts));
}

std::string c_source(const CFacts& facts, const CParts& parts) {
  const Values values = values_of(facts, parts);
  std::string text = "/* Made by lstmtrain: see " + facts.request.name + ".h. */\n" +
                     filled_in(kPrologue, values) + parts.constants + parts.functions +
                     filled_in(kFunctions, values);
  const InferenceFilter filter = inference_filter(facts.request.settings);
  if (!filter.any()) return text;
  const bool ring = filter.kind == InferenceFilterType::moving_average;
  return text + filled_in(ring ? kMovingAverage : kExponential, values);
}

}  // namespace lstmtrain::exporting
