// True and predicted values of each test file, with the error below. Of a long file a chart is given
// the rows of least and largest value of each stretch only, anew for every range that is zoomed to.
'use strict';

const kOpenFiles = 6;        // drawn at once; others when they are opened
const kStretches = 500;      // of which each keeps at most six rows

function unpack(text, Type) {
  const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  return new Type(bytes.buffer);
}

function fileColumns(file, k, factor) {
  const target = file.targets[k], truth = unpack(target.true, Float32Array);
  const predicted = unpack(target.predicted, Float32Array);
  let x = file.x ? unpack(file.x, Float64Array) : Float64Array.from(truth, (_, i) => file.start + i * file.step);
  if (file.iso) x = x.map(seconds => seconds * 1000);
  const columns = {x, values: [truth, predicted], error: truth.map((t, i) => (predicted[i] - t) * factor)};
  if (target.filtered) columns.values.push(unpack(target.filtered, Float32Array));
  return columns;
}

// The first index at which x is not below `value`.
function lowerBound(x, value) {
  let low = 0, high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) low = middle + 1; else high = middle;
  }
  return low;
}

// The rows in [from, to) at which a series is least or largest within its stretch.
function outline(series, from, to) {
  if (to - from <= 4 * kStretches) return Array.from({length: to - from}, (_, i) => from + i);
  const rows = [], size = (to - from) / kStretches;
  for (let s = 0; s < kStretches; ++s) {
    const begin = Math.floor(from + s * size), end = Math.floor(from + (s + 1) * size);
    const kept = new Set([begin]);
    for (const values of series) {
      let low = -1, high = -1;
      for (let i = begin; i < end; ++i) {
        if (Number.isNaN(values[i])) { kept.add(i); break; }
        if (low < 0 || values[i] < values[low]) low = i;
        if (high < 0 || values[i] > values[high]) high = i;
      }
      if (low >= 0) kept.add(low).add(high);
    }
    rows.push(...[...kept].sort((a, b) => a - b));
  }
  return rows;
}

// What a chart of these series shows of a range of x, a screen more on both sides for panning.
function rowsOf(columns, series, range, dates) {
  const span = range ? range[1] - range[0] : 0;
  const from = range ? Math.max(0, lowerBound(columns.x, range[0] - span) - 1) : 0;
  const to = range ? Math.min(columns.x.length, lowerBound(columns.x, range[1] + span) + 1) : columns.x.length;
  return outline(series, from, to).map(
      i => [dates ? new Date(columns.x[i]) : columns.x[i], ...series.map(values => values[i])]);
}

// Redraws every chart of a file for a range that one of them was taken to.
function follow(views, columns, dates) {
  let shown = '', waiting = false;
  return (graph, initial) => {
    if (initial || waiting) return;
    const range = graph.xAxisRange();
    if (range.join() === shown) return;
    waiting = true;
    setTimeout(() => {
      shown = range.join();
      for (const view of views) {
        view.graph.updateOptions({file: rowsOf(columns, view.series, range, dates), dateWindow: range});
      }
      waiting = false;
    });
  };
}

function drawFile(parent, file, k, names) {
  const columns = fileColumns(file, k, names.factor), views = [];
  const drawCallback = follow(views, columns, file.iso);
  const xName = file.timed ? (file.iso ? 'UTC' : 'time') : 'row';
  const x = file.iso ? v => new Date(v).toISOString().replace('T', ' ').slice(0, 19) : undefined;
  const whole = [columns.x[0], columns.x[columns.x.length - 1]];
  const one = (series, labels, more) => views.push({series, graph: chart(parent, Object.assign({
    labels: [xName, ...labels], rows: rowsOf(columns, series, null, file.iso), x, dates: file.iso,
    options: {drawCallback, dateWindow: whole},
  }, more))});
  one(columns.values, ['true', 'predicted', 'filtered'].slice(0, columns.values.length),
      {size: 'tall', yLabel: names.target});
  one([columns.error], ['error'], {size: 'low', colours: ['--d'], yLabel: 'error' + (names.unit ? ', ' + names.unit : '')});
  const button = add(parent, 'button', 'show all');
  button.addEventListener('click', () => views[0].graph.updateOptions({dateWindow: whole}));
  if (file.kept < file.rows) {
    add(parent, 'p', `Of ${short(file.rows)} rows the ${short(file.kept)} of largest and smallest error are in this ` +
        'page; all of them are in the file of predictions.', 'dim');
  }
}

function drawFiles(parent, files, k, names, measures) {
  files.forEach((file, i) => {
    const box = add(parent, 'details', null, 'file');
    const measured = measures[i] ? `: RMSE ${withUnit(measures[i].rmse, names.unit)}, largest ` +
        withUnit(measures[i].max, names.unit) : '';
    add(box, 'summary', file.name + measured);
    let drawn = false;
    const draw = () => {
      if (drawn || !box.open) return;
      drawn = true;
      if (file.error || !file.kept) add(box, 'p', file.error || 'no row', 'fault');
      else drawFile(box, file, k, names);
    };
    box.addEventListener('toggle', draw);
    box.open = i < kOpenFiles;
    draw();
  });
}
