/** What `violet chart` prints, beside what `helm template` and `helm lint` print. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chartCases } from '@violet/charts/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViolet } from '../../../apps/violet/src/testing/run-violet.ts';

const run = promisify(execFile);
const samples = join(import.meta.dirname, '../../../samples');

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'violet-charts-cli-'));
  await writeChart(work);
});
afterAll(async () => {
  await rm(work, { recursive: true, force: true });
});

async function helm(words: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  const options = { cwd: work, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, HOME: work } };
  try {
    return { ...(await run(join(bin, 'helm'), words, options)), code: 0 };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

/** A chart with something for each flag. */
async function writeChart(directory: string): Promise<void> {
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: all\nversion: 1.2.3\ndeprecated: true\nicon: https://example.com/i.png\n',
    'values.yaml': 'replicas: 2\nname: x\nlist: [a]\nempty: null\n',
    'values.schema.json': '{"properties":{"replicas":{"type":"integer","maximum":9000000},"name":{"type":"string"}}}',
    'crds/a.yaml': 'kind: CustomResourceDefinition\n',
    'templates/a.yaml':
      'kind: A\nvalues: {{ toJson .Values }}\nreplicas: {{ .Values.replicas }} {{ printf "%T" .Values.replicas }}\n' +
      'release: {{ .Release.Name }} {{ .Release.Namespace }} {{ .Release.IsUpgrade }} {{ .Release.IsInstall }}\n' +
      'kube: {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.APIVersions.Has "x.example.com/v1" }}\n',
    'templates/b/b.yaml': 'kind: B\nn: {{ .Values.name }}\n---\nkind: Service\nmetadata: {name: s}\n',
    'templates/hook.yaml': 'kind: Job\nmetadata:\n  name: h\n  annotations: {"helm.sh/hook": pre-install}\n',
    'templates/test.yaml': 'kind: Pod\nmetadata:\n  name: t\n  annotations: {"helm.sh/hook": test}\n',
    'templates/NOTES.txt': 'notes',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(directory, 'all', name, '..'), { recursive: true });
    await writeFile(join(directory, 'all', name), text);
  }
  await writeFile(join(directory, 'one.yaml'), 'replicas: 3\nlist: [b, c]\nmap: {x: 1}\n');
  await writeFile(join(directory, 'two.yaml'), 'map: {y: 2.5}\nreplicas: 1000000\n');
  await writeFile(join(directory, 'text.txt'), 'line\nother: line\n');
}

const common = ['--kube-version', 'v1.34.0'];

describe('violet chart template', () => {
  it.each<[string, string[]]>([
    ['a name and a chart', ['web', 'all']],
    ['no name', ['all']],
    ['a namespace', ['web', 'all', '-n', 'apps']],
    ['files of values', ['web', 'all', '-f', 'one.yaml', '--values', 'two.yaml']],
    ['files of values, separated by a comma', ['web', 'all', '-f', 'one.yaml,two.yaml']],
    ['the same file twice', ['web', 'all', '-f', 'two.yaml', '-f', 'one.yaml', '-f', 'two.yaml']],
    ['numbers on the command line', ['web', 'all', '--set', 'replicas=1000000,list[1]=007,f=1.5', '--set', 'b.c=true']],
    [
      'each kind of --set',
      [
        'web',
        'all',
        '--set-string',
        'a=1',
        '--set-json',
        'j={"k":[1,2.5]}',
        '--set-literal',
        'l=a,b',
        '--set-file',
        't=text.txt',
      ],
    ],
    ['null on the command line', ['web', 'all', '--set', 'name=null,empty=1']],
    ['lists and commas', ['web', 'all', '--set', 'list={x,y\\,z,}', '--set', 'q.a\\.b=c']],
    ['an upgrade', ['web', 'all', '--is-upgrade']],
    ['CRDs', ['web', 'all', '--include-crds', '--skip-crds']],
    ['no hooks', ['web', 'all', '--no-hooks']],
    ['no tests', ['web', 'all', '--skip-tests']],
    ['one template', ['web', 'all', '--show-only', 'templates/a.yaml']],
    ['some templates', ['web', 'all', '-s', 'templates/*/b.yaml', '-s', 'templates/hook.yaml']],
    ['API versions', ['web', 'all', '-a', 'x.example.com/v1,y.example.com/v1']],
    ['a template for the name', ['all', '--name-template', 'n-{{ "X" | lower }}']],
    ['a generated name', ['all', '-g']],
    ['a schema that is skipped', ['web', 'all', '--set', 'replicas=many', '--skip-schema-validation']],
  ])('prints what Helm prints with %s', async (_what, words) => {
    const [ours, theirs] = [
      await runViolet(['chart', 'template', ...words, ...common], { cwd: work }),
      await helm(['template', ...words, ...common]),
    ];

    expect(ours.stdout).toBe(theirs.stdout);
    expect(ours.code).toBe(theirs.code);
    expect(theirs.code).toBe(0);
  });

  it.each<[string, string[]]>([
    ['values that the schema does not allow', ['web', 'all', '--set', 'replicas=9000001']],
    ['a --set that cannot be read', ['web', 'all', '--set', 'a[999999999]=1']],
    ['JSON that is none', ['web', 'all', '--set-json', 'a={b']],
    ['a template that is not there', ['web', 'all', '-s', 'templates/none.yaml']],
    ['a name that is none', ['Web_', 'all']],
    ['a version of Kubernetes that is none', ['web', 'all', '--kube-version', 'one']],
    ['a chart that is not there', ['web', './none']],
    ['a file of values that is not there', ['web', 'all', '-f', 'none.yaml']],
    ['a file of --set-file that is not there', ['web', 'all', '--set-file', 'a=none.txt']],
    ['a template for the name that is none', ['all', '--name-template', '{{ x }}']],
    ['a name and a template for it', ['web', 'all', '--name-template', 'x']],
  ])('refuses %s in the words of Helm', async (_what, words) => {
    const ours = await runViolet(['chart', 'template', ...common, ...words], { cwd: work });
    const theirs = await helm(['template', ...common, ...words]);

    expect(withoutHint(ours.stderr)).toBe(withoutHint(theirs.stderr));
    expect(ours.stdout).toBe('');
    expect([1, 2]).toContain(ours.code);
    expect(theirs.code).toBe(1);
  });

  it.each<[string, string[]]>([
    ['a directory', []],
    ['the name of the release in between', ['--release-name', '--include-crds']],
    ['tests left out', ['--skip-tests']],
  ])('writes the files that Helm writes into %s', async (what, words) => {
    const directory = what.replaceAll(' ', '-');
    const args = ['web', 'all', '--output-dir', directory, ...words, ...common];
    const theirs = await helm(['template', ...args]);
    const expected = await filesBelow(join(work, directory));
    await rm(join(work, directory), { recursive: true });

    const ours = await runViolet(['chart', 'template', ...args], { cwd: work });

    expect(ours.stdout).toBe(theirs.stdout);
    expect(await filesBelow(join(work, directory))).toEqual(expected);
    expect(expected.size).toBeGreaterThan(2);
  });

  it('reads values from what is piped in', async () => {
    const ours = await runViolet(['chart', 'template', 'web', 'all', '-f', '-', ...common], {
      cwd: work,
      input: 'replicas: 7\n',
    });

    expect(ours.stdout).toBe((await helm(['template', 'web', 'all', '--set-json', 'replicas=7', ...common])).stdout);
  });

  it.each(['gpu-device-plugin/v4.1.0', 'web-cli/v4.1.0'])('renders the sample %s, packed too', async (sample) => {
    await cp(join(samples, sample), join(work, 'sample'), { recursive: true });
    await helm(['package', 'sample', '--destination', 'packed']);
    const [packed = ''] = await readdir(join(work, 'packed'));
    for (const chart of ['sample', join('packed', packed)]) {
      const words = ['web', chart, ...common];
      expect((await runViolet(['chart', 'template', ...words], { cwd: work })).stdout).toBe(
        (await helm(['template', ...words])).stdout,
      );
    }
    for (const name of ['sample', 'packed']) await rm(join(work, name), { recursive: true });
  });
});

