import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A chart, and what it is rendered for. */
export interface ChartProgram {
  files?: { name: string; text: string }[];
  /** A directory instead. */
  directory?: string;
  /** A .tgz in base64 instead. */
  archive?: string;
  /** Files of values, in their order. */
  values?: string[];
  name: string;
  namespace: string;
  kubeVersion: string;
  apiVersions?: string[];
  isUpgrade?: boolean;
  subchartNotes?: boolean;
  includeCrds?: boolean;
  /** The engine alone, in another mode. */
  strict?: boolean;
  lint?: boolean;
}

export interface Hook {
  name?: string;
  kind?: string;
  path?: string;
  manifest?: string;
  events?: string[];
  weight?: number;
  delete_policies?: string[];
  output_log_policies?: string[];
  last_run?: object;
}

export interface ChartAnswer {
  manifest?: string;
  hooks?: Hook[];
  notes?: string;
  metadata?: object;
  values?: object;
  log?: string[];
  error?: string;
}

/** Helm's own packages, as a program that is built once. */
export interface Oracle {
  /** What Helm makes of each program, in their order. */
  run(programs: readonly ChartProgram[]): Promise<ChartAnswer[]>;
  remove(): void;
}

const longestMs = 280_000;
const version = '-X helm.sh/helm/v3/internal/version.version=v3.22.0';

export function buildOracle(): Oracle {
  const directory = mkdtempSync(join(tmpdir(), 'violet-charts-oracle-'));
  const program = join(directory, 'charts');
  const words = ['build', '-mod=readonly', '-ldflags', `-s -w ${version}`, '-o', program, '.'];
  const built = spawnSync('go', words, { cwd: import.meta.dirname, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`go build: ${built.error?.message ?? built.stderr}`);
  return {
    run: (programs) => ask(directory, programs),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** Through files, so that it goes on while we are busy ourselves. */
async function ask(directory: string, programs: readonly ChartProgram[]): Promise<ChartAnswer[]> {
  const file = join(directory, randomUUID());
  writeFileSync(`${file}.in`, programs.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const [input, output] = [openSync(`${file}.in`, 'r'), openSync(`${file}.out`, 'w')];
  const child = spawn(join(directory, 'charts'), { stdio: [input, output, 'inherit'], timeout: longestMs });
  const [code, signal] = await once(child, 'close');
  closeSync(input);
  closeSync(output);
  if (code !== 0) throw new Error(`the Go program ended with ${code ?? signal}`);
  return readFileSync(`${file}.out`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => comparable(JSON.parse(line.replaceAll(goVersion, 'go1.26.0')) as ChartAnswer));
}

/** Helm is built by whatever Go there is. */
const goVersion = /go1\.26\.\d+/g;

/** Of reading a chart and of linting one. */
const unlogged = /^(Warning: Dependencies are handled in Chart.yaml|\[INFO\])/;

/** What Helm logs before it fails depends on the order in which it came to the dependencies, which is any. */
function comparable({ log, hooks, ...answer }: ChartAnswer): ChartAnswer {
  if (answer.error !== undefined) return { error: answer.error };
  const lines = (log ?? []).filter((line) => !unlogged.test(line));
  return {
    ...answer,
    ...(hooks === undefined ? {} : { hooks: hooks.map(({ last_run: _run, ...hook }) => hook) }),
    ...(lines.length === 0 ? {} : { log: lines }),
  };
}
