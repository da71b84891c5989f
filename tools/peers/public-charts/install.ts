// `node tools/peers/public-charts/install.ts FOLDER [PATTERN]`: installs charts in two real clusters, by Helm and by us.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { startCluster } from '../cluster.ts';
import { findCharts } from './find-charts.ts';
import { installChart } from './install/install-chart.ts';
import { dumpCluster } from './install/kubectl.ts';

const [folder, pattern = ''] = process.argv.slice(2);
const bin = process.env['VIOLET_PEERS_BIN'];
if (folder === undefined || bin === undefined) {
  process.stderr.write('usage: VIOLET_PEERS_BIN=… node tools/peers/public-charts/install.ts FOLDER [PATTERN]\n');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'violet-public-charts-'));
const [theirs, ours] = await Promise.all([
  startCluster(bin, join(work, 'helm')),
  startCluster(bin, join(work, 'ours')),
]);
const cluster = connectCluster(parseKubeconfig(readFileSync(ours.kubeconfig, 'utf8')).access());
const helmStage = { bin, kubeconfig: theirs.kubeconfig, work };
const ourStage = { bin, kubeconfig: ours.kubeconfig, work };
let different = 0;

try {
  const stages = {
    helm: { ...helmStage, first: await dumpCluster(helmStage) },
    ours: { ...ourStage, first: await dumpCluster(ourStage), cluster },
  };
  for (const chart of findCharts(folder).filter(({ directory }) => new RegExp(pattern).test(directory))) {
    const { name, version, project, objects, refusal, differences } = await installChart(stages, chart);
    const result =
      differences.length === 0 ? (refusal === undefined ? 'equal' : 'refused alike') : `${differences.length} differ`;
    different += differences.length;
    process.stdout.write(`| ${[name, version, project, objects, result].join(' | ')} |\n`);
    if (refusal !== undefined) process.stderr.write(`${name}: Helm refuses: ${refusal}\n`);
    for (const line of differences) process.stderr.write(`${name}: ${line}\n`);
  }
} finally {
  await cluster.close();
  await Promise.all([theirs.stop(), ours.stop()]);
  rmSync(work, { recursive: true, force: true });
}
process.exitCode = different === 0 ? 0 : 1;