/** Ours has a hint on a line of its own, Helm's a word about a flag; both go to a person. */
function withoutHint(stderr: string): string {
  return stderr
    .replace(/\nHint: .*/s, '')
    .replace(/\n\nUse --debug.*/s, '')
    .trimEnd();
}

async function filesBelow(directory: string): Promise<Map<string, string>> {
  const names = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path, 'utf8')] as const)));
}

describe('violet chart lint', () => {
  it('says of the kept cases what Helm says', async () => {
    const cases = chartCases();
    const bare = cases.filter(({ directory }) => !existsSync(join(directory, 'values.yaml')));
    const differences: object[] = [];
    for (const group of [bare, ...cases.filter((one) => !bare.includes(one)).map((one) => [one])]) {
      const values = group === bare ? [] : ['-f', join(group[0]?.directory ?? '', 'values.yaml')];
      const words = ['lint', ...group.map(({ directory }) => join(directory, 'chart')), ...values, ...common];
      const [ours, theirs] = [await runViolet(['chart', ...words], { cwd: work }), await helm(words)];
      const expected = sections(theirs.stdout);
      for (const [chart, text] of sections(ours.stdout)) {
        if (expected.get(chart) !== text) differences.push({ chart, ours: text, helm: expected.get(chart) });
      }
      if (sections(ours.stdout).size !== expected.size) differences.push({ words, ours: ours.stderr });
    }

    expect(differences.slice(0, 5)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['a chart', ['all']],
    ['an older Kubernetes', ['all', '--kube-version', '1.20']],
    ['strictness', ['all', '--strict']],
    ['quiet', ['all', '--quiet']],
    ['values that do not fit', ['all', '--set', 'replicas=x']],
    ['a path that is no chart', ['all', 'none', 'none.tgz']],
  ])('prints what Helm prints with %s', async (_what, words) => {
    const [ours, theirs] = [
      await runViolet(['chart', 'lint', ...words], { cwd: work }),
      await helm(['lint', ...words]),
    ];

    expect(sections(ours.stdout)).toEqual(sections(theirs.stdout));
    expect(ours.stderr.trimEnd()).toBe(theirs.stderr.trimEnd());
    expect(ours.code).toBe(theirs.code);
  });
});

/** What is said of each chart; lists of dependencies come in any order from Helm. */
function sections(stdout: string): Map<string, string> {
  // A terminal is not steered by what a chart says.
  const parts = stdout
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '?')
    .split(/^==> Linting /m)
    .slice(1);
  return new Map(
    parts.map((part) => {
      const [chart = '', ...lines] = part.split('\n');
      return [
        chart,
        lines.map((line) => line.replace(/(these dependencies|name or alias): (.*)$/, sortedList)).join('\n'),
      ];
    }),
  );
}

function sortedList(_all: string, what: string, names: string): string {
  return `${what}: ${names.split(',').sort().join(',')}`;
}
