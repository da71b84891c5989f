import { existsSync } from 'node:fs';
import { peer } from '../e2e/harness/paths.ts';
import { summary } from './median.ts';
import { measureCopies } from './operators-copies.ts';
import { offeredTimes } from './operators-offered.ts';
import { type SettleTimes, timeSettling } from './operators-settle.ts';

const namespaces = 200;
const approvals = 10;

/** What is promised about operators in clusters; what needs a real API server only where the peers were built. */
export async function benchOperators(print: (line: string) => void): Promise<void> {
  const settled = await timeSettling(namespaces, approvals);
  printSettling('the sandbox', settled, print);
  print(`approval → Succeeded            ${summary(settled.approvals, 'ms')}   (aim: under 2000)`);
  const bin = peer('');
  if (bin === undefined || !existsSync(bin)) {
    print('operators on a real API server  not measured: VIOLET_PEERS_BIN names no folder');
    return;
  }
  printSettling('a real API server', await timeSettling(namespaces, 1, bin), print);
  const { copies, took, cpu, memory } = await measureCopies(15, 400, bin);
  print(`${copies} copied CSVs                ${seconds(took)}, ${cpu.toFixed(0)} s of the engine's processor time`);
  print(`  the engine's memory at most   ${memory.toFixed(0)} MiB   (aim: under 300)`);
  const offered = offeredTimes();
  if (typeof offered === 'string') print(`push → offered                  not measured: ${offered}`);
  else
    for (const { engine, offered: listed, chosen } of offered)
      print(
        `push → offered, ${engine.padEnd(16)}${listed.toFixed(0)} ms, chosen ${chosen.toFixed(0)} ms   (aim: under 2000)`,
      );
}

function printSettling(where: string, times: SettleTimes, print: (line: string) => void): void {
  const { planned, plannedCpu, installed, installedCpu } = times;
  const cpu = (taken: number) => `${taken.toFixed(1)} s of the engine's processor time`;
  print(`${namespaces} namespaces, an upgrade each, on ${where}`);
  print(`  every one has its plan        ${seconds(planned)}, ${cpu(plannedCpu)}   (aim: under 10 s)`);
  print(`  every one is upgraded         ${seconds(installed)}, ${cpu(installedCpu)}`);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
