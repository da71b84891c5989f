/** What a real Helm renders, against what we render: the kept cases, the chart that it makes itself, random values. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { loadChartArchive } from '@violet/charts';
import {
  caseArguments,
  caseSetting,
  caseValues,
  chartCases,
  hostileArchives,
  renderCase,
} from '@violet/charts/testing';
import { jsonEqual } from '@violet/machinery';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOracle, type ChartAnswer, type ChartProgram, type Oracle } from './oracle.ts';
import { runOurs } from './ours.ts';
import { counted, program } from './programs.ts';

const run = promisify(execFile);
const seed = Number(process.env['VIOLET_SEED'] ?? Date.now() % 1_000_000);
const charts = Number(process.env['VIOLET_CHARTS'] ?? 5000);

const rewrite = process.env['VIOLET_REWRITE_CASES'] === '1';

let work: string;
let oracle: Oracle;

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'violet-charts-'));
  oracle = buildOracle();
});

afterAll(async () => {
  oracle?.remove();
  await rm(work, { recursive: true, force: true });
});

function helm(words: string[]): Promise<{ stdout: string }> {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  return run(join(bin, 'helm'), words, { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, HOME: work } });
}

/** What `helm template` prints for a case, or what it says instead. */
async function template(directory: string): Promise<{ text: string; refuses: boolean }> {
  const words = ['template', caseSetting.name, join(directory, 'chart'), '--namespace', caseSetting.namespace];
  words.push('--kube-version', caseSetting.kubeVersion, ...caseValues(directory).flatMap((file) => ['-f', file]));
  try {
    return { text: (await helm([...words, ...caseArguments(directory)])).stdout, refuses: false };
  } catch (error) {
    return { text: refusal((error as { stderr: string }).stderr), refuses: true };
  }
}

/** Without the prefix, the advice about flags, and the warnings that come before. */
function refusal(stderr: string): string {
  const start = stderr.indexOf('Error: ');
  return `${stderr
    .slice(start + 'Error: '.length)
    .split('\n\nUse --debug')[0]
    ?.trimEnd()}\n`;
}

const unpacking = 'error unpacking subchart ';

/** Of several broken dependencies, Helm names any one: it reads them in the random order of a Go map. */
async function mayBeSaid(chart: ChartProgram, ours?: ChartAnswer, theirs?: ChartAnswer): Promise<boolean> {
  const isOfAnyOne = ours?.error?.startsWith(unpacking) === true && theirs?.error?.startsWith(unpacking) === true;
  if (!isOfAnyOne) return false;
  const answers = await oracle.run(Array.from({ length: 40 }, () => chart));
  return answers.some((answer) => jsonEqual(answer, ours));
}

describe('generated charts', () => {
  it(`render here as in Helm, or fail with the same words (${charts} of seed ${seed})`, async () => {
    const sample = fc.sample(program, { numRuns: charts, seed });
    const helms = oracle.run(sample);
    const ours: ChartAnswer[] = [];
    for (const one of sample) ours.push(await runOurs(one));
    const expected = await helms;

    const different: { chart: ChartProgram; helm: ChartAnswer | undefined; ours: ChartAnswer | undefined }[] = [];
    for (const [index, chart] of sample.entries()) {
      const [helm, here] = [expected[index], ours[index]];
      if (jsonEqual(here, helm) || (await mayBeSaid(chart, here, helm))) continue;
      different.push({ chart, helm, ours: here });
    }
    const failing = expected.filter(({ error }) => error !== undefined).length;
    const texts = sample.map(({ files }) => files?.map(({ name, text }) => `${name}\n${text}`).join('\n') ?? '');
    const uses = counted.map((word) => texts.reduce((sum, text) => sum + text.split(word).length - 1, 0));
    const least = Math.min(...uses);
    process.stderr.write(
      `${charts} charts, ${failing} failing, ${counted.length} functions and rules used at least ${least} times each; seed ${seed}\n`,
    );
    expect(different.slice(0, 5)).toEqual([]);
    expect(failing).toBeGreaterThanOrEqual(charts / 4);
    expect(least).toBeGreaterThanOrEqual(Math.min(200, charts / 25));
  }, 300_000);
});

describe('the kept cases', () => {
  it.concurrent.each(chartCases())('$name is still what Helm says', async ({ directory, expected, refuses, notes }) => {
    const now = await template(directory);
    const nowNotes = now.refuses ? undefined : await helmNotes(directory);
    if (rewrite) await keep(directory, now, nowNotes);

    expect(rewrite || now).toEqual(rewrite || { text: expected, refuses });
    expect(rewrite || nowNotes).toEqual(rewrite || notes);
  });
});

/** Of a chart that has any: only `helm install` shows them, and only Helm's packages tell them without a cluster. */
async function helmNotes(directory: string): Promise<string | undefined> {
  const [answer] = await oracle.run([
    {
      ...caseSetting,
      directory: join(directory, 'chart'),
      values: caseValues(directory).map((file) => readFileSync(file, 'utf8')),
      subchartNotes: caseArguments(directory).includes('--render-subchart-notes'),
    },
  ]);
  return answer?.notes === '' ? undefined : answer?.notes;
}

