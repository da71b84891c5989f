import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aChart } from '../testing.ts';
import { chartArtifact } from './chart-artifact.ts';
import { chartFileName, indexEntry } from './index-entry.ts';
import { parseIndex } from './parse-index.ts';
import { printChartEntries, printIndex } from './print-index.ts';
import { sortEntries } from './sort-entries.ts';

const testdata = (name: string) => readFileSync(join(import.meta.dirname, 'testdata', name), 'utf8');
/** `helm repo index . --url charts` of Helm 3.22 over charts with every field, `+` in versions, and one of Helm 2. */
const helmIndex = testdata('helm-index.yaml');

function printed(index: string): string {
  const { entries } = parseIndex(index);
  const generated = /^generated: "(.*)"$/m.exec(index)?.[1] ?? '';
  return printIndex(new Map([...entries].map(([name, all]) => [name, printChartEntries(name, all)])), generated);
}

describe('index.yaml', () => {
  it('is printed as Helm prints it', () => {
    expect(printed(helmIndex)).toBe(helmIndex);
  });

  it('is the same when it came as JSON', () => {
    const asJson = JSON.stringify({ apiVersion: 'v1', entries: Object.fromEntries(parseIndex(helmIndex).entries) });

    expect(parseIndex(asJson).entries).toEqual(parseIndex(helmIndex).entries);
  });

  it('has all that Chart.yaml says, as `helm repo index` finds it', () => {
    const { metadata } = aChart({ 'Chart.yaml': testdata('Chart.yaml') });
    const [expected] =
      parseIndex(helmIndex)
        .entries.get('demo')
        ?.filter(({ version }) => version === '1.10.0') ?? [];
    const { created = '', digest = '' } = expected ?? {};

    expect(indexEntry(metadata, { urls: [`charts/${chartFileName(metadata)}`], created, digest })).toEqual(expected);
  });

  it('is valid without any chart', () => {
    expect(printIndex(new Map(), '2026-01-01T00:00:00Z')).toBe(
      'apiVersion: v1\nentries: {}\ngenerated: "2026-01-01T00:00:00Z"\n',
    );
  });

  it('leaves out a chart that YAML cannot hold, and keeps the others', () => {
    const at = { urls: [], created: '2026-01-01T00:00:00Z', digest: '' };
    const broken = aChart({}, { name: 'broken' }).metadata;
    const parts = new Map([
      ['broken', printChartEntries('broken', [indexEntry({ ...broken, annotations: { a: '\u009f' } }, at)])],
      ['fine', printChartEntries('fine', [indexEntry({ ...broken, name: 'fine' }, at)])],
    ]);

    expect([...parseIndex(printIndex(parts, '')).entries.keys()]).toEqual(['fine']);
  });

  it.each([
    ['what is no YAML', '\tx', /cannot be read: error converting YAML to JSON/],
    ['a list', '[]', /it is no map/],
    ['an index without apiVersion', 'entries: {}', /no API version specified/],
    ['more charts than is sensible', 'apiVersion: v1\nentries: {a: [], b: [], c: []}', /more than 2 charts/],
    ['more versions than is sensible', 'apiVersion: v1\nentries: {a: [1, 2, 3, 4]}', /more than 3 versions/],
  ])('is refused: %s', (_what, text, message) => {
    expect(() => parseIndex(text, { charts: 2, versions: 3 })).toThrow(message);
  });

  it('is read without the entries that Helm leaves out', () => {
    const index = `apiVersion: v1
entries:
  good: [{name: good, version: 1.0.0, urls: [good-1.0.0.tgz], unknown: 1}, null, {name: good, version: nonsense}]
  bad: [{name: ../bad, version: 1.0.0}]
  worse: {name: worse}
`;
    const { entries, skipped } = parseIndex(index);

    expect([...entries]).toEqual([
      [
        'good',
        [
          {
            apiVersion: 'v1',
            name: 'good',
            version: '1.0.0',
            urls: ['good-1.0.0.tgz'],
            created: '0001-01-01T00:00:00Z',
          },
        ],
      ],
    ]);
    expect(skipped).toEqual([
      'good: empty entry',
      'good: validation: chart.metadata.version "nonsense" is invalid',
      'bad: validation: chart.metadata.name "../bad" is invalid',
    ]);
  });
});

describe('the moment of an entry', () => {
  const entry = (created: string) =>
    `apiVersion: v1\nentries: {web: [{name: web, version: 1.0.0, urls: [web-1.0.0.tgz]${created}}]}`;

  it.each([
    ["is Go's first one where it is missing", '', '0001-01-01T00:00:00Z'],
    ["is Go's first one where it is null", ', created: null', '0001-01-01T00:00:00Z'],
    ['is kept as it is', ', created: 2020-01-02T03:04:05.678+02:00', '2020-01-02T03:04:05.678+02:00'],
  ])('%s', (_what, created, expected) => {
    const [version] = parseIndex(entry(created)).entries.get('web') ?? [];

    expect(version?.created).toBe(expected);
  });

  it.each(['""', 'yesterday', '20200102'])('costs the entry where Helm could not read the index: %s', (created) => {
    const { entries, skipped } = parseIndex(entry(`, created: ${created}`));

    expect([...entries]).toEqual([]);
    expect(skipped).toEqual([expect.stringMatching(/^web: error unmarshaling JSON: .*[Tt]ime/)]);
  });
});

describe('versions of a chart', () => {
  it('are sorted as Helm sorts them', () => {
    const versions = ['1.0.0', 'nonsense', '1.0.0+b', '0.9.0', '1.0.0+a', '1.10.0', '1.0.0-rc.1', 'v2', '1.2.0'];

    expect(sortEntries(versions.map((version) => ({ version }))).map(({ version }) => version)).toEqual([
      'v2',
      '1.10.0',
      '1.2.0',
      '1.0.0+a',
      '1.0.0+b',
      '1.0.0',
      '1.0.0-rc.1',
      '0.9.0',
      'nonsense',
    ]);
  });
});

describe('a chart in a registry', () => {
  it('has its bytes, its provenance and what Chart.yaml says', () => {
    const { metadata } = aChart({ 'Chart.yaml': testdata('Chart.yaml') });
    const [archive, provenance] = [new Uint8Array([1]), new Uint8Array([2])];
    const artifact = chartArtifact(metadata, { archive, provenance });

    expect(artifact.layers).toEqual([
      { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', bytes: archive },
      { mediaType: 'application/vnd.cncf.helm.chart.provenance.v1.prov', bytes: provenance },
    ]);
    expect(JSON.parse(new TextDecoder().decode(artifact.config.bytes))).toMatchObject({
      name: 'demo',
      version: '1.10.0',
    });
    expect(artifact.annotations).toMatchObject({
      'org.opencontainers.image.title': 'demo',
      'org.opencontainers.image.authors': 'Ann (ann@example.com), Bob',
      category: 'true',
    });
  });
});
