#include "export/torch.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/plain_text.hpp"
#include "base/text/number_text.hpp"
#include "export/carried.hpp"
#include "export/fold.hpp"
#include "files/model_file.hpp"
#include "lstmtrain/error.hpp"
#include "lstmtrain/version.hpp"

namespace lstmtrain::exporting {
namespace {

constexpr Carries kTorchCarries = {.format = "torch", .runtime = "torch.nn", .output_norm = true};

// Python's words, and the modules that the file imports.
constexpr std::string_view kTaken[] = {
    "and",      "as",     "assert", "async",   "await",  "break",      "class",   "continue",
    "def",      "del",    "elif",   "else",    "except", "False",      "finally", "for",
    "from",     "global", "if",     "import",  "in",     "is",         "lambda",  "None",
    "nonlocal", "not",    "or",     "pass",    "raise",  "return",     "True",    "try",
    "while",    "with",   "yield",  "pathlib", "torch",  "safetensors"};

void require_module_name(const std::string& name) {
  if (std::find(std::begin(kTaken), std::end(kTaken), name) == std::end(kTaken)) return;
  throw Error(ErrorCode::usage, "command line: --name, got \"" + name +
                                    "\", expected a name that Python can import. Hint: --name " +
                                    name + "_model.");
}

// A string of Python: no name ends the literal.
std::string quoted(const std::string& text) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string literal;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || byte < 0x20 || byte == 0x7F) {
      literal += std::string("\\x") + kDigits[byte >> 4] + kDigits[byte & 15];
    } else {
      literal += c;  // UTF-8, as the file is
    }
  }
  return '"' + literal + '"';
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + quoted(name);
  return "[" + text + "]";
}

bool equal_layers(const ModelSpec& spec) {
  return std::all_of(spec.layer_sizes.begin(), spec.layer_sizes.end(),
                     [&](int H) { return H == spec.layer_sizes.front(); });
}

// "torch.nn.LSTM(3, 12), torch.nn.LSTM(12, 6)"; one module of several layers where they are equal.
std::string layers_of(const ModelSpec& spec) {
  const std::string module = std::string("torch.nn.") + cell_facts(spec.cell).name + "(";
  std::string text;
  int D = spec.input_size;
  for (const int H : spec.layer_sizes) {
    text += (text.empty() ? "" : ", ") + module + std::to_string(D) + ", " + std::to_string(H);
    if (equal_layers(spec)) return text + ", " + std::to_string(spec.layer_sizes.size()) + ")";
    text += ")";
    D = H;
  }
  return "torch.nn.ModuleList([" + text + "])";
}

std::string module_text(const ExportRequest& request) {
  const Model& model = request.model;
  const ModelSpec& spec = model.spec;
  const std::string stack = std::string("self.") + cell_facts(spec.cell).module,
                    H = std::to_string(spec.layer_sizes.back());
  const bool normed = spec.layer_norm == LayerNorm::output;
  std::string text =
      "# lstmtrain " + std::string(version()) + ": rows in physical units in and out.\n";
  text += "import pathlib, torch, safetensors.torch\n";
  text += "FEATURES = " + list_of(model.features) + "\n";
  text += "TARGETS = " + list_of(model.targets) + "\n";
  text += "PERIOD_S, TARGET_OFFSET = " + text::number_text(model.period) + ", " +
          std::to_string(model.target_offset) + "\n\n";
  text += "class Network(torch.nn.Module):\n";
  text += "    def __init__(self):\n";
  text += "        super().__init__()\n";
  text += "        " + stack + " = " + layers_of(spec) + "\n";
  if (normed) text += "        self.layer_norm = torch.nn.LayerNorm(" + H + ")\n";
  text +=
      "        self.fc = torch.nn.Linear(" + H + ", " + std::to_string(spec.output_size) + ")\n";
  text += "        file = pathlib.Path(__file__).with_name(\"" + request.name + ".safetensors\")\n";
  text += "        self.load_state_dict(safetensors.torch.load_file(file))\n\n";
  text +=
      "    def forward(self, x, state=None):  # x [time, batch, FEATURES] -> y, state to go on "
      "from\n";
  if (equal_layers(spec)) {
    text += "        x, state = " + stack + "(x, state)\n";
  } else {
    text += "        state = list(state or [None] * len(" + stack + "))\n";
    text += "        for i, layer in enumerate(" + stack + "):\n";
    text += "            x, state[i] = layer(x, state[i])\n";
  }
  text +=
      std::string("        return self.fc(") + (normed ? "self.layer_norm(x)" : "x") + "), state\n";
  return text;
}

}  // namespace

Exported make_torch(const ExportRequest& request) {
  require_carried(request.model, kTorchCarries);
  require_module_name(request.name);
  const Model folded = with_input_folded(with_output_folded(request.model));
  const std::string name = request.name + ".safetensors";
  Exported made;
  made.files.push_back({name, files::model_to_bytes(folded, name)});
  made.files.push_back(text_file(request.name + ".py", module_text(request)));
  made.notes = left_out(request);
  if (request.data != nullptr)
    made.loss = prediction_difference(request.model, folded, *request.data,
                                      request.data->test_files, request.settings.allow_mixed_rates);
  return made;
}

}  // namespace lstmtrain::exporting
