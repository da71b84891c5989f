import { isJsonObject, type Json, type JsonObject, setMember } from '@violet/machinery';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadChartDirectory } from '../chart/archive.ts';
import type { Chart } from '../chart/chart.ts';
import { chartCases, chartDirectory } from '../testing/chart-case.ts';
import { aChart } from '../testing.ts';
import { kubeVersionOf } from './capabilities.ts';
import { type RenderOptions, renderChart } from './render.ts';

/** Whatever comes of it, be it a refusal; what chance and clock say is given. */
function outcome(chart: Chart, options: RenderOptions, fate: number): unknown {
  chance = fate;
  const said: string[] = [];
  try {
    const rendered = renderChart(chart, { ...options, environment, warn: (line) => said.push(line) });
    return structuredClone({ ...rendered, said });
  } catch (error) {
    return { message: (error as Error).message, said };
  }
}

let chance = 0;
const environment = {
  clock: () => chance++,
  random: (count: number) => Uint8Array.from({ length: count }, () => chance++),
};

const scalars = fc.constantFrom<Json>(
  null,
  true,
  false,
  0,
  -0,
  1,
  '',
  'text',
  'other',
  '{{ .Release.Name }}',
  '1',
  1.5,
);
const oddValues = fc.oneof(
  { weight: 4, arbitrary: scalars },
  fc.array(scalars, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('k', 'n', 'a'), scalars, { maxKeys: 2 }),
);

/** Values as they were, but for one place. */
function changedAt(values: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key = '', ...rest] = path;
  const inner = values[key];
  const changed = { ...values };
  setMember(changed, key, rest.length === 0 ? value : changedAt(isJsonObject(inner) ? inner : {}, rest, value));
  return changed;
}

const otherSettings: Partial<RenderOptions>[] = [
  { release: { name: 'second', namespace: 'apps' } },
  { release: { name: 'first', namespace: 'apps', revision: 2, isUpgrade: true } },
  { capabilities: { kubeVersion: kubeVersionOf('v1.30.1'), apiVersions: ['v1', 'b/v1'] } },
  { lookup: () => ({ kind: 'Found' }) },
  { lint: true },
  { strict: true },
];

const settings = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Partial<RenderOptions>>({}) },
  fc.constantFrom(...otherSettings),
);

interface Step {
  path: readonly string[];
  value: Json;
  setting: Partial<RenderOptions>;
}

/** Each step changes one value, and what is asked for besides. */
function expectTheSame(again: Chart, anew: () => Chart, steps: readonly Step[]): void {
  let values: JsonObject = {};
  for (const [at, { path, value, setting }] of steps.entries()) {
    const options = { release: { name: 'first', namespace: 'apps' }, values, ...setting };
    expect(outcome(again, options, at * 7)).toEqual(outcome(anew(), options, at * 7));
    values = changedAt(values, path, value);
  }
}

function stepsOver(paths: readonly (readonly string[])[]): fc.Arbitrary<Step[]> {
  const step = fc.record({ path: fc.constantFrom(...paths), value: oddValues, setting: settings });
  return fc.array(step, { minLength: 2, maxLength: 6 });
}

/** The names of all values, tables included. */
function pathsOf(values: JsonObject, above: readonly string[] = []): (readonly string[])[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    return [path, ...(isJsonObject(value) ? pathsOf(value, path) : [])];
  });
}

function everyPath({ values, dependencies }: Chart): (readonly string[])[] {
  const below = dependencies.flatMap((child) => everyPath(child).map((path) => [child.metadata.name, ...path]));
  return [['unknown'], ['global', 'g'], ...pathsOf(values), ...below];
}

describe('a kept chart', () => {
  it.each(chartCases().filter(({ refuses }) => !refuses))(
    'that is rendered again ($name) comes out as if it had been read anew',
    async ({ directory }) => {
      const chart = await loadChartDirectory(chartDirectory(`${directory}/chart`));
      fc.assert(
        fc.property(stepsOver(everyPath(chart)), (steps) => {
          expectTheSame(structuredClone(chart), () => structuredClone(chart), steps);
        }),
        { numRuns: 2 },
      );
    },
  );
});

