#!/usr/bin/env python3
"""Times whole training steps of lstmtrain and of PyTorch, alternating in one run, and prints ratios.

  pip install torch==2.13.0
  bench/compare_torch.py build/release/src/lstmtrain [--case LSTM,32,128,200]... [--rounds 3] [--json FILE]

A step is forward, MSE on the last row, backward, clip_grad_norm_ 1, Adam; 4 inputs, float32, one
thread, pinned to one core where `taskset` exists. Every measurement is a process of its own; a
round runs lstmtrain, then PyTorch as it comes ("default"), then PyTorch with the allocator's
thresholds raised and denormals flushed, with oneDNN and without ("tuned": the faster of the two).
Medians over rounds of each process's median are printed; ratios are of those medians.
"""
import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time

WARM_UP, FEWEST, BUDGET_S = 3, 20, 2.0
TUNED = {"MALLOC_TRIM_THRESHOLD_": "1000000000", "MALLOC_MMAP_THRESHOLD_": "1000000000",
         "OPENBLAS_CORETYPE": "SkylakeX"}


def torch_step_ms(case, onednn, flush):
    """The median of a process's steps in ms, and its peak memory in MB. Runs in the child."""
    import resource

    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.set_flush_denormal(flush)
    torch.backends.mkldnn.enabled = onednn
    torch.manual_seed(7)
    cell, sizes, lanes, steps = case.split(",")
    sizes, lanes, steps = [int(h) for h in sizes.split("-")], int(lanes), int(steps)

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            kind = nn.LSTM if cell == "LSTM" else nn.GRU
            inputs = [4, *sizes[:-1]]
            self.layers = nn.ModuleList(kind(d, h, batch_first=True) for d, h in zip(inputs, sizes))
            self.fc = nn.Linear(sizes[-1], 1)

        def forward(self, x):
            for layer in self.layers:
                x, _ = layer(x)
            return self.fc(x[:, -1])

    net, mse = Net(), nn.MSELoss()
    optimizer = torch.optim.Adam(net.parameters(), 1e-4)
    x, y = torch.randn(lanes, steps, 4), torch.randn(lanes, 1)
    seconds, begin = [], time.perf_counter()
    while len(seconds) < WARM_UP + FEWEST or time.perf_counter() - begin < BUDGET_S:
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = mse(net(x), y)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    return {"ms": 1e3 * statistics.median(seconds[WARM_UP:]), "mb": peak}


def pinned(command):
    return ["taskset", "-c", "0", *command] if shutil.which("taskset") else command


def output_of(command, **env):
    """What a process prints that runs alone on a core."""
    done = subprocess.run(pinned(command), env={**os.environ, "OMP_NUM_THREADS": "1", **env},
                          capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def run_torch(case, onednn, tuned):
    command = [sys.executable, __file__, "--child", case, "--onednn", str(int(onednn)), "--flush",
               str(int(tuned))]
    return json.loads(output_of(command, **(TUNED if tuned else {})))


def compare(program, case, rounds):
    ours, default, tuned = [], [], {True: [], False: []}
    for _ in range(rounds):
        ours.append(json.loads(output_of([program, "bench", "--case", case, "--json"]))[0])
        default.append(run_torch(case, True, False))
        for onednn in (True, False):
            tuned[onednn].append(run_torch(case, onednn, True))

    def middle(runs, key):
        return statistics.median(r[key] for r in runs)

    best = min((True, False), key=lambda onednn: middle(tuned[onednn], "ms"))
    result = {"case": case, "ours_ms": middle(ours, "ms_median"),
              "peak_share": middle(ours, "peak_share"), "default_ms": middle(default, "ms"),
              "tuned_ms": middle(tuned[best], "ms"), "tuned_onednn": best,
              "ours_mb": middle(ours, "peak_rss_mb"), "torch_mb": middle(default, "mb")}
    result["ratio_default"] = result["default_ms"] / result["ours_ms"]
    result["ratio_tuned"] = result["tuned_ms"] / result["ours_ms"]
    return result


def torch_has(case):
    """torch.nn has no LayerNorm inside a cell."""
    return case.split(",")[0] in ("LSTM", "GRU")


def default_cases():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases", "default.txt")
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return [case for case in lines if torch_has(case)]


def print_row(r):
    print(f"{r['case']:20} {r['ours_ms']:9.2f} {100 * r['peak_share']:7.1f} % {r['default_ms']:9.2f} "
          f"{r['tuned_ms']:9.2f} {'oneDNN' if r['tuned_onednn'] else 'native':>7} "
          f"{r['ratio_default']:8.2f} {r['ratio_tuned']:8.2f} {r['ours_mb']:8.1f} {r['torch_mb']:8.1f}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", default="build/release/src/lstmtrain")
    parser.add_argument("--case", action="append", help="CELL,H[-H2...],N,T; may be repeated")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", help="write the results to this file")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--onednn", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--flush", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(torch_step_ms(args.child, bool(args.onednn), bool(args.flush))))
        return
    print(f"{'case':20} {'ours ms':>9} {'of peak':>9} {'default':>9} {'tuned':>9} {'by':>7} "
          f"{'x deflt':>8} {'x tuned':>8} {'ours MB':>8} {'torch MB':>8}", flush=True)
    results = []
    for case in args.case or []:
        if not torch_has(case):
            sys.exit(f"--case {case}: torch.nn has no such cell, expected LSTM or GRU")
    for case in args.case or default_cases():
        results.append(compare(args.program, case, args.rounds))
        print_row(results[-1])
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=2)


if __name__ == "__main__":
    main()
