#!/usr/bin/env python3
"""Draws predictions/test/*.csv of a run: true and predicted, with the error below. Needs matplotlib.

    python3 docs/plot_predictions.py RUN/predictions/test/FILE.csv docs/predictions.png "title"
"""
import csv
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

source, target, title = sys.argv[1], sys.argv[2], sys.argv[3]
rows = [row for row in csv.DictReader(open(source)) if row["predicted"]]
hours = [float(row["time"]) / 3600 for row in rows]
true = [float(row["true"]) for row in rows]
predicted = [float(row["predicted"]) for row in rows]
error = [1000 * (p - t) for p, t in zip(predicted, true)]

figure, (above, below) = plt.subplots(
    2, 1, figsize=(9, 4.6), dpi=110, sharex=True, height_ratios=[3, 1], layout="constrained")
above.plot(hours, true, color="#222222", linewidth=1.1, label="measured")
above.plot(hours, predicted, color="#d1495b", linewidth=0.8, label="predicted")
above.set_ylabel("voltage in V")
above.set_title(title, loc="left", fontsize=11)
above.legend(frameon=False, loc="upper right")
below.plot(hours, error, color="#30638e", linewidth=0.7)
below.axhline(0, color="#222222", linewidth=0.5)
below.set_ylabel("error in mV")
below.set_xlabel("time in h")
for axes in (above, below):
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25)
figure.savefig(target)