/** What changes something that others see, or only looks as if it did; and what is another one each time. */
const deeds = [
  '{{ $_ := set .Values "x" "changed" }}',
  '{{ $_ := set .Values "x" (print .Values.y) }}',
  '{{ if .Values.y }}{{ $_ := set .Values.map "k" .Values.y }}{{ end }}',
  '{{ $_ := unset .Values.map "k" }}',
  '{{ $_ := set .Values.global "g" .Template.Name }}',
  '{{ $_ := set .Values.global.t "u" .Values.x }}',
  '{{ $_ := set . "Extra" .Values.x }}',
  '{{ $_ := set .Release "Name" "set" }}',
  '{{ $_ := set .Template "Name" "set" }}',
  '{{ $_ := set . "Template" "set" }}{{ .Template }}',
  '{{ $_ := unset . "Template" }}',
  '{{ $d := dict "m" .Values.map }}{{ $_ := merge $d (dict "m" (dict "n" 1)) }}{{ $d }}',
  '{{ $d := dict "m" (dict "k" 1) }}{{ $_ := mergeOverwrite $d .Values }}{{ $_ = set $d.map "deep" true }}',
  '{{ $d := deepCopy .Values.map }}{{ $_ := set $d "k" "mine" }}{{ $d }}',
  '{{ $d := dict }}{{ $_ := set .Values "fresh" $d }}{{ $_ = set $d "later" .Values.y }}{{ .Values.fresh }}',
  '{{ range .Subcharts }}{{ $_ := set .Values "x" "from above" }}{{ end }}',
  '{{ if .Values.y }}{{ range .Subcharts }}{{ $_ := set .Values "x" "from above" }}{{ end }}{{ end }}',
  '{{ $_ := set .Subcharts "none" (dict "Values" 1) }}',
  '{{ $_ := merge (dict "a" .Chart.Annotations) (dict "a" (dict "new" "n")) }}',
  '{{ randAlphaNum 5 }}',
  '{{ now | unixEpoch }}',
  '{{ (lookup "v1" "Secret" "a" "b").kind }}',
];

const questions = [
  '{{ .Values.x }}',
  '{{ toYaml .Values | quote }}',
  '{{ .Values.map.k }}',
  '{{ .Values.global.g }}{{ .Values.global.t }}',
  '{{ .Release.Name }}{{ .Release.Revision }}{{ .Release.IsUpgrade }}',
  '{{ .Capabilities.KubeVersion }}{{ .Capabilities.APIVersions.Has "b/v1" }}',
  '{{ .Template.Name }}',
  '{{ include "show" . }}',
  '{{ include "named" . }}',
  '{{ tpl (toString .Values.x) . }}',
  '{{ .Extra }}',
  '{{ .Chart.Name }}{{ .Chart.Annotations }}{{ .Files.Get "a.txt" }}',
  '{{ range $name, $scope := .Subcharts }}{{ $name }}{{ toYaml $scope.Values | quote }}{{ end }}',
  '{{ range .Subcharts }}{{ .Template }}{{ .Extra }}{{ .Chart.Annotations }}{{ end }}',
  '{{ include "lent" . }}',
  '{{ required "x is needed" .Values.x }}',
];

const snippets = fc.constantFrom(...deeds, ...questions);

function fileOf(parts: readonly string[]): string {
  return `data:\n${parts.map((part, at) => `  k${at}: |\n    ${part}\n`).join('')}`;
}

const texts = fc.array(snippets, { minLength: 1, maxLength: 4 }).map(fileOf);

