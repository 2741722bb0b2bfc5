// The small reader of model files says of each file what the whole one says.
#include "predict/model_reader.hpp"

#include <cstring>

#include "files/model_file.hpp"
#include "lstmtrain/error.hpp"
#include "support/catch.hpp"
#include "support/golden.hpp"
#include "support/random_model.hpp"
#include "support/refusal.hpp"
#include "support/temp_dir.hpp"

using namespace lstmtrain;
using namespace lstmtrain::test;

namespace {

void check_equal(const Model& a, const Model& b) {
  CHECK(a.spec.cell == b.spec.cell);
  CHECK(a.spec.input_size == b.spec.input_size);
  CHECK(a.spec.layer_sizes == b.spec.layer_sizes);
  CHECK(a.spec.output_size == b.spec.output_size);
  CHECK(a.spec.layer_norm == b.spec.layer_norm);
  CHECK(a.spec.output_filter == b.spec.output_filter);
  CHECK(a.params == b.params);
  CHECK(a.features == b.features);
  CHECK(a.targets == b.targets);
  CHECK(a.scaler.offset == b.scaler.offset);
  CHECK(a.scaler.scale == b.scaler.scale);
  CHECK(a.scaler.min == b.scaler.min);
  CHECK(a.scaler.max == b.scaler.max);
  REQUIRE(a.units.size() == b.units.size());
  for (std::size_t k = 0; k < a.units.size(); ++k) {
    CHECK(a.units[k].name == b.units[k].name);
    CHECK(a.units[k].factor == b.units[k].factor);
  }
  CHECK(a.target_offset == b.target_offset);
  CHECK(a.warmup_rows == b.warmup_rows);
  CHECK(a.period == b.period);
}

std::vector<std::byte> bytes_of(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

std::vector<std::vector<std::byte>> good_files() {
  std::vector<std::vector<std::byte>> files;
  for (const char* name : {"window_lstm", "stream_lstm_lpf", "stream_gru"})
    files.push_back(bytes_of(std::string(LSTMTRAIN_SOURCE_DIR "/tests/golden/v0.1.0/") + name +
                             "/model.safetensors"));
  Model model = random_model({Cell::gru, 2, {3, 5}, 2, LayerNorm::output, 0.5, OutputFilter::ema});
  model.features = {"caf\u00e9 \"x\" \\", "\xF0\x9F\x98\x80"};
  model.scaler.method = Normalization::robust;  // version 2, with "requires"
  model.target_offset = 3, model.warmup_rows = 7, model.period = 0.1;
  files.push_back(files::model_to_bytes(model, "model"));
  return files;
}

}  // namespace

TEST_CASE("predict.model_reader: reads what load_model reads") {
  for (const std::vector<std::byte>& bytes : good_files())
    check_equal(predicting::read_model(bytes, "file"), files::model_from_bytes(bytes, "file"));
}

TEST_CASE("predict.model_reader: LayerNorm inside the cell is refused with the way out") {
  const Model model = random_model({Cell::lstm, 2, {3}, 1, LayerNorm::cell});
  const std::vector<std::byte> bytes = files::model_to_bytes(model, "model");
  refused(ErrorCode::config, [&] { predicting::read_model(bytes, "file"); });
}

TEST_CASE("predict.model_reader: a file that is damaged anywhere is refused, none is read past") {
  for (const std::vector<std::byte>& good : good_files()) {
    for (std::size_t size = 0; size < good.size(); size += 1 + good.size() / 200) {
      // Of its own length, so that the address sanitizer sees a byte too many.
      const std::vector<std::byte> cut(good.begin(),
                                       good.begin() + static_cast<std::ptrdiff_t>(size));
      refused(ErrorCode::data, [&] { predicting::read_model(cut, "file"); });
    }
    for (std::size_t at = 0; at < good.size(); at += 1 + good.size() / 500) {
      std::vector<std::byte> flipped = good;
      flipped[at] ^= std::byte{1};
      refused(ErrorCode::data, [&] { predicting::read_model(flipped, "file"); });
    }
  }
}
