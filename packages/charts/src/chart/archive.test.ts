import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aChartArchive, anArchive, chartFiles } from '../testing.ts';
import { defaultArchiveLimits, loadChartArchive } from './archive.ts';
import { chartCrds, chartFileText } from './chart.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('loading a chart archive', () => {
  it('sorts the files of a chart into their places', async () => {
    const chart = await loadChartArchive(
      await aChartArchive({
        'values.yaml': 'a: 1',
        'values.schema.json': '{}',
        'templates/x.yaml': 'x: y',
        'scripts/plugin-config.yaml': 'mustUpgrade: false',
        'crds/c.yaml': 'kind: CustomResourceDefinition',
        'charts/sub/Chart.yaml': 'name: sub\nversion: 0.1.0',
      }),
    );

    expect(chart.metadata).toEqual({ apiVersion: 'v2', name: 'demo', version: '1.0.0' });
    expect(chart.values).toEqual({ a: 1 });
    expect(chart.templates.map(({ name }) => name)).toEqual(['templates/x.yaml']);
    expect(chartFileText(chart, 'scripts/plugin-config.yaml')).toBe('mustUpgrade: false');
    expect(chartCrds(chart).map(({ path }) => path)).toEqual(['demo/crds/c.yaml']);
    expect(chart.dependencies.map(({ metadata }) => metadata)).toEqual([
      { apiVersion: 'v1', name: 'sub', version: '0.1.0' },
    ]);
  });

  it('reads dependencies that are packed themselves, however deep', async () => {
    const inner = await anArchive([{ name: 'inner/Chart.yaml', data: bytes('name: inner\nversion: 1.0.0') }]);
    const middle = await anArchive([
      { name: 'middle/Chart.yaml', data: bytes('name: middle\nversion: 1.0.0') },
      { name: 'middle/charts/inner-1.0.0.tgz', data: inner },
    ]);
    const chart = await loadChartArchive(
      await anArchive([
        { name: 'outer/Chart.yaml', data: bytes('name: outer\nversion: 1.0.0') },
        { name: 'outer/charts/middle-1.0.0.tgz', data: middle },
      ]),
    );

    expect(chart.dependencies[0]?.metadata.name).toBe('middle');
    expect(chart.dependencies[0]?.dependencies[0]?.metadata.name).toBe('inner');
  });

  it('drops a byte order mark', async () => {
    const chart = await loadChartArchive(await aChartArchive({ 'values.yaml': '\ufeffa: b' }));

    expect(chart.values).toEqual({ a: 'b' });
  });

  it.each([
    ['../../etc/passwd', 'chart illegally references parent directory'],
    ['demo/../../x', 'chart illegally references parent directory'],
    ['demo//etc/passwd', 'chart illegally contains absolute paths'],
    ['demo/c:/windows', 'chart contains illegally named files'],
    ['Chart.yaml', 'chart illegally contains content outside the base directory: "Chart.yaml"'],
    ['demo\\..\\..\\x', 'chart illegally references parent directory'],
  ])('refuses the entry %s', async (name, message) => {
    await expect(loadChartArchive(await anArchive([{ name, data: bytes('x') }]))).rejects.toThrow(message);
  });

  it('refuses a link and follows nothing', async () => {
    const archive = await anArchive([
      ...[...chartFiles()].map(([name, data]) => ({ name: `demo/${name}`, data })),
      { name: 'demo/link', type: 'symlink', linkname: '/etc/passwd' },
    ]);

    await expect(loadChartArchive(archive)).rejects.toThrow('chart illegally contains a link or device: "link"');
  });

  it.each([
    [
      'a file that is too large',
      { fileBytes: 100 },
      'decompressed chart file "demo/big" is larger than the maximum file size 100',
    ],
    ['more in all than allowed', { totalBytes: 1000 }, 'decompressed chart is larger than the maximum file size'],
    ['too many files', { files: 2 }, 'the chart archive has too many files'],
  ])('refuses %s', async (_what, limits, message) => {
    const archive = await aChartArchive({ big: 'x'.repeat(2000) });

    await expect(loadChartArchive(archive, { ...defaultArchiveLimits, ...limits })).rejects.toThrow(message);
  });

  it('counts what packed dependencies unfold to as well', async () => {
    const inner = await aChartArchive({ big: 'x'.repeat(3000) });
    const archive = await anArchive([
      { name: 'demo/Chart.yaml', data: bytes('name: demo\nversion: 1.0.0') },
      { name: 'demo/charts/a-1.0.0.tgz', data: inner },
      { name: 'demo/charts/b-1.0.0.tgz', data: inner },
    ]);

    await expect(loadChartArchive(archive, { ...defaultArchiveLimits, totalBytes: 6000 })).rejects.toThrow(
      'error unpacking subchart b-1.0.0.tgz in demo: decompressed chart is larger than the maximum file size 6000',
    );
  });

  it('counts what lies behind the files of packed dependencies', async () => {
    const tar = gunzipSync(await aChartArchive());
    const inner = gzipSync(Buffer.concat([tar, Buffer.alloc(1024 * 1024)]));
    const archive = await anArchive([
      { name: 'demo/Chart.yaml', data: bytes('name: demo\nversion: 1.0.0') },
      { name: 'demo/charts/a-1.0.0.tgz', data: inner },
      { name: 'demo/charts/b-1.0.0.tgz', data: inner },
    ]);

    await expect(loadChartArchive(archive, { ...defaultArchiveLimits, totalBytes: 100_000 })).rejects.toThrow(
      'error unpacking subchart b-1.0.0.tgz in demo: decompressed chart is larger than the maximum file size 100000',
    );
  });

  it('stops a bomb while it unfolds', async () => {
    const bomb = await anArchive([{ name: 'demo/zeros', data: new Uint8Array(64 * 1024 * 1024) }]);

    expect(bomb.length).toBeLessThan(100_000);
    await expect(loadChartArchive(bomb, { ...defaultArchiveLimits, totalBytes: 1024 * 1024 })).rejects.toThrow(
      'larger than',
    );
  });

  it.each([
    ['nothing', new Uint8Array(), 'does not appear to be a gzipped archive'],
    ['text', bytes('name: demo'), 'does not appear to be a gzipped archive'],
    ['half an archive', undefined, 'the chart archive is damaged'],
  ])('refuses %s', async (_what, given, message) => {
    const archive = given ?? (await aChartArchive({ big: 'abc'.repeat(1000) })).subarray(0, 150);

    await expect(loadChartArchive(archive)).rejects.toThrow(message);
  });

  it('refuses an archive without files', async () => {
    await expect(loadChartArchive(await anArchive([{ name: 'demo/', type: 'directory' }]))).rejects.toThrow(
      'no files in chart archive',
    );
  });
});
