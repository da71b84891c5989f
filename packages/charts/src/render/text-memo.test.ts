import { describe, expect, it } from 'vitest';
import { aChart } from '../testing.ts';
import { renderChart } from './render.ts';

function rendered(files: Record<string, string>, values = {}): string[] {
  const { manifests } = renderChart(aChart(files), { release: { name: 'r', namespace: 'n' }, values });
  return manifests.map(({ content }) => content);
}

const data = (expressions: string[]) =>
  `kind: ConfigMap\ndata:\n${expressions.map((one, index) => `  k${index}: ${one}\n`).join('')}`;

describe('what was included or printed before', () => {
  it.each([
    ['set', '{{ $_ := set .Values.map "a" "new" }}'],
    ['unset and set', '{{ $_ := unset .Values.map "a" }}{{ $_ = set .Values.map "a" "new" }}'],
    ['mergeOverwrite', '{{ $_ := mergeOverwrite .Values.map (dict "a" "new") }}'],
    ['an include that sets', '{{ include "setter" . }}'],
    ['a template that sets', '{{ template "setter" . }}'],
    ['a text that sets', '{{ tpl "{{ $_ := set .Values.map \\"a\\" \\"new\\" }}" . }}'],
  ])('is made anew after %s', (_, change) => {
    const helpers =
      '{{ define "show" }}{{ .Values.map.a }}{{ end }}{{ define "setter" }}{{ $_ := set .Values.map "a" "new" }}{{ end }}';
    const shown = ['{{ include "show" . }}', '{{ toYaml .Values.map | quote }}'];
    const text = data([...shown, `x${change}`, ...shown]);
    expect(rendered({ 'templates/x.yaml': text, 'templates/_h.tpl': helpers }, { map: { a: 'old' } })).toEqual([
      data(['old', '"a: old"', 'x', 'new', '"a: new"']).trim(),
    ]);
  });

  it.each(['.Template.Name', '(tpl "{{ .Template.Name }}" .)', '(toYaml .Template | trim | replace "\\n" " ")'])(
    'is made anew in another file where it says %s',
    (expression) => {
      const helpers = `{{ define "show" }}{{ ${expression} | quote }}{{ end }}{{ define "outer" }}{{ include "show" . }}{{ end }}`;
      const text = data(['{{ include "outer" . }}', '{{ include "show" . }}']);
      const [first = '', second = ''] = rendered({
        'templates/a.yaml': text,
        'templates/b.yaml': text,
        'templates/_h.tpl': helpers,
      });
      expect(first).toContain('templates/a.yaml');
      expect(second).toBe(first.replaceAll('a.yaml', 'b.yaml'));
    },
  );

  it.each([
    ['set', '{{ $_ := set . "Template" "mine" }}'],
    ['unset', '{{ $_ := unset . "Template" }}'],
  ])('is made anew in the file after one that has %s .Template itself', (_, change) => {
    const text = data([`{{ include "show" . | quote }}${change}`, '{{ include "show" . | quote }}']);
    // Helm runs b.yaml before a.yaml.
    const [last = ''] = rendered({
      'templates/a.yaml': text,
      'templates/b.yaml': text,
      'templates/_h.tpl': '{{ define "show" }}{{ get . "Template" }}{{ end }}',
    });
    expect(last).toContain('k0: "map[BasePath:demo/templates Name:demo/templates/a.yaml]"');
  });

  it('is made anew where chance went into it', () => {
    const helpers =
      '{{ define "inner" }}{{ randAlphaNum 20 }}{{ end }}{{ define "outer" }}{{ include "inner" . }}{{ end }}';
    const text = data(['{{ include "outer" . }}', '{{ include "outer" . }}', '{{ include "inner" . }}']);
    const [content = ''] = rendered({ 'templates/x.yaml': text, 'templates/_h.tpl': helpers });
    expect(new Set(content.match(/[A-Za-z0-9]{20}/g)).size).toBe(3);
  });

  it('is another one for another dot, and for a template that a text defines anew', () => {
    const helpers = '{{ define "show" }}{{ .a }}{{ end }}{{ define "outer" }}{{ include "show" . }}!{{ end }}';
    const anew = '{{ tpl "{{ define \\"show\\" }}other{{ end }}{{ include \\"outer\\" . }}" .Values.one }}';
    const outer = (name: string) => `{{ include "outer" .Values.${name} }}`;
    expect(
      rendered(
        { 'templates/x.yaml': data([outer('one'), outer('two'), anew, outer('one')]), 'templates/_h.tpl': helpers },
        { one: { a: 1 }, two: { a: 2 } },
      ),
    ).toEqual([data(['1!', '2!', 'other!', '1!']).trim()]);
  });
});
