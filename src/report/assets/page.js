// Puts the page together: what the run came to, its curves, its test, its settings.
'use strict';

const data = JSON.parse(document.getElementById('data').textContent);
const page = document.getElementById('page');
const results = data.results || {}, start = data.start || {}, epochs = data.epochs;
const unit = results.unit || start.unit || '';

// JSON has no NaN, and a logarithm no zero: neither is a point.
function value(row, key, positive) {
  const v = row[key];
  return typeof v !== 'number' || (positive && v <= 0) ? null : v;
}

function section(title) {
  const element = add(page, 'section');
  add(element, 'h2', title);
  return element;
}

function curve(parent, title, keys, names, more) {
  const rows = epochs.map(e => [e.epoch, ...keys.map(key => value(e, key, more.log))]);
  if (rows.some(row => row.slice(1).some(v => v !== null))) {
    chart(parent, Object.assign({title, labels: ['epoch', ...names], rows, connect: true,
                                 marks: data.events.map(e => e.epoch)}, more));
  }
}

// What would make the page, or results.json, too large.
function leftOut() {
  const count = (where, key) => (where || {})[key] || 0, here = data.omitted, there = results.omitted;
  const parts = [[count(here, 'epochs'), 'epochs (all are in metrics.csv)'],
                 [count(here, 'statistics'), 'statistics of layers (all are in metrics.jsonl)'],
                 [Math.max(count(here, 'columns'), count(there, 'columns')), 'columns'],
                 [count(there, 'files'), 'files in the tables of errors (lstmtrain test lists all)'],
                 [count(there, 'conditions'), 'conditions of errors (lstmtrain test --by)'],
                 [count(there, 'warnings'), 'warnings (lstmtrain check)']].filter(([n]) => n > 0);
  if (parts.length > 0)
    add(page, 'p', 'Left out for its size: ' + parts.map(([n, what]) => `${short(n)} ${what}`).join(', ') + '.', 'dim');
}

function head() {
  document.title = data.run + ' - lstmtrain report';
  add(page, 'h1', data.run);
  const line = add(page, 'p');
  const bad = ['diverged', 'not finished'].includes(data.state);
  add(line, 'span', data.state.replaceAll('_', ' '), bad ? 'state bad' : 'state');
  add(line, 'span', ' ' + (start.model || '') + (start.threads ? `, ${start.threads} thread(s)` : ''), 'dim');
  if (results.diagnosis) add(page, 'p', results.diagnosis, 'fault');
  if (results.worse_than_mean)
    add(page, 'p', `Worse than the mean: the validation RMSE of this model is ${withUnit((results.val || {}).rmse, unit)}, ` +
        `predicting the training mean gives ${withUnit(results.baseline_rmse, unit)}.`, 'fault');
  for (const warning of results.warnings || []) add(page, 'p', 'Warning, the data: ' + warning, 'fault');
  if (data.fault) add(page, 'p', data.fault, 'fault');
  leftOut();
  const last = epochs[epochs.length - 1] || {}, cards = add(page, 'div', null, 'cards');
  const card = (name, text) => {
    if (text === '-' || text === undefined) return;
    const box = add(cards, 'div', null, 'card');
    add(box, 'b', text);
    add(box, 'span', name);
  };
  card('test RMSE', withUnit((results.test || {}).rmse, unit));
  card('test, largest error', withUnit((results.test || {}).max, unit));
  card('validation RMSE, best', withUnit((results.val || {}).rmse ?? last.best_val_rmse, unit));
  card('training RMSE', withUnit((results.train || {}).rmse ?? last.train_rmse, unit));
  card('epochs (best)', results.epochs ? `${results.epochs} (${results.best_epoch})` : short(last.epoch));
  card('seconds', short(results.seconds ?? last.t));
  card('parameters', short(results.parameters ?? start.parameters));
  card('guard events', short(data.event_count));
}

function training() {
  if (epochs.length === 0) {
    add(section('Training'), 'p', 'No epoch has ended.', 'dim');
    return;
  }
  const pair = add(section('Training'), 'div', null, 'pair');
  curve(pair, 'loss (scaled)', ['train_loss', 'val_loss'], ['training', 'validation'], {log: true, xLabel: 'epoch'});
  curve(pair, 'RMSE' + (unit ? ', ' + unit : ''), ['train_rmse', 'val_rmse', 'best_val_rmse'],
        ['training', 'validation', 'best'], {log: true, xLabel: 'epoch'});
  curve(pair, 'learning rate', ['learning_rate'], ['rate'], {log: true, xLabel: 'epoch', colours: ['--c']});
  curve(pair, 'gradient norm before clipping', ['grad_norm_median', 'grad_norm_max'], ['median', 'largest'],
        {log: true, xLabel: 'epoch'});
  if (data.events.length > 0) events(pair.parentNode);
}

