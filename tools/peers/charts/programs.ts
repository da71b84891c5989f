import fc from 'fast-check';
import { keys, names, sometimes, weighted } from './arbitraries.ts';
import type { ChartProgram } from './oracle.ts';
import { helpers, template } from './templates.ts';

const scalar = weighted<unknown>(
  [3, fc.constantFrom('text', '', 'two words', 'é✓', 'yes', '{{ .Release.Name }}', 'l1\nl2', '0x1F')],
  [3, fc.constantFrom(0, 1, -7, 2.5, 1e21, 123456789, 1000000)],
  [3, fc.boolean()],
  [3, fc.constant(null)],
);

/** Values over few keys, so that those of parents and children meet; most of what should be a table is one. */
function table(depth: number): fc.Arbitrary<Record<string, unknown>> {
  const entry = fc.constantFrom(...keys).chain((key) => {
    const isTable = [...names, 'global', 'exports', 'data', 'deep', 'tags'].includes(key);
    const inner = depth > 0 ? table(depth - 1) : fc.constant({});
    const value = weighted<unknown>(
      [isTable ? 1 : 12, scalar],
      [isTable ? 60 : 4, inner],
      [isTable ? 0 : 2, fc.array(scalar, { maxLength: 3 })],
    );
    return fc.tuple(fc.constant(key), key === 'enabled' ? weighted<unknown>([8, fc.boolean()], [1, scalar]) : value);
  });
  return fc.array(entry, { maxLength: 5 }).map((entries) => Object.fromEntries(entries));
}

interface ChartFileText {
  name: string;
  text: string;
}

const version = fc.constantFrom('1.0.0', '1.0.0', '0.1.0', '2.3.4-rc.1', '1.2', 'v1.0.0+b');

const importRule = fc.constantFrom<unknown>(
  ...['data', 'data', 'none', 'x'],
  ...[
    { child: 'deep', parent: 'got' },
    { child: 'data', parent: '.' },
    { child: 'exports.data', parent: 'a.b' },
  ],
  ...[{ child: 'deep', parent: 'data' }, { child: 'none', parent: 'a' }, { child: 'deep' }, 5, null],
);

const conditions = [
  'sub.enabled',
  'other.enabled',
  'global.enabled, sub.enabled',
  'none.none,enabled',
  'lib.enabled,',
  'a',
];

function dependency(among: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({
      name: weighted([80, fc.constantFrom(...among)], [1, fc.constant('absent')]),
      version: fc.constantFrom('*', '1.x', '>=0.0.0-0', '^1.0.0', '>=0.1.0', '0.x', 'nonsense', ''),
      alias: weighted<string>(
        [80, fc.constant('')],
        [30, fc.constantFrom('first', 'second', 'sub', 'ali_as')],
        [1, fc.constant('a.b')],
      ),
      condition: weighted([3, fc.constant('')], [2, fc.constantFrom(...conditions)]),
      tags: weighted<string[]>([3, fc.constant([])], [1, fc.subarray(['a', 'b', 'x'])]),
      rules: weighted<unknown[]>([2, fc.constant([])], [2, fc.array(importRule, { minLength: 1, maxLength: 3 })]),
    })
    .map(({ name, version: range, alias, condition, tags, rules }) => ({
      name,
      version: range,
      repository: 'https://example.com',
      ...(alias === '' ? {} : { alias }),
      ...(condition === '' ? {} : { condition }),
      ...(tags.length === 0 ? {} : { tags }),
      ...(rules.length === 0 ? {} : { 'import-values': rules }),
    }));
}

/** Most dependencies are there once and fit; a few of them make the chart one that is refused. */
function dependencies(among: readonly string[]): fc.Arbitrary<Record<string, unknown>[] | undefined> {
  if (among.length === 0) return fc.constant(undefined);
  const some = fc.array(dependency(among), { maxLength: 3 }).chain((all) =>
    sometimes(96).map((unique) => {
      const seen = new Set<unknown>();
      const key = (one: Record<string, unknown>) => one['alias'] ?? one['name'];
      return unique ? all.filter((one) => !seen.has(key(one)) && seen.add(key(one))) : all;
    }),
  );
  return weighted<Record<string, unknown>[] | undefined>([1, fc.constant(undefined)], [4, some]);
}

const moreMetadata = fc.record(
  {
    description: fc.constantFrom('A chart', 'tab\there', ''),
    appVersion: fc.constantFrom<unknown>('1.2.3', 1.1, 3, true),
    keywords: fc.constantFrom(['a', 'b'], []),
    home: fc.constant('https://example.com/\u0007'),
    annotations: fc.constantFrom<unknown>({ b: '1', a: 'x' }, { n: 1, t: true, z: null }),
    maintainers: fc.constantFrom<unknown>([{ name: 'n', email: 'e', url: 'u' }], [{ name: 'only' }]),
    sources: fc.constant(['s1', 's2']),
    deprecated: fc.boolean(),
    icon: fc.constant('i'),
    tags: fc.constant('t,u'),
    condition: fc.constant('c'),
    kubeVersion: weighted(
      [60, fc.constantFrom('>=1.20.0-0', '*', '>= 1.20 < 2', '^1.28.0 || 9.x')],
      [1, fc.constantFrom('<1.20', 'nonsense', '>=1.30.0')],
    ),
    type: weighted([150, fc.constant('application')], [1, fc.constantFrom('library', 'odd', '')]),
  },
  { requiredKeys: [] },
);

