import { afterAll, describe, expect, it } from 'vitest';
import { renderChart } from '../render/render.ts';
import { aChart } from '../testing.ts';
import { renderDeep } from './render-deep.ts';
import { RenderWorkers } from './render-workers.ts';

const request = { release: { name: 'my-release', namespace: 'apps' } };
const workers = new RenderWorkers({ count: 2 });
const impatient = new RenderWorkers({ timeMs: 300 });

afterAll(() => Promise.all([workers.close(), impatient.close()]));

function chartOf(template: string, helpers = '') {
  return aChart({ 'templates/x.yaml': template, 'templates/_helpers.tpl': helpers });
}

/** Each level needs JavaScript's stack: an include among a function's arguments. */
const nested =
  '{{ define "down" }}{{ if gt (int .) 0 }}{{ range list . }}{{ print (include "down" (sub (int .) 1 | toString)) | trim }}{{ end }}{{ else }}end{{ end }}{{ end }}';

describe('charts rendered in threads', () => {
  it('come out as they do in this thread, again and again', async () => {
    const chart = chartOf(
      'kind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {a: {{ .Values.a | quote }}}\n',
    );
    const values = ['one', 'two', 'three', 'four'].map((a) => ({ a }));
    const rendered = await Promise.all(values.map((one) => workers.render(chart, { ...request, values: one })));
    expect(rendered).toEqual(values.map((one) => renderChart(chart, { ...request, values: one })));
  });

  it('fail as they do in this thread, and leave the thread fit for the next', async () => {
    const bad = chartOf('{{ fail "no such colour" }}');
    await expect(workers.render(bad, request)).rejects.toMatchObject({
      code: 'Invalid',
      message: 'execution error at (demo/templates/x.yaml:1:3): no such colour',
    });
    await expect(workers.render(chartOf('kind: Secret'), request)).resolves.toMatchObject({ notes: '' });
  });

  it('may make keys and certificates', async () => {
    const chart = chartOf('kind: Secret\ndata: {crt: {{ (genCA "me" 1).Cert | b64enc }}}\n');
    const { manifests } = await workers.render(chart, request);
    const encoded = /crt: (\S+)}/.exec(manifests[0]?.content ?? '')?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString()).toMatch(/^-----BEGIN CERTIFICATE-----/);
  });

  it('may nest includes as deep as Helm lets them', async () => {
    const chart = chartOf('kind: {{ include "down" "990" }}', nested);
    const { manifests } = await workers.render(chart, request);
    expect(manifests[0]?.kind).toBe('end');
  });

  it('find nothing by lookup, unless a cluster may be asked', async () => {
    const chart = chartOf('kind: {{ (lookup "v1" "ConfigMap" "apps" "a").kind | default "None" }}');
    expect((await workers.render(chart, request)).manifests[0]?.kind).toBe('None');
    const asked: string[][] = [];
    const { manifests } = await workers.render(chart, request, async (...question) => {
      asked.push(question);
      return { kind: 'Secret' };
    });
    expect(manifests[0]?.kind).toBe('Secret');
    expect(asked).toEqual([['v1', 'ConfigMap', 'apps', 'a']]);
  });

  it('ask again what depends on an answer, and fail with what the cluster could not tell', async () => {
    const chart = chartOf(
      '{{ $first := lookup "v1" "ConfigMap" "apps" "a" }}kind: {{ (lookup "v1" "ConfigMap" "apps" ($first.next | default "b")).kind }}',
    );
    const answers: Record<string, object> = { a: { next: 'c' }, b: {}, c: new Error('no such kind') };
    const answer = async (...[, , , name]: [string, string, string, string]) => (answers[name] ?? {}) as never;
    await expect(workers.render(chart, request, answer)).rejects.toThrow('error calling lookup: no such kind');
  });

  it('are refused in Helm’s words where includes never end', async () => {
    const chart = chartOf('{{ include "loop" . }}', '{{ define "loop" }}{{ include "loop" . }}{{ end }}');
    await expect(workers.render(chart, request)).rejects.toThrow(
      'rendering template has a nested reference name: loop',
    );
  });

  it('are given up when they take too long, and the next one finds a new thread', async () => {
    const endless = chartOf('{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}');
    for (let time = 0; time < 2; time++) {
      await expect(impatient.render(endless, request)).rejects.toMatchObject({
        code: 'Invalid',
        message: 'rendering chart demo took longer than 0.3 s and was stopped',
      });
    }
  });
});

describe('a program that renders one chart', () => {
  it('does so in its own thread, and in one with a larger stack where its own is too small', async () => {
    const chart = chartOf('kind: {{ include "down" "990" }}', nested);
    expect((await renderDeep(chart, request)).manifests[0]?.kind).toBe('end');
  });
});
