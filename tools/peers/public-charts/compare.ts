// `node tools/peers/public-charts/compare.ts FOLDER [PATTERN]`: renders every chart in FOLDER with a real Helm and with us.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareChart } from './compare-chart.ts';
import { findCharts } from './find-charts.ts';
import { resultLine } from './result-line.ts';

const [folder, pattern = ''] = process.argv.slice(2);
const bin = process.env['VIOLET_PEERS_BIN'];
if (folder === undefined || bin === undefined) {
  process.stderr.write('usage: VIOLET_PEERS_BIN=… node tools/peers/public-charts/compare.ts FOLDER [PATTERN]\n');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'violet-public-charts-'));
const helm = { bin, work, answers: process.env['VIOLET_HELM_ANSWERS'] };
const waiting = findCharts(folder).filter(({ directory }) => new RegExp(pattern).test(directory));
let different = 0;

async function takeTurns(): Promise<void> {
  for (let chart = waiting.shift(); chart !== undefined; chart = waiting.shift()) {
    const result = await compareChart(helm, chart);
    different += result.differences.length;
    process.stdout.write(`${resultLine(result)}\n`);
    for (const variant of result.unanswered) {
      process.stderr.write(`${chart.directory}: ${variant}: not compared, Helm did not end\n`);
    }
    for (const { variant, lines } of result.differences) {
      process.stderr.write(`${chart.directory}: ${variant}\n${lines}\n`);
    }
  }
}

try {
  // Each Helm takes a processor; we have one between us.
  await Promise.all([takeTurns(), takeTurns()]);
} finally {
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = different === 0 ? 0 : 1;
