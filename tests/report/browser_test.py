#!/usr/bin/env python3
"""Opens the report of a run in Chromium: browser_test.py LSTMTRAIN SCREENSHOTS

Every chart must have drawn something in colour, with no error, no request and no tag out of a name
in the data; a long test file must stay within the rows that are drawn at once. Screenshots of a
desktop and a phone, by day and by night, and a print of it are left in SCREENSHOTS to look at.
"""
import html
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
COLUMN = "</script><img src=x onerror=fail()>&'"
ERRORS = "<script>window.faults=[];addEventListener('error',e=>faults.push(String(e.message)));" \
         "function fail(){faults.push('a name became a tag');}</script>"
PROBE = """<script>
function coloured(canvas) {
  const area = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let count = 0;
  for (let i = 0; i < area.length; i += 4)
    count += area[i + 3] > 60 && Math.max(area[i], area[i+1], area[i+2]) - Math.min(area[i], area[i+1], area[i+2]) > 40;
  return count;
}
const inked = c => Math.max(...[...c.graph.graphDiv.querySelectorAll('canvas')].map(coloured));
addEventListener('load', () => setTimeout(() => {
  const long = charts.filter(c => c.graph.xAxisExtremes()[1] > 90000), zoomed = [];
  for (const each of long.slice(0, 1)) {
    zoomed.push(each.graph.numRows());
    each.graph.updateOptions({dateWindow: [50000, 50100]});
  }
  setTimeout(() => {
    for (const each of long.slice(0, 2)) zoomed.push(each.graph.numRows(), ...each.graph.xAxisRange());
    const result = {
      drawn: document.documentElement.dataset.report, faults, zoomed,
      boxes: document.querySelectorAll('.chart').length, images: document.images.length,
      coloured: charts.map(inked),
      titles: [...document.querySelectorAll('figcaption, summary, h2')].map(e => e.textContent),
      requests: performance.getEntriesByType('resource').map(e => e.name),
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
    dispatchEvent(new Event('beforeprint'));
    const sheet = document.querySelector('main').getBoundingClientRect();
    result.paper = {
      width: sheet.width, ink: colour('--text'), coloured: charts.map(inked),
      beyond: [...document.querySelectorAll('figure, table')].filter(
          e => e.offsetWidth > 0 && e.getBoundingClientRect().right > sheet.right + 1).length,
    };
    dispatchEvent(new Event('afterprint'));
    result.after = [...document.querySelectorAll('figure')].filter(e => e.style.zoom || e.style.width).length;
    const pre = document.createElement('pre');
    pre.id = 'probe';
    pre.textContent = JSON.stringify(result);
    document.body.appendChild(pre);
  }, 300);
}, 200));
</script>"""


def browse(browser, page, *options):
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
               "--virtual-time-budget=8000", *options, page.as_uri()]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def check(condition, *what):
    if not condition:
        sys.exit("browser_test: " + " ".join(map(str, what)))


def probe(browser, page, home, width):
    """What the page says of itself, seen by a script that is put around it."""
    text = page.read_text(encoding="utf-8")
    probed = home / "probed.html"
    probed.write_text(text.replace("<style>", ERRORS + "<style>", 1).replace("</body>", PROBE + "</body>"),
                      encoding="utf-8")
    dom = browse(browser, probed, "--dump-dom", f"--window-size={width},2000")
    found = re.search(r'<pre id="probe">(.*?)</pre>', dom, re.S)
    check(found, "the page's script did not come to its end")
    return json.loads(html.unescape(found.group(1)))