function events(parent) {
  add(parent, 'p', 'Red lines are guard events.' + (data.event_count > data.events.length
      ? ` The first ${data.events.length} of ${data.event_count} are shown; all are in metrics.jsonl.` : ''), 'dim');
  const box = add(parent, 'details');
  box.open = data.events.length <= 8;
  add(box, 'summary', `${data.event_count} guard event(s)`);
  table(box, ['epoch', 'step', 'what', 'where', 'message'],
        data.events.map(e => [short(e.epoch), short(e.step), e.kind, e.where, e.message]), 'words');
}

function fileTable(parent, set) {
  const most = Math.max(...set.files.map(f => f.rmse || 0));
  const columns = [['rows', 'rows'], ['MAE', 'mae'], ['max', 'max'], ['bias', 'bias'], ['95 %', 'p95'], ['R2', 'r2']]
      .filter(([, key]) => set[key] !== undefined);
  const row = (name, m) => [name, {text: short(m.rmse), share: (m.rmse || 0) / most}, ...columns.map(([, key]) => m[key])];
  table(parent, ['file', 'RMSE' + (unit ? ', ' + unit : ''), ...columns.map(c => c[0])],
        [...set.files.map(f => row(f.file, f)), row('all', set)]);
}

// The errors by a condition that is chosen: a feature in steps, or the beginning of the file names.
function groups(parent, conditions) {
  if (!Array.isArray(conditions) || conditions.length === 0) return;
  const line = add(parent, 'h3', 'Error by '), choice = add(line, 'select'), box = add(parent, 'div');
  choice.setAttribute('aria-label', 'condition');
  conditions.forEach((condition, i) => { add(choice, 'option', condition.by.replace(/:[^:]*$/, '')).value = i; });
  const show = () => {
    const chosen = conditions[choice.value];
    const most = Math.max(...chosen.groups.map(g => g.rmse || 0));
    box.textContent = '';
    table(box, [chosen.by.replace(/:[^:]*$/, ''), 'RMSE' + (unit ? ', ' + unit : ''), 'rows', 'MAE', 'max', 'bias'],
          chosen.groups.map(g => [g.group, {text: short(g.rmse), share: (g.rmse || 0) / most}, g.rows, g.mae, g.max, g.bias]));
  };
  choice.value = Math.max(0, conditions.findIndex(c => /^temp/i.test(c.by)));
  choice.addEventListener('change', show);
  show();
}

function bars(parent, title, profile, heights, name, xLabel) {
  const rows = heights.map((h, i) => [profile.low + (i + 0.5) * profile.width, h]);
  chart(parent, {title, labels: [xLabel, name], rows, bars: true, xLabel});
}

function testOf(object, k) {
  const set = object.test;
  if (!set) return;
  const names = {target: object.target, unit: object.unit,
                 factor: data.model && data.model.units[k] ? data.model.units[k].factor : 1};
  const parent = section('Test: ' + object.target);
  fileTable(parent, set);
  groups(parent, object.test_by);
  if (!data.predictions) return;
  const profile = data.predictions.profiles[k], suffix = names.unit ? ', ' + names.unit : '';
  if (profile) {
    const pair = add(parent, 'div', null, 'pair');
    bars(pair, 'rows by error', profile.histogram, profile.histogram.counts, 'rows', 'error' + suffix);
    bars(pair, 'RMSE by true value', profile.by_value, profile.by_value.rmse, 'RMSE' + suffix, 'true ' + names.target);
  }
  add(parent, 'h3', 'File by file');
  add(parent, 'p', 'Drag to zoom, shift and drag to move, double click for all; pinch on a phone.', 'dim screen');
  drawFiles(parent, data.predictions.files, k, names, set.files);
}