const generated = fc.dictionary(
  fc.constantFrom(
    'templates/a.yaml',
    'templates/b.yaml',
    'templates/NOTES.txt',
    'templates/deep/down/here/c.yaml',
    'charts/one/templates/a.yaml',
    'charts/one/templates/b.yaml',
    'charts/two/templates/a.yaml',
    'charts/two/charts/three/templates/a.yaml',
  ),
  texts,
  { minKeys: 2 },
);

const others = {
  'Chart.yaml':
    'apiVersion: v2\nname: demo\nversion: 1.0.0\ndependencies: [{name: one, version: 1.0.0, condition: one.on}]\n',
  'values.yaml': 'x: 1\ny: ""\nmap: {k: v}\nglobal: {g: 1, t: {u: 1}}\none: {x: 2}\n',
  'a.txt': 'a file',
  'templates/_h.tpl': '{{ define "show" }}{{ .Values.x }}{{ end }}{{ define "named" }}{{ .Template.Name }}{{ end }}',
  'charts/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\nannotations: {a: b}\n',
  'charts/one/values.yaml': 'x: 1\ny: ""\nmap: {k: v}\n',
  'charts/one/templates/_h.tpl': '{{ define "lent" }}one{{ end }}',
  'charts/two/templates/_h.tpl': '{{ define "lent" }}two{{ end }}',
  'charts/two/Chart.yaml': 'apiVersion: v2\nname: two\nversion: 1.0.0\n',
  'charts/two/values.yaml': 'x: 1\nmap: {k: v}\n',
  'charts/two/charts/three/Chart.yaml': 'apiVersion: v2\nname: three\nversion: 1.0.0\n',
  'charts/two/charts/three/values.yaml': 'x: 1\nmap: {k: v}\n',
};

const everyName = ['x', 'y', 'map', 'global'].flatMap((name) => [
  [name],
  ['one', name],
  ['two', name],
  ['two', 'three', name],
]);
const places = [
  ...everyName,
  ['map', 'k'],
  ['one', 'map', 'k'],
  ['global', 'g'],
  ['global', 't', 'u'],
  ['one'],
  ['one', 'on'],
];

const quiet: Step = { path: ['unused'], value: 1, setting: {} };

/** Values of the parent, of a dependency and of none, then each setting, and a dependency less. */
const manySteps: Step[] = [
  { ...quiet, path: ['y'], value: 'new' },
  { ...quiet, path: ['one', 'x'], value: 'new' },
  { ...quiet, path: ['one', 'y'], value: 'new' },
  { ...quiet, path: ['y'], value: 'new' },
  { ...quiet, path: ['y'], value: 'newer' },
  ...otherSettings.flatMap((setting) => [quiet, { ...quiet, setting }]),
  { ...quiet, path: ['one', 'on'], value: false },
  quiet,
];

const deedFiles = [
  'templates/b.yaml',
  'templates/deep/down/here/c.yaml',
  'charts/one/templates/b.yaml',
  // Helm runs it after a.yaml.
  'charts/one/templates/B.yaml',
  'charts/two/charts/three/templates/b.yaml',
];

describe('a generated chart', () => {
  it.each(deeds.flatMap((deed) => deedFiles.map((file) => ({ deed, file }))))(
    'that is rendered again comes out as if it had been read anew where $file says $deed',
    ({ deed, file }) => {
      const asked = fileOf(questions);
      const files = {
        'templates/a.yaml': asked,
        'charts/one/templates/a.yaml': asked,
        'charts/two/charts/three/templates/a.yaml': asked,
        [file]: fileOf([deed]),
      };
      const anew = () => aChart({ ...others, ...files });
      expectTheSame(anew(), anew, manySteps);
    },
  );

  it('that is rendered again comes out as if it had been read anew, whatever its templates change', {
    timeout: 60_000,
  }, () => {
    fc.assert(
      fc.property(generated, stepsOver(places), (files, steps) => {
        const anew = () => aChart({ ...others, ...files });
        expectTheSame(anew(), anew, steps);
      }),
      { numRuns: 60 },
    );
  });
});
