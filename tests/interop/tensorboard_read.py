#!/usr/bin/env python3
"""Reads the event files of a run with the tensorboard package: tensorboard_read.py LSTMTRAIN

Every scalar must be there at every epoch, with the values of metrics.csv, across a resumption.
"""
import csv
import pathlib
import subprocess
import sys
import tempfile

try:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
except ImportError:
    print("Skipped: python3 has no tensorboard")
    sys.exit(77)

SETTINGS = ["--set", "FEATURE_COLUMNS=Current,Temperature,SOC", "--set", "TRAINING_METHOD=Stream", "--set",
            "BATCH_SIZE=8", "--set", "RNN_LAYER_SIZES=6", "--quiet", "--data", "drives", "--out", "run"]


def main():
    lstmtrain = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        def run(*args):
            subprocess.run([lstmtrain, *args], check=True, cwd=folder, stdout=subprocess.DEVNULL)
        run("simulate", "--out", "drives", "--rows", "400")
        run(*SETTINGS, "--set", "MAX_EPOCHS=3")
        run(*SETTINGS, "--set", "MAX_EPOCHS=5", "--resume")
        events = EventAccumulator(folder + "/run")
        events.Reload()
        with open(folder + "/run/metrics.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        for tag, column in (("train/loss", "train_loss"), ("val/rmse_mV", "val_rmse"),
                            ("train/learning_rate", "learning_rate"), ("train/grad_norm", "grad_norm_median")):
            got = {e.step: e.value for e in events.Scalars(tag)}
            wanted = {int(r["epoch"]): float(r[column]) for r in rows}
            assert got.keys() == wanted.keys() == {1, 2, 3, 4, 5}, (tag, got, wanted)
            for step, value in wanted.items():
                assert abs(got[step] - value) <= 1e-6 * abs(value), (tag, step, got[step], value)
    print("tensorboard reads", len(events.Tags()["scalars"]), "scalars")


if __name__ == "__main__":
    main()
