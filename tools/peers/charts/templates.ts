import fc from 'fast-check';
import { keys, sometimes, weighted } from './arbitraries.ts';

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

/** The text of a template: manifests mostly, now and then something odd. */
export const template = weighted<string>(
  [40, manifest],
  [10, fc.array(manifest, { minLength: 2, maxLength: 3 }).map((all) => all.join('---\n'))],
  [1, oddText],
);

/** What every chart with helpers defines. */
export const helpers = [
  '{{ define "named" }}{{ .Chart.Name | default "none" }}{{ end }}',
  '{{ define "values" }}{{ toYaml .Values }}{{ end }}',
  '{{ define "tpled" }}{{ tpl "{{ .Release.Name }}" . }}{{ end }}',
  '{{ define "scoped" }}{{ $x := 1 }}{{ range $k, $v := .Values }}{{ $k }}{{ end }}{{ $x }}{{ end }}',
];
