#!/usr/bin/env python3
"""A PyTorch user's view of a model file: train with the binary, load best.safetensors into nn.LSTM
or nn.GRU, stream the test files, and compare with predictions/test/*.csv.

Needs python3 with torch and numpy; without them it says so and exits with 77, which CTest shows as
skipped. The model file is read with struct and json alone, as its layout is documented in
src/files/model_file.hpp; nothing of lstmtrain is used but its output.

    python3 tests/interop/torch_parity.py build/release/src/lstmtrain
"""

import csv
import functools
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
try:
    import numpy
    import torch
except ImportError as missing:
    print(f"skipped: {missing}; install torch and numpy for {sys.executable} to run this test")
    sys.exit(SKIPPED)

# Largest difference allowed, in the target's unit (mV here): a thousandth, and twenty roundings of
# a float near 4 V (2^-22 V), since both sides carry voltages and states in float32.
TOLERANCE = 1e-3 + 20 * 2.0**-22 * 1000

COMMON = {
    "FEATURE_COLUMNS": ["Current", "Temperature", "SOC"],
    "TARGET_COLUMN": "Voltage",
    "INITIAL_LR": 0.005,
    "SEED": 1,
}
STREAM = {"TRAINING_METHOD": "Stream", "TBPTT_STEPS": 50, "BATCH_SIZE": 8, "MAX_EPOCHS": 8}
WINDOW = {"LOOKBACK": 30, "WINDOW_STRIDE": 10, "BATCH_SIZE": 32, "MAX_EPOCHS": 2}
CASES = {
    "lstm": {"MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "16", **STREAM},
    "lstm, equal layers": {"MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "8,8", **STREAM},
    "lstm, unequal layers, z-scores, norm": {
        "MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "12,6", "NORMALIZATION": "zscore",
        "LAYER_NORM": "output", "DROPOUT_PROB": 0.1, **STREAM},
    "lstm, ema": {"MODEL_TYPE": "LSTM_EMA", "RNN_LAYER_SIZES": "16", **STREAM},
    "lstm, lpf, windows": {"MODEL_TYPE": "LSTM_LPF", "RNN_LAYER_SIZES": "10,7", **WINDOW},
    "gru": {"MODEL_TYPE": "GRU", "RNN_LAYER_SIZES": "16", **STREAM},
    "gru, unequal layers, windows": {"MODEL_TYPE": "GRU", "RNN_LAYER_SIZES": "10,7", **WINDOW},
    "lstm, norms inside": {"MODEL_TYPE": "LSTM", "RNN_LAYER_SIZES": "12,6", "LAYER_NORM": "cell",
                           **STREAM},
    "gru, norms inside": {"MODEL_TYPE": "GRU", "RNN_LAYER_SIZES": "8,8", "LAYER_NORM": "cell",
                          **STREAM},
}


def read_model(path):
    """Tensors and metadata of a safetensors file, both as plain dictionaries."""
    content = path.read_bytes()
    (length,) = struct.unpack_from("<Q", content)
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32", entry
        begin, end = entry["data_offsets"]
        values = numpy.frombuffer(content[8 + length + begin:8 + length + end], dtype="<f4")
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, metadata


class NormStack(torch.nn.Module):
    """Layers with LayerNorm inside, for which torch has no module: state_dict names as the file's."""

    def __init__(self, cell, input_size, hidden_size, num_layers=1, batch_first=True):
        super().__init__()
        self.cell, self.hidden_size, self.num_layers = cell, hidden_size, num_layers
        for layer in range(num_layers):
            rows = (4 if cell == "LSTM" else 3) * hidden_size
            columns = hidden_size if layer else input_size
            shapes = {"weight_ih": (rows, columns), "weight_hh": (rows, hidden_size),
                      "bias_ih": (rows,), "bias_hh": (rows,), "norm_ih": (rows,),
                      "norm_hh": (rows,)}
            if cell == "LSTM":
                shapes |= {"norm_c": (hidden_size,), "norm_c_bias": (hidden_size,)}
            for name, shape in shapes.items():
                self.register_parameter(f"{name}_l{layer}",
                                        torch.nn.Parameter(torch.zeros(shape)))

    def forward(self, x):
        norm = torch.nn.functional.layer_norm
        for layer in range(self.num_layers):
            p = {name: getattr(self, f"{name}_l{layer}") for name in (
                "weight_ih", "weight_hh", "bias_ih", "bias_hh", "norm_ih", "norm_hh")}
            h = x.new_zeros(x.shape[0], self.hidden_size)
            c, outputs = h, []
            for x_t in x.unbind(1):
                a_x = norm(x_t @ p["weight_ih"].T, p["norm_ih"].shape, p["norm_ih"], p["bias_ih"])
                a_h = norm(h @ p["weight_hh"].T, p["norm_hh"].shape, p["norm_hh"], p["bias_hh"])
                if self.cell == "LSTM":
                    i, f, g, o = (a_x + a_h).chunk(4, -1)
                    c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                    h = o.sigmoid() * norm(c, (self.hidden_size,), getattr(self, f"norm_c_l{layer}"),
                                           getattr(self, f"norm_c_bias_l{layer}")).tanh()
                else:
                    (r_x, z_x, n_x), (r_h, z_h, n_h) = a_x.chunk(3, -1), a_h.chunk(3, -1)
                    z = (z_x + z_h).sigmoid()
                    h = (1 - z) * (n_x + (r_x + r_h).sigmoid() * n_h).tanh() + z * h
                outputs.append(h)
            x = torch.stack(outputs, 1)
        return x, None


class EmaFilter(torch.nn.Module):
    """y_t = alpha u_t + (1 - alpha) y_{t-1}, from y_{-1} = u_0: the head's outputs [N,T,K]."""

    def __init__(self, outputs):
        super().__init__()
        self.alpha_logit = torch.nn.Parameter(torch.zeros(outputs))

    def forward(self, u):
        alpha, outputs = self.alpha_logit.sigmoid(), [u[:, 0]]
        for u_t in u.unbind(1)[1:]:
            outputs.append(alpha * u_t + (1 - alpha) * outputs[-1])
        return torch.stack(outputs, 1)


class LpfFilter(torch.nn.Module):
    """y_t = sum_j w_j u_{t-j}, w = softmax of 15 logits, from u_{-j} = u_0."""

    def __init__(self, outputs):
        super().__init__()
        self.tap_logits = torch.nn.Parameter(torch.zeros(outputs, 15))

    def forward(self, u):
        w, T = self.tap_logits.softmax(-1), u.shape[1]
        padded = torch.cat([u[:, :1].expand(-1, 14, -1), u], 1)
        return sum(w[:, j] * padded[:, 14 - j:14 - j + T] for j in range(15))


class Network(torch.nn.Module):
    """The module whose state_dict the file holds."""

    def __init__(self, spec):
        super().__init__()
        sizes = spec["layer_sizes"]
        layer = torch.nn.LSTM if spec["cell"] == "LSTM" else torch.nn.GRU
        if spec["layer_norm"] == "cell":
            layer = functools.partial(NormStack, spec["cell"])
        self.stack_name = spec["cell"].lower()
        if len(set(sizes)) == 1:
            stack = layer(spec["input_size"], sizes[0], len(sizes), batch_first=True)
        else:
            inputs = [spec["input_size"]] + sizes[:-1]
            stack = torch.nn.ModuleList(
                layer(d, h, batch_first=True) for d, h in zip(inputs, sizes))
        setattr(self, self.stack_name, stack)
        if spec["layer_norm"] == "output":
            self.layer_norm = torch.nn.LayerNorm(sizes[-1])
        self.fc = torch.nn.Linear(sizes[-1], spec["output_size"])
        self.filter_name = spec.get("output_filter", "none")
        if self.filter_name != "none":
            kind = {"ema": EmaFilter, "lpf": LpfFilter}[self.filter_name]
            setattr(self, self.filter_name, kind(spec["output_size"]))

    def forward(self, x):
        stack = getattr(self, self.stack_name)
        for layer in stack if isinstance(stack, torch.nn.ModuleList) else [stack]:
            x, _ = layer(x)
        if hasattr(self, "layer_norm"):
            x = self.layer_norm(x)
        y = self.fc(x)
        return y if self.filter_name == "none" else getattr(self, self.filter_name)(y)


def predict(network, metadata, drive):
    """The target at each row of a CSV file, in physical units, from the zero state on."""
    columns, scaler = json.loads(metadata["columns"]), json.loads(metadata["scaler"])
    with open(drive, newline="") as file:
        rows = list(csv.DictReader(file))
    features = columns["features"]
    x = numpy.array([[float(row[name]) for name in features] for row in rows])
    count = len(features)
    x = (x - scaler["offset"][:count]) / scaler["scale"][:count]
    with torch.no_grad():
        y = network(torch.from_numpy(x.astype("float32"))[None])[0, :, 0].double().numpy()
    return y * scaler["scale"][count] + scaler["offset"][count]


def compare(run, drives, change=lambda name, tensor: tensor):
    """The largest difference over all test files, in the target's unit, with every tensor as
    `change` returns it."""
    tensors, metadata = read_model(run / "best.safetensors")
    tensors = {name: change(name, tensor) for name, tensor in tensors.items()}
    network = Network(json.loads(metadata["model"]))
    network.load_state_dict(tensors, strict=True)
    network.eval()
    assert metadata["target_offset"] == "0", metadata
    factor = json.loads(metadata["units"])[0]["factor"]
    worst, spread = 0.0, 0.0
    for drive in sorted((drives / "test").glob("*.csv")):
        with open(run / "predictions" / "test" / drive.name, newline="") as file:
            ours = numpy.array([float(row["predicted"]) for row in csv.DictReader(file)])
        theirs = predict(network, metadata, drive)
        assert ours.shape == theirs.shape, (drive, ours.shape, theirs.shape)
        worst = max(worst, factor * float(numpy.max(numpy.abs(ours - theirs))))
        spread = max(spread, factor * float(numpy.std(ours)))
    assert spread > 10, f"the predictions are flat: deviation {spread} in the unit"
    return worst


def swap_gates(name, tensor):
    """The first two gates exchanged: what reading the file in a foreign gate order would do."""
    if "_ih_" not in name and "_hh_" not in name:
        return tensor
    gates = list(tensor.chunk(4 if name.startswith("lstm") else 3))
    return torch.cat([gates[1], gates[0], *gates[2:]])


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    torch.set_num_threads(1)
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        drives = folder / "drives"
        subprocess.run([binary, "simulate", "--out", drives, "--rows", "900", "--train-files", "4",
                        "--val-files", "2", "--test-files", "2"], check=True)
        for number, (title, settings) in enumerate(CASES.items()):
            hyperparams = folder / f"{number}.json"
            hyperparams.write_text(json.dumps({**COMMON, **settings}))
            run = folder / f"run{number}"
            subprocess.run([binary, "--hyperparams", hyperparams, "--data", drives, "--out", run,
                            "--threads", "1", "--quiet"], check=True)
            worst = compare(run, drives)
            good = worst <= TOLERANCE
            failed += not good
            assert compare(run, drives, swap_gates) > 100 * TOLERANCE, "swapped gates were not seen"
            print(f"{'ok  ' if good else 'FAIL'} {title}: largest difference {worst:.5f} mV, "
                  f"allowed {TOLERANCE:.5f}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