const broken = fc.constantFrom<Record<string, unknown>>(
  { name: '' },
  { name: 'a/b' },
  { name: '..' },
  { version: '' },
  { version: 'x"y' },
  { maintainers: [null] },
  { dependencies: [null] },
  { keywords: 'a' },
  { annotations: 'a' },
  { version: { a: 1 } },
  { deprecated: 'x' },
);

function chart(name: string, depth: number): fc.Arbitrary<ChartFileText[]> {
  const children =
    depth === 0
      ? fc.constant([])
      : fc.subarray(
          names.filter((one) => one !== name),
          { maxLength: 2 },
        );
  return children.chain((inside) =>
    fc
      .record({
        apiVersion: fc.constantFrom('v2', 'v2', 'v1'),
        version,
        more: moreMetadata,
        broken: weighted<Record<string, unknown> | undefined>([150, fc.constant(undefined)], [1, broken]),
        declared: dependencies(inside),
        values: weighted<Record<string, unknown> | undefined>([5, table(3)], [1, fc.constant(undefined)]),
        templates: fc.array(template, { minLength: depth === 2 ? 1 : 0, maxLength: 2 }),
        helpers: sometimes(depth === 2 ? 100 : 40),
        notes: sometimes(30),
        subcharts: fc.tuple(...inside.map((child) => chart(child, depth - 1))),
        crds: sometimes(10),
      })
      .map((one) => filesOf(name, inside, one)),
  );
}

function filesOf(
  name: string,
  inside: readonly string[],
  one: {
    apiVersion: string;
    version: string;
    more: object;
    broken: Record<string, unknown> | undefined;
    declared: Record<string, unknown>[] | undefined;
    values: Record<string, unknown> | undefined;
    templates: string[];
    helpers: boolean;
    notes: boolean;
    subcharts: ChartFileText[][];
    crds: boolean;
  },
): ChartFileText[] {
  const isLibrary = name === 'lib' ? { type: 'library' } : {};
  const metadata = { apiVersion: one.apiVersion, name, version: one.version, ...one.more, ...isLibrary };
  const declared = one.declared === undefined ? {} : { dependencies: one.declared };
  const isOld = one.apiVersion === 'v1';
  const texts: ChartFileText[] = [
    { name: 'Chart.yaml', text: JSON.stringify({ ...metadata, ...(isOld ? {} : declared), ...one.broken }) },
    { name: 'conf/a.txt', text: `of ${name}\nline two\n` },
    { name: 'conf/b.txt', text: '' },
    { name: 'other/c.txt', text: 'key: value' },
  ];
  if (isOld && one.declared !== undefined) texts.push({ name: 'requirements.yaml', text: JSON.stringify(declared) });
  if (one.values !== undefined) texts.push({ name: 'values.yaml', text: JSON.stringify(one.values) });
  if (one.helpers)
    texts.push({
      name: 'templates/_helpers.tpl',
      text: `${helpers.join('\n')}{{ define "${name}.named" }}of ${name}{{ end }}`,
    });
  if (one.notes)
    texts.push({ name: 'templates/NOTES.txt', text: `Notes of {{ .Chart.Name }}: {{ .Values.a | default "none" }}\n` });
  // Helm writes those of dependencies in any order.
  if (one.crds && name === 'root')
    texts.push({ name: 'crds/c.yaml', text: `kind: CustomResourceDefinition\nof: ${name}\n` });
  for (const [index, text] of one.templates.entries()) texts.push({ name: `templates/t${index}.yaml`, text });
  for (const [index, files] of one.subcharts.entries()) {
    for (const file of files) texts.push({ name: `charts/${inside[index]}/${file.name}`, text: file.text });
  }
  return texts;
}

/** Charts with dependencies and what they are rendered for. */
export const program: fc.Arbitrary<ChartProgram> = fc.record({
  files: chart('root', 2),
  values: fc.array(
    table(3).map((one) => JSON.stringify(one)),
    { maxLength: 2 },
  ),
  name: fc.constantFrom('my-release', 'my-release', 'my-release', 'my-release', 'r', 'a'.repeat(53)),
  namespace: fc.constant('apps'),
  kubeVersion: fc.constantFrom('v1.34.0', '1.29', '1.30.2+k3s1'),
  apiVersions: fc.constantFrom([], [], ['example.com/v1/Thing', 'x/v1']),
  isUpgrade: fc.boolean(),
  includeCrds: fc.boolean(),
  strict: sometimes(4),
  lint: sometimes(4),
});

/** What is counted: each of them is used at least so often in a run. */
export const counted: readonly string[] = [
  ...[
    'toYaml',
    'toYamlPretty',
    'toJson',
    'toToml',
    'fromYaml',
    'fromYamlArray',
    'fromJson',
    'fromJsonArray',
    'fromToml',
  ],
  ...['include', 'tpl', 'required', 'fail', 'lookup', 'getHostByName', '.Files.Get', '.Files.GetBytes', '.Files.Lines'],
  ...[
    '.Files.Glob',
    'AsConfig',
    'AsSecrets',
    '.Capabilities',
    '.Release',
    '.Chart',
    '.Template',
    '.Subcharts',
    '.Values',
  ],
  ...['import-values', 'alias', 'condition', 'tags', 'global', 'requirements.yaml', 'helm.sh/hook', 'NOTES.txt'],
];
