import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleDirectory } from '../../binaries.ts';
import { olmNamespace, operatorsNamespace } from '../surroundings.ts';
import { readJUnit, type SpecResult } from './junit.ts';

export interface SuiteRun {
  bin: string;
  kubeconfig: string;
  /** Takes the log and the report. */
  directory: string;
  /** More words for Ginkgo: which specs. */
  words: readonly string[];
  timeoutMinutes: number;
}

/** Runs upstream's end-to-end suite, as it was compiled, and answers with what it says of each spec. */
export async function runSuite({ bin, kubeconfig, directory, words, timeoutMinutes }: SuiteRun): Promise<SpecResult[]> {
  const report = join(directory, 'suite.xml');
  const log = openSync(join(directory, 'suite.log'), 'w');
  const child: ChildProcess = spawn(
    join(bin, 'olm-e2e'),
    [
      ...['-test.timeout=0', '-kubeconfig', kubeconfig],
      ...['-namespace', operatorsNamespace, '-olmNamespace', olmNamespace, '-catalogNamespace', olmNamespace],
      ...['-gather-artifacts-script-path', '/bin/true', '-test-data-dir', './testdata'],
      ...['-ginkgo.v', '-ginkgo.no-color', `-ginkgo.timeout=${timeoutMinutes}m`, `-ginkgo.junit-report=${report}`],
      ...words,
    ],
    { cwd: suiteDirectory(), stdio: ['ignore', log, log] },
  );
  closeSync(log);
  await once(child, 'exit');
  return readJUnit(readFileSync(report, 'utf8'));
}

/** Where the suite finds its own files. */
function suiteDirectory(): string {
  const module = 'github.com/operator-framework/operator-lifecycle-manager';
  const directory = execFileSync('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', module], {
    cwd: moduleDirectory('olm'),
    encoding: 'utf8',
  });
  return join(directory.trim(), 'test/e2e');
}
