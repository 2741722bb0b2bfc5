// Charts of the report: dygraphs in the colours of the page, and the small pieces of DOM. Text from
// files becomes text nodes only, never HTML.
'use strict';

const kColours = ['--a', '--b', '--c', '--d', '--bad', '--dim'];
const charts = [];  // {graph, colours, repaint}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// A translucent form of a colour of the page, which is written as #rrggbb.
function faint(name) {
  return colour(name) + '55';
}

function add(parent, tag, text, className) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = String(text);
  if (className) element.className = className;
  parent.appendChild(element);
  return element;
}

// Four significant digits.
function short(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  if (typeof value !== 'number') return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(2);
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return String(Number(value.toPrecision(4)));
}

function withUnit(value, unit) {
  return short(value) + (unit && Number.isFinite(value) ? ' ' + unit : '');
}

function legendText(target, x, entries) {
  target.textContent = '';
  if (x !== null) add(target, 'span', x);
  for (const entry of entries) {
    const span = add(target, 'span');
    add(span, 'i').style.background = entry.colour;
    span.appendChild(document.createTextNode(entry.text));
  }
}

// The series of a chart with their colours and, under the pointer, their values there.
function fillLegend(target, data, spec, names) {
  const entries = data.series.filter(s => s.isVisible).map(s => ({
    colour: s.color || colour(names[0]),
    text: s.label + (s.y === undefined || s.y === null || Number.isNaN(s.y) ? '' : ' ' + short(s.y)),
  }));
  const at = data.x === undefined || data.x === null
      ? null : spec.labels[0] + ' ' + (spec.x ? spec.x(data.x) : short(data.x));
  legendText(target, at, entries);
}

// Vertical lines where the guards saw something.
function drawMarks(canvas, area, graph, marks) {
  canvas.fillStyle = colour('--bad') + '99';
  const [from, to] = graph.xAxisRange();
  for (const x of marks) {
    if (x >= from && x <= to) canvas.fillRect(graph.toDomXCoord(x) - 0.5, area.y, 1.5, area.h);
  }
}

// Bars from the bottom of the chart up to each point.
function drawBars(e) {
  const points = e.points.filter(p => Number.isFinite(p.canvasy));
  const width = e.points.length > 1 ? Math.abs(e.points[1].canvasx - e.points[0].canvasx) * 0.86 : 8;
  const bottom = e.plotArea.y + e.plotArea.h;
  e.drawingContext.fillStyle = e.color;
  for (const p of points) e.drawingContext.fillRect(p.canvasx - width / 2, p.canvasy, width, bottom - p.canvasy);
}

function paint(names) {
  return {
    colors: names.map(colour), gridLineColor: colour('--line'), axisLineColor: colour('--line'),
    highlightCircleSize: 3,
  };
}

// spec: title, labels [x, series...], rows [[x, y...]] (null: no point), log, bars, marks, x (words
// for a value of x), xLabel, yLabel, size ("tall", "low"), dates, options for dygraphs.
function chart(parent, spec) {
  const figure = add(parent, 'figure');
  if (spec.title) add(figure, 'figcaption', spec.title);
  const legend = add(figure, 'div', '', 'legend');
  const box = add(figure, 'div', '', 'chart ' + (spec.size || ''));
  const names = spec.colours || spec.labels.slice(1).map((_, i) => kColours[i % kColours.length]);
  const axisWords = {axisLabelFormatter: v => short(v)};
  const graph = new Dygraph(box, spec.rows, Object.assign({
    labels: spec.labels, logscale: Boolean(spec.log), connectSeparatedPoints: Boolean(spec.connect),
    legend: 'always', legendFormatter: data => { fillLegend(legend, data, spec, names); return ''; },
    labelsDiv: document.createElement('div'), strokeWidth: 1.4, axisLabelFontSize: 12, labelsUTC: true,
    drawPoints: spec.rows.length < 3, pointSize: 3, includeZero: Boolean(spec.bars), xlabel: spec.xLabel, ylabel: spec.yLabel, xLabelHeight: 18, yLabelWidth: 18,
    axes: {y: {axisLabelWidth: 56, axisLabelFormatter: v => short(v)}, x: spec.dates ? {} : axisWords},
    underlayCallback: (canvas, area, g) => { if (spec.marks) drawMarks(canvas, area, g, spec.marks); },
  }, spec.bars ? {plotter: drawBars} : {}, paint(names), spec.options || {}));
  charts.push({graph, names});
  return graph;
}

// Day and night, and paper, change the colours of what is drawn. A sheet is narrower than a screen,
// and a canvas whose size changes is printed empty: for paper the figures are zoomed instead.
function repaint() {
  for (const each of charts) each.graph.updateOptions(paint(each.names));
}
function paper(printing) {
  const figures = [...document.querySelectorAll('figure')], widths = figures.map(figure => figure.offsetWidth);
  document.documentElement.classList.toggle('paper', printing);
  figures.forEach((figure, i) => {
    const sheet = figure.parentNode.clientWidth, room = figure.closest('.pair') ? (sheet - 18) / 2 : sheet;
    figure.style.width = printing ? widths[i] + 'px' : '';
    figure.style.zoom = printing ? room / widths[i] : '';
  });
  repaint();
}
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
addEventListener('beforeprint', () => paper(true));
addEventListener('afterprint', () => paper(false));

// rows [[cell, ...]]; a cell is text, a number, or {text, share} for a bar behind it.
function table(parent, head, rows, className) {
  const scroll = add(parent, 'div', null, 'scroll');
  const element = add(scroll, 'table', null, className);
  const line = add(add(element, 'thead'), 'tr');
  for (const name of head) add(line, 'th', name);
  const body = add(element, 'tbody');
  for (const row of rows) {
    const tr = add(body, 'tr');
    for (const cell of row) {
      const bar = cell !== null && typeof cell === 'object';
      const td = add(tr, 'td', bar ? cell.text : typeof cell === 'number' ? short(cell) : cell, bar ? 'bar' : '');
      if (bar) td.style.setProperty('--share', Math.max(0, Math.min(1, cell.share)) * 100 + '%');
    }
  }
}
