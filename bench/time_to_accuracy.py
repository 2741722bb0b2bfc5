#!/usr/bin/env python3
"""Sets whole trainings of lstmtrain beside a PyTorch program's, in turns, and prints seconds, errors and ratios.

  pip install torch==2.13.0 numpy
  bench/time_to_accuracy.py STREAM_PROGRAM DATA [--program build/release/src/lstmtrain] [--epochs 300] [--seed 1]...

STREAM_PROGRAM is run as `python STREAM_PROGRAM DATA UNITS EPOCHS CHUNK RATE SEED CELL` and must train the recipe of
hyperparams/torch-parity.json on DATA/{train,val,test} and end its output with "... 12.3 s, val 4.5 test 6.7 mV",
the seconds being those of the training alone. For each seed, one after the other and each on core 0:

  torch   that program, with the allocator's thresholds raised
  same    the same recipe: a lane a file, as many epochs
  shares  the same recipe but with equal shares of the data, as many lanes and as many updates
  reach   hyperparams/lg-hg2.json, a recipe of our own, for 1/32, 1/16, ... 2 times as many epochs: the shortest
          training whose validation and test errors are both no worse than the PyTorch program's

Seconds are those of the training with its validations; reading files and testing are left out of all.
"""
import argparse
import json
import os
import re
import statistics
import sys
import tempfile

from compare_torch import TUNED, output_of

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PARITY = os.path.join(ROOT, "hyperparams", "torch-parity.json")
OWN = os.path.join(ROOT, "hyperparams", "lg-hg2.json")
LADDER = [1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2]
COLUMNS = ["torch", "same", "shares", "reach"]


def run_torch(args, seed):
    with open(PARITY, encoding="utf-8") as file:
        recipe = json.load(file)
    columns = ",".join([*recipe["FEATURE_COLUMNS"], recipe["TARGET_COLUMN"]])
    words = [recipe["RNN_LAYER_SIZES"][0], args.epochs, recipe["TBPTT_STEPS"],
             recipe["INITIAL_LR"], seed, recipe["MODEL_TYPE"]]
    out = output_of([args.python, args.stream_program, args.data, *map(str, words)], THREADS="1",
                    COLS=columns, **TUNED)
    number = r"([0-9.]+(?:e[-+]?[0-9]+)?)"
    found = re.search(rf"{number} s, val {number} test {number} mV\s*$", out)
    if found is None:
        sys.exit(f"{args.stream_program}: expected \"... s, val ... test ... mV\", got {out!r}")
    seconds, val, test = map(float, found.groups())
    return {"epochs": args.epochs, "seconds": seconds, "val": val, "test": test}


def run_ours(args, seed, hyperparams, epochs, **settings):
    """Trains in a folder that is thrown away; `steps` are updates."""
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "run")
        command = [args.program, "--hyperparams", hyperparams, "--data", args.data, "--threads", "1",
                   "--seed", str(seed), "--out", out]
        for key, value in {"MAX_EPOCHS": epochs, **settings}.items():
            command += ["--set", f"{key}={value}"]
        output_of(command)
        with open(os.path.join(out, "results.json"), encoding="utf-8") as file:
            results = json.load(file)
    return {"epochs": results["epochs"], "steps": results["steps"], "seconds": results["seconds"],
            "val": results["val"]["rmse"], "test": results["test"]["rmse"]}


def run_shares(args, seed, updates):
    lanes = sum(name.endswith(".csv") for name in os.listdir(os.path.join(args.data, "train")))
    settings = {"LANES": "shares", "BATCH_SIZE": lanes}
    an_epoch = run_ours(args, seed, PARITY, 1, **settings)["steps"]
    return run_ours(args, seed, PARITY, max(1, round(updates / an_epoch)), **settings)


def run_reach(args, seed, torch):
    """None when even the longest training stays behind."""
    for share in LADDER:
        result = run_ours(args, seed, OWN, max(1, round(share * args.epochs)))
        if result["val"] <= torch["val"] and result["test"] <= torch["test"]:
            return result
    return None


def compare(args, seed):
    torch = run_torch(args, seed)
    same = run_ours(args, seed, PARITY, args.epochs)
    results = {"torch": torch, "same": same, "shares": run_shares(args, seed, same["steps"]),
               "reach": run_reach(args, seed, torch)}
    for result in filter(None, results.values()):
        result["ratio"] = torch["seconds"] / result["seconds"]
    return {"seed": seed, **results}


def print_row(label, name, r):
    if r is None:
        print(f"{label:>6} {name:8} not reached", flush=True)
        return
    print(f"{label:>6} {name:8} {r['epochs']:7g} {r['seconds']:9.2f} {r['val']:9.2f} {r['test']:9.2f} "
          f"{r['ratio']:8.2f}", flush=True)


def print_medians(seeds):
    for name in COLUMNS:
        runs = [seed[name] for seed in seeds]
        if None in runs:
            print_row("median", name, None)
            continue
        keys = ("epochs", "seconds", "val", "test", "ratio")
        print_row("median", name, {key: statistics.median(r[key] for r in runs) for key in keys})


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream_program", help="the PyTorch program")
    parser.add_argument("data", help="the folder that holds train/, val/ and test/")
    parser.add_argument("--program", default="build/release/src/lstmtrain")
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has torch")
    parser.add_argument("--epochs", type=int, default=300, help="of the PyTorch program")
    parser.add_argument("--seed", type=int, action="append", help="may be repeated; default 1")
    parser.add_argument("--json", help="write the results to this file")
    args = parser.parse_args()
    print(f"{'seed':>6} {'recipe':8} {'epochs':>7} {'seconds':>9} {'val mV':>9} {'test mV':>9} "
          f"{'x torch':>8}", flush=True)
    seeds = []
    for seed in args.seed or [1]:
        seeds.append(compare(args, seed))
        for name in COLUMNS:
            print_row(seed, name, seeds[-1][name])
    if len(seeds) > 1:
        print_medians(seeds)
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(seeds, file, indent=2)


if __name__ == "__main__":
    main()