def train(lstmtrain, home):
    """A run with a column of a wicked name, several units and a test file of 100,000 rows."""
    subprocess.run([lstmtrain, "simulate", "--out", home / "drives", "--rows", "600"], check=True,
                   stdout=subprocess.DEVNULL)
    for path in (home / "drives").rglob("*.csv"):
        lines = path.read_text().splitlines()
        lines[0] = lines[0].replace("SOC", f'"{COLUMN}"')
        path.write_text("\n".join(lines) + "\n")
    source = sorted((home / "drives/test").glob("*.csv"))[0]
    lines = source.read_text().splitlines()
    names = lines[0].split(",")
    rows = [line.split(",", 1)[1] for line in lines[1:]]
    check(names[0] in ("Time", "time", "Timestamp"), "the first column is not the time:", names)
    with open(home / "drives/test/long & <b>.csv", "w") as out:
        out.write(lines[0] + "\n")
        for i in range(100_000):
            out.write(f"{i},{rows[i % len(rows)]}\n")
    settings = {"FEATURE_COLUMNS": ["Current", "Temperature", COLUMN], "TARGET_COLUMN": "Voltage",
                "TRAINING_METHOD": "Stream", "NORMALIZATION": "zscore", "RNN_LAYER_SIZES": "8", "BATCH_SIZE": 8,
                "MAX_EPOCHS": 4, "INITIAL_LR": 0.01}
    (home / "hp.json").write_text(json.dumps(settings))
    subprocess.run([lstmtrain, "--hyperparams", "hp.json", "--data", "drives", "--quiet", "--out", "<i>run"],
                   check=True, cwd=home, stdout=subprocess.DEVNULL)
    return home / "<i>run/report.html"


def main():
    lstmtrain, screenshots = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    browser = next((b for b in BROWSERS if shutil.which(b)), None)
    if browser is None:
        print("Skipped: none of", ", ".join(BROWSERS), "is installed")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        page = train(lstmtrain, home)
        check(page.stat().st_size < 10_000_000, "the page has", page.stat().st_size, "bytes")
        for width in (1200, 390):
            seen = probe(browser, page, home, width)
            check(seen["drawn"] == "drawn" and not seen["faults"], "faults:", seen["faults"])
            check(not seen["requests"] and seen["images"] == 0, "requests:", seen["requests"])
            check(seen["wide"] <= 0, "the page is wider than the window of", width, "by", seen["wide"])
            check(seen["boxes"] == len(seen["coloured"]) >= 8, "charts:", seen["boxes"], seen["coloured"])
            check(all(count > 100 for count in seen["coloured"]), "a chart is empty:", seen["coloured"])
            for title in ("Training", "Test: Voltage", "Data", "Settings", "loss (scaled)", "rows by error"):
                check(title in seen["titles"], "missing:", title, "in", seen["titles"])
            check(any(title.startswith("long & <b>.csv") for title in seen["titles"]), "the long file is missing")
            drawn, zoomed, low, high = seen["zoomed"][:4]
            check(drawn <= 4000, "rows drawn of the long file:", drawn)
            check(100 <= zoomed <= 700 and [low, high] == [50000, 50100], "zoom:", seen["zoomed"])
            check(seen["zoomed"][5:7] == [50000, 50100], "the error did not follow:", seen["zoomed"])
            paper = seen["paper"]
            check(paper["width"] == 700 and paper["ink"] == "#000" and paper["beyond"] == 0, "on paper:", paper)
            check(all(count > 100 for count in paper["coloured"]), "a chart is empty on paper:", paper)
            check(seen["after"] == 0, "the page did not come back from paper")
        screenshots.mkdir(parents=True, exist_ok=True)
        for name, width, height in (("desktop", 1200, 4200), ("phone", 390, 6000)):
            for theme, scheme in (("light", 1), ("dark", 0)):
                shot = screenshots / f"{name}-{theme}.png"
                browse(browser, page, f"--window-size={width},{height}", f"--screenshot={shot}",
                       f"--blink-settings=preferredColorScheme={scheme}")
                head = shot.read_bytes()[:24]
                check(struct.unpack(">II", head[16:24]) == (width, height), "screenshot:", shot)
                check(os.path.getsize(shot) > 30_000, "the screenshot is blank:", shot)
        browse(browser, page, f"--print-to-pdf={screenshots / 'print.pdf'}", "--window-size=1200,900")
        check((screenshots / "print.pdf").read_bytes().startswith(b"%PDF"), "nothing was printed")
    print("charts drawn:", len(seen["coloured"]), "screenshots in", screenshots)


if __name__ == "__main__":
    main()
