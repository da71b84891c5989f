import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../../../packages/machinery/src/json.ts';
import { fieldCase, fieldRequest } from './field-cases.ts';
import { Random } from './random.ts';
import { handPatch, randomBuiltin } from './strategic-cases.ts';

// Makes the cases under testdata with upstream's answers: `node cases.ts [count] [seed]`. Needs Go.
const count = Number(process.argv[2] ?? 150);
const seed = Number(process.argv[3] ?? 1);
const here = import.meta.dirname;
const packages = join(here, '../../../packages');

const program = join(mkdtempSync(join(tmpdir(), 'peer-')), 'machinery');
execFileSync('go', ['build', '-o', program, '.'], { cwd: here, stdio: 'inherit' });

function answersTo(requests: readonly Json[]): Json[] {
  const input = requests.map((request) => JSON.stringify(request)).join('\n');
  const output = execFileSync(program, { input, maxBuffer: 2 ** 30, encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
}

function write(folder: string, name: string, cases: readonly unknown[]): void {
  const target = join(packages, folder, 'testdata');
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, name), `[\n${cases.map((item) => JSON.stringify(item)).join(',\n')}\n]\n`);
}

const random = new Random(seed);
const fieldCases = Array.from({ length: count }, () => fieldCase(random));
const results = answersTo(fieldCases.map(fieldRequest));
write(
  'machinery/src/apply',
  'managed-fields.json',
  fieldCases.map((item, index) => ({ ...item, ...(results[index] as object) })),
);

interface Answer {
  patch?: Json;
  object?: Json;
  error?: string;
}

// Three kinds of patches: between two objects, the same patch on a third one, and patches written by hand.
const kinds = [
  'Deployment',
  'Deployment',
  'StatefulSet',
  'Pod',
  'Service',
  'ServiceAccount',
  'ConfigMap',
  'ClusterRole',
];
const pairs = Array.from({ length: count }, () => {
  const kind = random.pick(kinds);
  return { op: 'twoway', kind, original: randomBuiltin(random, kind), modified: randomBuiltin(random, kind) };
});
const made = answersTo(pairs) as unknown as Answer[];
const patches = pairs.flatMap(({ kind, original }, index) => {
  const patch = made[index]?.patch;
  const other = random.chance(0.4) ? handPatch(random) : patch;
  return [
    ...(patch === undefined ? [] : [{ op: 'strategic', kind, original, patch }]),
    ...(other === undefined ? [] : [{ op: 'strategic', kind, original: randomBuiltin(random, kind), patch: other }]),
  ];
});
const patched = answersTo(patches) as unknown as Answer[];
write(
  'sandbox/src/kinds',
  'strategic-merge.json',
  patches.map(({ op: _, ...item }, index) => ({ ...item, ...patched[index] })),
);
