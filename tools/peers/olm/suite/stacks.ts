import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOwnNetwork } from '../../own-network.ts';
import { readJUnit, type SpecResult } from './junit.ts';
import type { ExpectedSpec } from './specs.ts';

export type Engine = 'violet' | 'upstream';

/** Which engine, and what kind of cluster it runs on. */
export interface Setting {
  engine: Engine;
  cluster: 'real' | 'sandbox';
}

/** Runs the suite in one stack; answers with every spec of it, those that the words left out as skipped. */
export async function runStack(
  bin: string,
  { engine, cluster }: Setting,
  words: readonly string[],
  say: (line: string) => void,
): Promise<SpecResult[]> {
  const directory = mkdtempSync(join(tmpdir(), 'violet-olm-suite-'));
  say(`Logs are in ${directory}`);
  const program = join(import.meta.dirname, 'stack-process.ts');
  const [command = '', ...rest] = inOwnNetwork([process.execPath, program, bin, engine, cluster, directory, ...words]);
  const child = spawn(command, rest, { stdio: 'inherit' });
  await once(child, 'exit');
  const report = join(directory, 'suite.xml');
  const results = existsSync(report) ? readJUnit(readFileSync(report, 'utf8')) : [];
  if (results.length === 0) {
    const log = join(directory, 'suite.log');
    throw new Error(`The suite did not begin.\n${existsSync(log) ? readFileSync(log, 'utf8').slice(-3000) : ''}`);
  }
  return results;
}

/** One of its specs turns copies off for the whole cluster, and a later one on again. */
const staysTogether = 'disabling_copied_csv_e2e_test.go';

/** Splits specs so that all stacks are done at about the same time: the longest first, each to the stack with least to do. */
export function split(specs: readonly ExpectedSpec[], stacks: number): ExpectedSpec[][] {
  const shares = Array.from({ length: stacks }, () => ({ specs: [] as ExpectedSpec[], seconds: 0 }));
  const units = Map.groupBy(specs, (spec) => (spec.file === staysTogether ? spec.file : spec));
  const secondsOf = (unit: readonly ExpectedSpec[]) => unit.reduce((sum, { seconds }) => sum + seconds, 0);
  for (const unit of [...units.values()].sort((one, other) => secondsOf(other) - secondsOf(one))) {
    const least = shares.reduce((one, other) => (other.seconds < one.seconds ? other : one));
    least.specs.push(...unit);
    least.seconds += secondsOf(unit);
  }
  return shares.map((share) => share.specs).filter((share) => share.length > 0);
}

/** Ginkgo's words that select these specs; a table's entries have one line, and are selected together. */
export function focus(specs: readonly ExpectedSpec[]): string[] {
  const lines = new Map<string, Set<number>>();
  for (const { file, line } of specs) lines.set(file, (lines.get(file) ?? new Set()).add(line));
  return [...lines].map(([file, numbers]) => `-ginkgo.focus-file=/${file}:${[...numbers].join(',')}`);
}
