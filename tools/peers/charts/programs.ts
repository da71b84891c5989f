import fc from 'fast-check';
import type { ChartProgram } from './oracle.ts';

const names = ['sub', 'other', 'lib', 'dot.ted'];
const keys = ['a', 'b', 't', 'sub', 'other', 'lib', 'global', 'tags', 'enabled', 'exports', 'data', 'deep', 'x'];

function weighted<T>(...choices: [weight: number, arbitrary: fc.Arbitrary<T>][]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

const sometimes = (chance: number) => fc.integer({ min: 0, max: 99 }).map((at) => at < chance);

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

/** Some of them go through what may be nil, which is an error. */
const pair = fc.tuple(fc.constantFrom(...keys), fc.constantFrom(...keys));
const value = weighted(
  [30, fc.constantFrom(...keys.map((key) => `.Values.${key}`), '.Values', '.Values.none')],
  [20, pair.map((path) => `(dig "${path.join('" "')}" "-" .Values.AsMap)`)],
  [20, pair.map(([outer, inner]) => `(get (dict "v" .Values.${outer}) "v" | default "${inner}")`)],
  [1, pair.map((path) => `.Values.${path.join('.')}`)],
);

const safe = [
  ...['.Release.Name', '.Release.Namespace', '.Release.Service', '.Release.Revision', '.Release.IsInstall'],
  ...['.Release.IsUpgrade', '.Release', '.Chart.Name', '.Chart.Version', '.Chart.AppVersion', '.Chart.APIVersion'],
  ...['.Chart.Type', '.Chart.IsRoot', '.Chart.Keywords', '.Chart.Annotations', '.Chart.Home', '.Chart.Metadata.Name'],
  ...['.Chart.Deprecated', '.Chart.KubeVersion', '.Chart.Sources', '.Chart.Tags', '.Chart.Condition', '.Chart.Icon'],
  ...['.Template.Name', '.Template.BasePath', '.Template', '.Capabilities.KubeVersion', '.Values.AsMap'],
  ...['.Capabilities.KubeVersion.Major', '.Capabilities.KubeVersion.Minor', '.Capabilities.KubeVersion.GitVersion'],
  ...['.Capabilities.HelmVersion.Version', '(keys .Subcharts | sortAlpha)', '(len .Capabilities.APIVersions)'],
  ...['(.Capabilities.APIVersions.Has "apps/v1")', '(.Capabilities.APIVersions.Has "x/v1")', '.Values.YAML'],
  ...['(.Subcharts.sub | default dict).Values', '(.Subcharts.other | default dict).Template'],
];
const risky = [
  ...['.Subcharts.sub.Values', '.Subcharts.other.Chart.Name', '(.Values.Table "sub")', '(.Values.PathValue "sub.a")'],
  ...['(.Values.Table "global.data")', '(.Values.PathValue "a")', '(.Values.Table "a.b.c")', '(.Values.PathValue "")'],
];
const plain = weighted([25, fc.constantFrom(...safe)], [1, fc.constantFrom(...risky)]);

const files = fc.constantFrom(
  ...['(.Files.Get "conf/a.txt")', '(.Files.Get "none")', '(.Files.GetBytes "conf/a.txt" | toString)'],
  ...[
    '(.Files.Glob "conf/*").AsConfig',
    '(.Files.Glob "conf/**").AsConfig',
    '(.Files.Glob "{conf,other}/*.txt").AsSecrets',
  ],
  ...[
    '(.Files.Glob "**").AsSecrets',
    '(.Files.Glob "[").AsConfig',
    '(.Files.Glob "conf/[a-b].t?t" | len)',
    '.Files.AsConfig',
  ],
  ...['(keys (.Files.Glob "*") | sortAlpha)', '(.Files.Lines "none")', '(.Files.Lines "conf/a.txt")'],
  ...['(.Files.Get "requirements.yaml")', '(.Files.Get "Chart.yaml")', '(index .Files "conf/a.txt" | toString)'],
);

const yamlTexts = [
  ...['"a: 1\\nb: [x, 2.5]"', '"- 1\\n- two"', '"a: ["', '""', '"text"', '"null"', '"a: 0x1f\\nb: 1e3\\nc: yes"'],
  ...['(toYaml .Values)', '(toYaml .Values.data)'],
];
const jsonTexts = ['"{\\"a\\":[1,2.5]}"', '"[1,\\"two\\"]"', '"{"', '""', '"3"', '"null"', '(toJson .Values)'];
const tomlTexts = ['"a = 1\\nb = \\"x\\""', '"[t]\\nx = [1, 2]"', '"a ="', '""', '(toToml .Values.AsMap)'];
const templates = [
  '"{{ .Release.Name }}-{{ .Chart.Name }}"',
  '"{{ include \\"named\\" . }}"',
  '"{{ .Values.a }}"',
  '"{{ define \\"own\\" }}own{{ end }}{{ include \\"own\\" . }}"',
  '"{{ tpl \\"{{ .Chart.Name }}\\" . }}"',
  '"plain"',
  '"{{ include \\"named\\" . | upper }} {{ .Values.none }}"',
];
const failingTemplates = ['"{{ .Values.none.none }}"', '"{{ if }}"', '"{{ required \\"no\\" .Values.none }}"'];
const named = ['named', 'named', 'root.named', 'values', 'tpled', 'scoped'];
const scopes = ['.', '.', '$', '(merge (dict "Values" .Values) .)'];
const tables = ['(.Values.data | default dict)', '.Values', '.Values.AsMap', '(dict "a" .Values.a "t" (list 1 "x"))'];

/** Functions with what they are given; each gives one value. */
const call: fc.Arbitrary<string> = weighted(
  [30, value.map((one) => `toYaml ${one}`)],
  [20, value.map((one) => `toYamlPretty ${one}`)],
  [20, value.map((one) => `toJson ${one}`)],
  [20, fc.constantFrom(...tables).map((one) => `toToml ${one}`)],
  [20, fc.constantFrom(...yamlTexts).map((text) => `fromYaml ${text}`)],
  [20, fc.constantFrom(...yamlTexts).map((text) => `fromYamlArray ${text}`)],
  [20, fc.constantFrom(...jsonTexts).map((text) => `fromJson ${text}`)],
  [20, fc.constantFrom(...jsonTexts).map((text) => `fromJsonArray ${text}`)],
  [20, fc.constantFrom(...tomlTexts).map((text) => `fromToml ${text}`)],
  [
    40,
    fc.tuple(fc.constantFrom(...named), fc.constantFrom(...scopes)).map(([name, data]) => `include "${name}" ${data}`),
  ],
  [40, fc.constantFrom(...templates).map((text) => `tpl ${text} .`)],
  [1, fc.constantFrom(...failingTemplates).map((text) => `tpl ${text} .`)],
  [20, value.map((one) => `required "a value is needed: x" (${one} | default "set")`)],
  [1, value.map((one) => `required "a value is needed: y" ${one}`)],
  [4, value.map((one) => `and ${one} .Values.enabled (fail "not so")`)],
  [20, fc.constantFrom('"v1" "Secret" "ns" "n"', '"v1" "Pod" "" ""').map((words) => `lookup ${words}`)],
  [
    20,
    fc.constantFrom('getHostByName "localhost"', 'get .Values "a"', 'hasKey .Values "sub"', 'keys .Values | sortAlpha'),
  ],
  [10, fc.constantFrom('set .Values "a" "changed" | len', 'merge (dict "a" 1) .Values | len', 'index .Values "a"')],
);

/** Go prints the addresses of what they hold, so they are only written as JSON and YAML. */
const objects = [
  ...['.', '.Chart', '.Chart.Metadata', '.Chart.Maintainers', '.Chart.Dependencies', '.Subcharts', '.Capabilities'],
  ...['.Capabilities.KubeVersion', '.Files', '.Capabilities.HelmVersion', '.Capabilities.APIVersions'],
];
const ends = ['toJson', 'toYaml | quote', 'toJson | fromJson | toYaml | quote'];
const objectLine = fc
  .tuple(fc.constantFrom(...objects), fc.constantFrom(...ends))
  .map(([one, end]) => `{{ ${one} | ${end} }}`);

const expression = weighted([3, value], [3, plain], [2, files], [8, call.map((text) => `(${text})`)]);

const valueLine: fc.Arbitrary<string> = fc
  .tuple(
    expression,
    fc.constantFrom('toJson', 'toJson', 'quote', 'toString | quote', 'toYaml | quote', 'toString | trunc 300 | quote'),
  )
  .map(([one, end]) => `{{ ${one} | ${end} }}`);

const line = weighted([20, valueLine], [1, objectLine]);

const kinds = [
  'ConfigMap',
  'Secret',
  'Deployment',
  'Namespace',
  'Job',
  'Thing',
  'Another',
  'Service',
  'PriorityClass',
  '',
];
const hookTexts = [
  'pre-install',
  'post-install,pre-upgrade',
  'test',
  'test-success',
  ' Pre-Delete ',
  'odd',
  'pre-install,odd',
  '',
];
const annotation = weighted<string>(
  [10, fc.constant('')],
  [2, fc.constant('  annotations: {"helm.sh/resource-policy": keep}\n')],
  [
    4,
    fc
      .tuple(
        fc.constantFrom(...hookTexts),
        fc.constantFrom('5', '-3', '+2', 'x', '1.5', '99999999999999999999'),
        fc.constantFrom('hook-succeeded', 'before-hook-creation, HOOK-FAILED', 'odd', ''),
        sometimes(50),
      )
      .map(([hook, weight, policy, logs]) => {
        const more = logs ? `, "helm.sh/hook-output-log-policy": "${policy}"` : '';
        return `  annotations: {"helm.sh/hook": "${hook}", "helm.sh/hook-weight": "${weight}", "helm.sh/hook-delete-policy": "${policy}"${more}}\n`;
      }),
  ],
);

const manifest = fc
  .tuple(fc.constantFrom(...kinds), annotation, fc.array(line, { minLength: 1, maxLength: 4 }))
  .map(([kind, annotations, lines]) => {
    const data = lines.map((text, index) => `  k${index}: ${text}\n`).join('');
    return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: {{ .Release.Name }}-x\n${annotations}data:\n${data}`;
  });

const oddText = fc.constantFrom(
  ...[
    '{{ .Values.a.b.c }}',
    '{{ fail "stop: here" }}',
    '{{ include "nobody" . }}',
    '{{ nobody . }}',
    '{{ if .Values.a }}',
  ],
  ...[
    'kind: {a: 1}\n',
    'kind: [x]\nmetadata: {name: a}\n',
    'metadata: 3\n',
    'metadata: {annotations: [a]}\n',
    'metadata: {annotations: {a: {b: 1}}}\n',
  ],
  ...[
    '{{ .Values.YAML.x }}',
    '{{ required "gone" .Values.none }}',
    '{{ tpl "{{ fail \\"inner\\" }}" . }}',
    '{{ include "named" }}',
  ],
  ...[
    '- a\n- b\n',
    'text only\n',
    'kind: V\nversion: {{ .Capabilities.KubeVersion }}\n',
    '{{/* nothing */}}\n',
    '\n',
    '{{ template "named" . }}: 1\n',
    '{{ .Chart.Nothing }}',
    '{{ .Release.Nothing }}a: 1\n',
  ],
  ...[
    '{{ (lookup "v1" "Secret" "a" "b").data }}',
    '{{ index .Values "a" "b" }}',
    '{{ .Files.Get 3 }}',
    '{{ toYaml }}',
    '{{ .Capabilities.Nothing }}',
  ],
  ...[
    'kind: A\n---\nkind: B\n---\n\n---\nkind: C\n',
    '---\n---\nkind: D\n',
    '--- # c\nkind: E\n',
    'kind: F\n ---\nkind: G\n',
    'apiVersion: 1\nkind: 2\nmetadata: {name: 3}\n',
  ],
);

const template = weighted<string>(
  [40, manifest],
  [10, fc.array(manifest, { minLength: 2, maxLength: 3 }).map((all) => all.join('---\n'))],
  [1, oddText],
);

const helpers = [
  '{{ define "named" }}{{ .Chart.Name | default "none" }}{{ end }}',
  '{{ define "values" }}{{ toYaml .Values }}{{ end }}',
  '{{ define "tpled" }}{{ tpl "{{ .Release.Name }}" . }}{{ end }}',
  '{{ define "scoped" }}{{ $x := 1 }}{{ range $k, $v := .Values }}{{ $k }}{{ end }}{{ $x }}{{ end }}',
];

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
