import { describe, expect, it } from 'vitest';
import { renderHere } from '../node/rounds.ts';
import { aChart } from '../testing.ts';
import { renderChart } from './render.ts';

const release = { name: 'web', namespace: 'apps' };
const template = (line: string) => ({ 'templates/cm.yaml': `kind: ConfigMap\nmetadata: {name: a}\nvalue: ${line}\n` });

function render(line: string, options: Partial<Parameters<typeof renderChart>[1]> = {}): string {
  const { manifests } = renderChart(aChart(template(line)), { release, ...options });
  return manifests[0]?.content.split('value: ')[1] ?? '';
}

describe('rendering', () => {
  it('asks the lookup that it is given', () => {
    const lookup = (...words: string[]) => ({ asked: words.join(' ') });

    expect(render('{{ (lookup "v1" "Secret" "ns" "n").asked }}', { lookup })).toBe('v1 Secret ns n');
  });

  it('gives every lookup an answer of its own, whatever templates have done to the one before', async () => {
    const ask = '(lookup "v1" "ConfigMap" "apps" "a")';
    const line = `{{ $_ := set ${ask} "n" "changed" }}{{ ${ask}.n }} {{ lookup "v1" "Secret" "apps" ${ask}.n }}`;
    const { manifests } = await renderHere(aChart(template(line)), { release }, async (_version, kind) =>
      kind === 'ConfigMap' ? { n: 'original' } : {},
    );

    expect(manifests[0]?.content).toContain('value: original map[]');
  });

  it.each([
    ['(.Values.PathValue "m.a")', '1'],
    ['(.Values.Table "m.t").b', '2'],
  ])('finds by path what templates have set: %s', (expression, expected) => {
    const set = '{{ $_ := set .Values "m" (dict "a" 1 "t" (dict "b" 2)) }}';

    expect(render(`${set}{{ ${expression} }}`)).toBe(expected);
  });

  it.each(['$m', '(list $m)', '(dict "m" $m)'])('writes nothing for a map that holds itself as %s', (itself) => {
    const cycle = `{{ $m := dict }}{{ $_ := set $m "self" ${itself} }}`;

    expect(render(`${cycle}<{{ toYaml $m }}{{ toJson $m }}>`)).toBe('<>');
  });

  it('says to templates that it is an upgrade, and which', () => {
    const upgrade = { ...release, revision: 3, isUpgrade: true };

    expect(render('{{ .Release.IsUpgrade }} {{ .Release.Revision }}', { release: upgrade })).toBe('true 3');
  });

  it('leaves the chart as it was, however templates change their values', () => {
    const chart = aChart({
      ...template('{{ $_ := set .Values "a" "changed" }}{{ .Values.a }}'),
      'values.yaml': 'a: original',
    });

    renderChart(chart, { release });

    expect(chart.values).toEqual({ a: 'original' });
    expect(renderChart(chart, { release }).manifests[0]?.content).toContain('changed');
  });

  it('gives hooks apart from the objects, and notes apart from both', () => {
    const rendered = renderChart(
      aChart({
        'templates/NOTES.txt': 'Welcome to {{ .Release.Name }}',
        'templates/job.yaml':
          'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: migrate\n  annotations: {helm.sh/hook: "pre-install, PRE-UPGRADE", helm.sh/hook-weight: "3", helm.sh/hook-delete-policy: "hook-succeeded,before-hook-creation"}\n',
      }),
      { release },
    );

    expect(rendered.notes).toBe('Welcome to web');
    expect(rendered.manifests).toEqual([]);
    expect(rendered.hooks).toMatchObject([
      {
        name: 'migrate',
        events: ['pre-install', 'pre-upgrade'],
        weight: 3,
        deletePolicies: ['hook-succeeded', 'before-hook-creation'],
      },
    ]);
  });

  it.each([
    [
      '{{ .Capabilities.APIVersions.Has "apps/v1" }} {{ .Capabilities.APIVersions.Has "example.com/v1" }}',
      'true false',
    ],
    ['{{ has "apps/v1" .Capabilities.APIVersions }} {{ kindOf .Capabilities.APIVersions }}', 'true slice'],
    ['{{ index .Capabilities.APIVersions 0 }} {{ len .Capabilities.APIVersions }}', 'v1 57'],
    [
      '{{ range $i, $v := .Capabilities.APIVersions }}{{ if lt $i 2 }}{{ $v }} {{ end }}{{ end }}',
      'v1 admissionregistration.k8s.io/v1',
    ],
    [
      '{{ printf "%T" .Capabilities.APIVersions }} {{ slice .Capabilities.APIVersions 0 1 | toJson }}',
      'chartutil.VersionSet ["v1"]',
    ],
    ['{{ toJson .Capabilities.KubeVersion }}', '{"Version":"v1.34.0","Major":"1","Minor":"34"}'],
  ])('shows what a cluster can do as Helm does: %s', (text, expected) => {
    expect(render(text)).toBe(expected);
  });

  it('refuses values that the schema does, unless it is told to skip it', () => {
    const chart = aChart({ 'values.schema.json': '{"properties":{"a":{"type":"string"}}}', 'values.yaml': 'a: 1' });

    expect(() => renderChart(chart, { release })).toThrow(
      "values don't meet the specifications of the schema(s) in the following chart(s):\ndemo:\n- at '/a': got number, want string\n",
    );
    expect(renderChart(chart, { release, skipSchemaValidation: true }).manifests).toEqual([]);
  });

  it.each([
    ['an endless recursion', '{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}'],
    ['templates that call themselves', '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}'],
    ['an endless tpl', '{{ define "t" }}{{ tpl "{{ include \\"t\\" . }}" . }}{{ end }}{{ include "t" . }}'],
  ])('ends %s with a failure', (_what, text) => {
    expect(() => render(text)).toThrow(/nested reference name|exceeded maximum template depth/);
  });

  it('ends a template that writes without end', () => {
    expect(() =>
      render('{{ range until 100000 }}{{ repeat 1000 "x" }}{{ end }}', { limits: { output: 1_000_000 } }),
    ).toThrow(/output/);
  });
});
