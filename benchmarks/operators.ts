import { existsSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { peer } from '../e2e/harness/paths.ts';
import { summary } from './median.ts';
import { measureCopies } from './operators-copies.ts';
import { type OfferedTimes, offeredTimes } from './operators-offered.ts';
import { measureRest } from './operators-rest.ts';
import { type SettleTimes, type Settling, timeSettling } from './operators-settle.ts';

const namespaces = 200;
const namespacesAtRest = 50;
const upgrades = 3;
const approvals = 10;

/** What is promised about operators in clusters; what needs a real API server only where the peers were built. */
export async function benchOperators(print: (line: string) => void): Promise<void> {
  const settled = await timeSettling(namespaces, { upgrades, approvals });
  printSettling('the sandbox', settled, print);
  print(`approval → Succeeded            ${summary(settled.approvals, 'ms')}   (aim: under 2000)`);
  const rest = await measureRest(namespacesAtRest);
  print(
    `${namespacesAtRest} namespaces at rest, in a minute ${rest.requests} requests, ${rest.cpu.toFixed(1)} s of processor time`,
  );
  printLoad(print);
  const bin = peer('');
  if (bin === undefined || !existsSync(bin)) {
    print('operators on a real API server  not measured: VIOLET_PEERS_BIN names no folder');
    return;
  }
  printSettling('a real API server', await timeSettling(namespaces, { upgrades, approvals: 0, bin }), print);
  printLoad(print);
  const { copies, took, cpu, memory } = await measureCopies(15, 400, bin);
  print(`${copies} copied CSVs                ${seconds(took)}, ${cpu.toFixed(0)} s of the engine's processor time`);
  print(`  the engine's memory at most   ${memory.peak.toFixed(0)} MiB   (aim: under 300)`);
  print(`    before, and with all copies ${memory.before.toFixed(0)} and ${memory.after.toFixed(0)} MiB`);
  printLoad(print);
  printOffered(offeredTimes(), print);
  printLoad(print);
}

function printSettling(where: string, { upgrades }: Settling, print: (line: string) => void): void {
  const each = (value: (times: SettleTimes) => number) => summary(upgrades.map(value), 's');
  print(`${namespaces} namespaces, an upgrade each, on ${where}`);
  print(`  every one has its plan        ${each(({ planned }) => planned / 1000)}   (aim: under 10)`);
  print(`    the engine's processor time ${each(({ plannedCpu }) => plannedCpu)}`);
  print(`  every one is upgraded         ${each(({ installed }) => installed / 1000)}   (aim: under 10)`);
  print(`    the engine's processor time ${each(({ installedCpu }) => installedCpu)}`);
  print(
    `    requests for each           ${summary(
      upgrades.map(({ requests }) => requests / namespaces),
      '',
    )}`,
  );
}

function printOffered(offered: readonly OfferedTimes[] | string, print: (line: string) => void): void {
  if (typeof offered === 'string') {
    print(`push → offered                  not measured: ${offered}`);
    return;
  }
  for (const engine of ['ours', 'upstream']) {
    const runs = offered.filter((run) => run.engine === engine);
    const each = (value: (run: OfferedTimes) => number) => summary(runs.map(value), 'ms');
    print(`push → offered, ${engine.padEnd(16)}${each((run) => run.offered)}   (aim: under 2000)`);
    print(`  chosen by a Subscription      ${each((run) => run.chosen)}   (aim: under 2000)`);
  }
}

function printLoad(print: (line: string) => void): void {
  const [minute = 0] = loadavg();
  print(`  (${minute.toFixed(1)} processes wanted the machine's ${availableParallelism()} processors)`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
