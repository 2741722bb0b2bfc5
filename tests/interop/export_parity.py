#!/usr/bin/env python3
"""What `lstmtrain export` writes, in the programs that it is for: train with the binary, export, run
in onnxruntime and PyTorch, and compare with predictions/test/*.csv; and the examples of
docs/other-tools.md, as they stand there.

Needs python3 with onnx, onnxruntime, torch, safetensors and numpy; without them it says so and exits
with 77, which CTest shows as skipped.

    python3 tests/interop/export_parity.py build/release/src/lstmtrain
"""

import csv
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
try:
    import numpy
    import onnx
    import onnxruntime
    import safetensors  # noqa: F401, of the module that is exported
    import torch
except ImportError as missing:
    print(f"skipped: {missing}; install onnx, onnxruntime, torch, safetensors and numpy for "
          f"{sys.executable} to run this test")
    sys.exit(SKIPPED)

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "other-tools.md"
OPSETS = (11, 13, 14, 17, 21, 22)

COMMON = {
    "FEATURE_COLUMNS": ["Current", "Temperature", "SOC"],
    "TARGET_COLUMN": "Voltage",
    "INITIAL_LR": 0.005,
    "TRAINING_METHOD": "Stream",
    "TBPTT_STEPS": 50,
    "BATCH_SIZE": 8,
    "MAX_EPOCHS": 8,
    "SEED": 1,
}
CASES = {
    "lstm": {"MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "16"},
    "lstm, equal layers, two targets": {
        "MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "8,8", "NORMALIZATION": "zscore",
        "FEATURE_COLUMNS": ["Current", "Temperature"], "TARGET_COLUMN": ["Voltage", "SOC"]},
    "lstm, unequal layers, norm": {
        "MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "12,6", "NORMALIZATION": "zscore",
        "LAYER_NORM": "output", "DROPOUT_PROB": 0.1},
    "lstm, ema, two targets": {
        "MODEL_TYPE": "LSTM_EMA", "RNN_LAYER_SIZES": "16",
        "FEATURE_COLUMNS": ["Current", "Temperature"], "TARGET_COLUMN": ["Voltage", "SOC"]},
    "lstm, lpf, two targets": {
        "MODEL_TYPE": "LSTM_LPF", "RNN_LAYER_SIZES": "10,7",
        "FEATURE_COLUMNS": ["Current", "Temperature"], "TARGET_COLUMN": ["Voltage", "SOC"]},
    "gru": {"MODEL_TYPE": "GRU", "RNN_LAYER_SIZES": "16"},
    "gru, unequal layers, norm": {
        "MODEL_TYPE": "GRU", "RNN_LAYER_SIZES": "10,7", "LAYER_NORM": "output"},
}


def columns_of(path, names):
    with open(path, newline="") as file:
        return numpy.array([[float(row[name]) for name in names] for row in csv.DictReader(file)])


class Run:
    """A training, and what its model says about the test files."""

    def __init__(self, binary, folder, drives, settings):
        self.binary, self.folder = binary, folder
        folder.mkdir()
        settings = {**COMMON, **settings}
        (folder / "hp.json").write_text(json.dumps(settings))
        self.call("--hyperparams", folder / "hp.json", "--data", drives, "--out", folder / "run",
                  "--threads", "1", "--quiet")
        targets = settings["TARGET_COLUMN"]
        targets = [targets] if isinstance(targets, str) else targets
        self.xs, self.ys = [], []  # a file each, [rows, columns]
        for drive in sorted((drives / "test").glob("*.csv")):
            self.xs.append(columns_of(drive, settings["FEATURE_COLUMNS"]).astype("float32"))
            predicted = folder / "run" / "predictions" / "test" / drive.name
            names = ["predicted"] if len(targets) == 1 else [f"predicted_{t}" for t in targets]
            self.ys.append(columns_of(predicted, names).astype("float32"))
        assert min(float(numpy.std(y[:, 0])) for y in self.ys) > 0.01, "the predictions are flat"

    def call(self, *args):
        subprocess.run([self.binary, *args], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def export(self, form, *args):
        out = self.folder / form
        shutil.rmtree(out, ignore_errors=True)
        self.call("export", self.folder / "run", "--format", form, "--name", "cell", "--out", out,
                  *args)
        return out


def distance(ours, theirs):
    """The largest difference of two outputs over what is allowed: 0.001 mV, or 3 steps of float32."""
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    allowed = numpy.maximum(1e-6, 3 * numpy.spacing(numpy.abs(ours)))
    return float(numpy.max(numpy.abs(ours.astype(float) - theirs.astype(float)) / allowed))


class OnnxModel:
    def __init__(self, path):
        onnx.checker.check_model(onnx.load(path), full_check=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(path, options,
                                                    providers=["CPUExecutionProvider"])
        self.outputs = [value.name for value in self.session.get_outputs()]
        assert self.session.get_inputs()[0].name == "x" and self.outputs[0] == "y"

    def zero_state(self, batch):
        return {value.name: numpy.zeros([n if isinstance(n, int) else batch for n in value.shape],
                                        "float32")
                for value in self.session.get_inputs() if value.name != "x"}

    def step(self, x, state):
        """x [time, batch, D] -> y [time, batch, K] and the state behind it."""
        y, *after = self.session.run(None, {"x": x, **state})
        return y, {name.replace("_out", "_in"): value
                   for name, value in zip(self.outputs[1:], after)}


def onnx_distances(run):
    for opset in OPSETS:
        path = str(run.export("onnx", "--opset", str(opset)) / "cell.onnx")
        assert onnx.load(path).opset_import[0].version == opset
        model = OnnxModel(path)
        for x, y in zip(run.xs, run.ys):
            got, state = model.step(x[:, None], model.zero_state(1))
            yield f"opset {opset}, a sequence", distance(y, got[:, 0])
        if opset != 17:
            continue
        # All files as one batch; in two pieces; a row at a time.
        rows = min(len(x) for x in run.xs)
        x, y = (numpy.stack([part[:rows] for part in parts], 1) for parts in (run.xs, run.ys))
        yield "a batch", distance(y, model.step(x, model.zero_state(len(run.xs)))[0])
        first, state = model.step(x[:7], model.zero_state(len(run.xs)))
        second, _ = model.step(x[7:], state)
        yield "two pieces", distance(y, numpy.concatenate([first, second]))
        forgotten, _ = model.step(x[7:], model.zero_state(len(run.xs)))
        assert distance(y[7:], forgotten) > 100, "a state that is forgotten was not seen"
        for x, y in zip(run.xs, run.ys):
            state, got = model.zero_state(1), []
            for row in x:
                out, state = model.step(row[None, None], state)
                got.append(out[0, 0])
            yield "row by row", distance(y, numpy.array(got))


def load_module(path):
    spec = importlib.util.spec_from_file_location("cell", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def torch_distances(run):
    path = run.export("torch") / "cell.py"
    assert len(path.read_text().splitlines()) <= 20, "the module is long"
    module = load_module(path)
    network = module.Network()
    assert len(module.FEATURES) == run.xs[0].shape[1] and module.PERIOD_S == 1
    with torch.no_grad():
        for x, y in zip(run.xs, run.ys):
            x = torch.from_numpy(x)[:, None]
            yield "a sequence", distance(y, network(x)[0][:, 0].numpy())
            state, got = None, []
            for row in x:
                out, state = network(row[None], state)
                got.append(out[0, 0].numpy())
            yield "row by row", distance(y, numpy.array(got))


def example_distances(run, drives):
    """The examples of the document, each run where a user would: they make y of drive.csv."""
    folder = run.folder
    shutil.copy(sorted((drives / "test").glob("*.csv"))[0], folder / "drive.csv")
    for form in ("onnx", "torch"):
        run.call("export", folder / "run", "--format", form, "--name", "voltage", "--force", "--out",
                 folder / "exported")
    examples = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.S)
    assert len(examples) >= 3, f"{DOCUMENT} has {len(examples)} examples"
    before = pathlib.Path.cwd()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        for number, text in enumerate(examples):
            names = {"__name__": "example"}
            exec(compile(text, f"{DOCUMENT.name}, example {number}", "exec"), names)
            y = numpy.asarray(names["y"], dtype="float32").reshape(-1, 1)
            yield f"example {number}", distance(run.ys[0], y)
    finally:
        os.chdir(before)
        sys.path.remove(str(folder))


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    torch.set_num_threads(1)
    failed = 0

    def report(title, distances):
        nonlocal failed
        for what, value in distances:
            failed += not value <= 1
            if not value <= 1:
                print(f"FAIL {title}, {what}: {value:.3f} of what is allowed", flush=True)
            else:
                worst[what] = max(worst.get(what, 0), value)

    worst = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        drives = folder / "drives"
        subprocess.run([binary, "simulate", "--out", drives, "--rows", "900", "--train-files", "4",
                        "--val-files", "2", "--test-files", "2"], check=True,
                       stdout=subprocess.DEVNULL)
        for number, (title, settings) in enumerate(CASES.items()):
            run = Run(binary, folder / str(number), drives, settings)
            forms = {"onnx": onnx_distances}
            if settings["MODEL_TYPE"] in ("LSTM", "GRU"):
                forms["torch"] = torch_distances
            for form, distances in forms.items():
                worst = {}
                report(f"{title}: {form}", distances(run))
                print(f"     {title}: {form}, largest difference over what is allowed:",
                      ", ".join(f"{what} {value:.2f}" for what, value in worst.items()), flush=True)
            if number == 0:
                worst = {}
                report(title, example_distances(run, drives))
                print("    ", DOCUMENT.name, worst, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