async function keep(directory: string, now: { text: string; refuses: boolean }, notes: string | undefined) {
  const kept = {
    'expected.yaml': now.refuses ? undefined : now.text,
    'expected-error.txt': now.refuses ? now.text : undefined,
  };
  for (const [name, text] of Object.entries({ ...kept, 'expected-notes.txt': notes })) {
    if (text === undefined) await rm(join(directory, name), { force: true });
    else await writeFile(join(directory, name), text);
  }
  await writeFile(
    join(directory, 'helm-version'),
    `${(await helm(['version', '--template', '{{.Version}}'])).stdout}\n`,
  );
}

describe('hostile archives', () => {
  it.each(hostileArchives.filter(({ ours }) => ours === undefined))(
    'are refused for $what as Helm does',
    async ({ archive, message }) => {
      const [answer] = await oracle.run([{ ...caseSetting, archive: Buffer.from(await archive()).toString('base64') }]);

      expect(answer).toEqual({ error: message });
    },
  );
});

describe('large hostile archives', () => {
  it.each(hostileArchives.filter(({ large }) => large === true))(
    'are refused for $what',
    async ({ archive, message }) => {
      await expect(loadChartArchive(await archive())).rejects.toThrow(message);
    },
    60_000,
  );
});

describe('the chart that `helm create` makes', () => {
  it.each<[string, object]>([
    ['nothing', {}],
    [
      'an ingress',
      {
        ingress: {
          enabled: true,
          className: 'nginx',
          annotations: { a: 'true' },
          tls: [{ secretName: 's', hosts: ['h'] }],
        },
      },
    ],
    [
      'autoscaling',
      { autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 9, targetMemoryUtilizationPercentage: 70 } },
    ],
    [
      'a pod of its own kind',
      { podAnnotations: { long: 'words '.repeat(40) }, nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'a' }] },
    ],
    [
      'volumes',
      { volumes: [{ name: 'v', secret: { secretName: 's' } }], volumeMounts: [{ name: 'v', mountPath: '/v' }] },
    ],
    ['numbers', { replicaCount: 1000000, image: { tag: 1.2 }, fullnameOverride: 'other' }],
  ])('is rendered alike with %s', async (what, values) => {
    const directory = join(work, what.replaceAll(' ', '-'));
    await mkdir(directory);
    await helm(['create', join(directory, 'chart')]);
    await writeFile(join(directory, 'values.yaml'), JSON.stringify(values));

    expect((await renderCase(directory)).printed).toBe((await template(directory)).text);
  });
});

const piece = fc.constantFrom(
  ...[
    'a',
    'b c',
    ' ',
    '\n',
    '- ',
    '#',
    ':',
    ': ',
    '"',
    "'",
    '0',
    '1',
    '09',
    'é',
    '😀',
    'yes',
    'null',
    '~',
    '1e3',
    '0x1f',
    '.5',
  ],
  ...[
    '-',
    '---',
    '...',
    '{',
    '}',
    '[',
    ']',
    ',',
    '&',
    '*',
    '!',
    '|',
    '>',
    '%',
    '@',
    '`',
    '?',
    '\t',
    '\u0001',
    '2001-01-01',
    '\\',
    'words of some length',
  ],
);
const text = fc.oneof(
  fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.array(piece, { minLength: 15, maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.string(),
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e7, max: 1e7, noNaN: true }),
);
// Go's order of keys goes round in circles where numbers begin with zeros (02001 < 0x < 2001 < 02001): what it prints then
// depends on the order in which it happened to read a map, and changes from run to run.
const key = text.map((word) => word.replace(/(?<!\d)0+(?=\d)/g, ''));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));

describe('random values', () => {
  it(`are written alike by toYaml and toJson (seed ${seed})`, async () => {
    const directory = join(work, 'random');
    await mkdir(join(directory, 'chart/templates'), { recursive: true });
    await writeFile(join(directory, 'chart/Chart.yaml'), 'apiVersion: v2\nname: random\nversion: 1.0.0\n');
    const lines =
      '{{ range .Values.list }}\nitem:\n  yaml: |2\n{{ toYaml . | indent 4 }}\n  json: {{ toJson . | b64enc }}\n---\n{{ end }}';
    await writeFile(join(directory, 'chart/templates/all.yaml'), lines);
    const list = fc.sample(value, { numRuns: 3000, seed });
    await writeFile(join(directory, 'values.yaml'), JSON.stringify({ list }));

    const ours = (await renderCase(directory)).printed.split('\n---');
    const theirs = (await template(directory)).text.split('\n---');

    expect(ours.length).toBe(theirs.length);
    const different = ours.findIndex((document, index) => document !== theirs[index]);
    expect(ours[different]).toBe(theirs[different]);
  });
});