// What 0.1.0 did not keep is left out of the table of its models.
function columnTable(parent, columns) {
  const shown = [['rows', 'rows'], ['bad cells', 'bad'], ['mean', 'mean'], ['deviation', 'deviation'], ['least', 'min'],
                 ['1 %', 'p1'], ['5 %', 'p5'], ['25 %', 'p25'], ['median', 'p50'], ['75 %', 'p75'], ['95 %', 'p95'],
                 ['99 %', 'p99'], ['largest', 'max'], ['offset', 'offset'], ['scale', 'scale']]
      .filter(([, key]) => columns.some(c => c[key] !== undefined));
  add(parent, 'h3', 'Columns, as they were in training');
  table(parent, ['column', 'role', ...shown.map(s => s[0])],
        columns.map(c => [c.unit ? `${c.name} [${c.unit}]` : c.name, c.role, ...shown.map(s => c[s[1]])]), 'many');
}

function dataSummary() {
  const sets = ['train', 'val', 'test'].filter(name => results[name]);
  if (sets.length === 0 && !data.model) return;
  const parent = section('Data');
  table(parent, ['set', 'files', 'rows', 'RMSE' + (unit ? ', ' + unit : '')],
        sets.map(name => [name, results[name].files.length, results[name].rows, results[name].rmse]));
  if (!data.model) return;
  columnTable(parent, data.model.columns);
  add(parent, 'p', `Scaler ${data.model.scaler}` +
      (data.model.period > 0 ? `, a row every ${short(data.model.period)} s` : ''), 'dim');
  if (data.model.program_version)
    add(parent, 'p', `Trained by lstmtrain ${data.model.program_version} on data of fingerprint ` +
        data.model.data_fingerprint, 'dim');
}

// One line a tensor over the steps.
function tensorChart(parent, title, key) {
  const names = [...new Set(data.stats.flatMap(s => (s.tensors || []).map(t => t.name)))];
  const rows = data.stats.map(s => [s.step, ...names.map(name => {
    const tensor = (s.tensors || []).find(t => t.name === name);
    return tensor ? value(tensor, key, true) : null;
  })]);
  if (rows.some(row => row.slice(1).some(v => v !== null)))
    chart(parent, {title, labels: ['step', ...names], rows, log: true, connect: true, xLabel: 'step', size: 'tall'});
}

function layers() {
  if (data.stats.length === 0) return;
  const pair = add(section('Layers'), 'div', null, 'pair');
  tensorChart(pair, 'norm of the weights', 'weight_norm');
  tensorChart(pair, 'norm of the gradients', 'grad_norm');
  tensorChart(pair, 'update to weight', 'update_ratio');
  const gates = [...new Set(data.stats.flatMap(s => (s.saturated || []).map(g => `layer ${g.layer} ${g.gate}`)))];
  if (gates.length > 0) {
    chart(pair, {title: 'share of saturated gates', labels: ['step', ...gates], connect: true, xLabel: 'step',
                 size: 'tall', rows: data.stats.map(s => [s.step, ...gates.map(name => {
                   const gate = (s.saturated || []).find(g => `layer ${g.layer} ${g.gate}` === name);
                   return gate ? value(gate, 'share') : null;
                 })])});
  }
  const distances = data.stats.filter(s => (s.grad_by_distance || []).length > 0).pop();
  if (distances) {
    const rows = distances.grad_by_distance.filter(d => d[1] > 0).sort((a, b) => a[0] - b[0]);
    chart(pair, {title: `gradient by distance back in time, step ${distances.step}`, labels: ['rows back', 'norm'], rows,
                 log: true, xLabel: 'rows back'});
  }
}

function settings() {
  const set = data.settings;
  if (!set) return;
  const parent = section('Settings'), origin = set._origin || {};
  const rows = Object.keys(set).filter(key => !key.startsWith('_')).map(
      key => [key, typeof set[key] === 'string' ? set[key] : JSON.stringify(set[key]), origin[key] || '']);
  const given = rows.filter(row => row[2] !== 'default');
  table(parent, ['key', 'value', 'from'], given, 'words keys');
  const box = add(parent, 'details');
  add(box, 'summary', `${rows.length - given.length} at their defaults`);
  table(box, ['key', 'value', 'from'], rows.filter(row => row[2] === 'default'), 'words keys');
  if ((start.protections || []).length > 0) {
    add(parent, 'h3', 'Protections');
    for (const line of start.protections) add(parent, 'p', line, 'dim');
  }
}

head();
training();
(results.targets || (results.test ? [results] : [])).forEach(testOf);
dataSummary();
layers();
settings();
add(page, 'p', 'lstmtrain ' + data.version, 'dim');
document.documentElement.dataset.report = 'drawn';
