import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileArchives } from '../testing/hostile-archives.ts';
import { rawArchive } from '../testing/raw-tar.ts';
import { loadChartArchive } from './archive.ts';
import { chartFileText } from './chart.ts';

const chartYaml = { name: 'demo/Chart.yaml', data: 'apiVersion: v2\nname: demo\nversion: 0.1.0\n' };

describe('an archive that is no honest chart', () => {
  const before = process.cwd();
  const empty = mkdtempSync(join(tmpdir(), 'violet-hostile-'));

  beforeAll(() => process.chdir(empty));
  afterAll(() => {
    process.chdir(before);
    rmSync(empty, { recursive: true, force: true });
  });

  it.each(hostileArchives.filter(({ large }) => large === undefined))(
    'is refused for $what, and nothing is written',
    async ({ archive, message }) => {
      await expect(loadChartArchive(await archive())).rejects.toMatchObject({ code: 'Invalid', message });

      expect(readdirSync(empty)).toEqual([]);
    },
  );
});

describe('an odd archive that is a chart', () => {
  it('keeps names apart that only look alike', async () => {
    const names = ['demo/\u00e9.txt', 'demo/e\u0301.txt', 'demo/E.txt', 'demo/e.txt'];
    const chart = await loadChartArchive(await rawArchive([chartYaml, ...names.map((name) => ({ name, data: name }))]));

    expect(names.map((name) => chartFileText(chart, name.slice('demo/'.length)))).toEqual(names);
  });

  it('reads a second Chart.yaml over the first, as Helm does', async () => {
    const second = { name: 'demo/Chart.yaml', data: 'version: 0.2.0\nhome: there\n' };
    const chart = await loadChartArchive(await rawArchive([chartYaml, second]));

    expect(chart.metadata).toEqual({ apiVersion: 'v2', name: 'demo', version: '0.2.0', home: 'there' });
  });

  it('takes a name of 300 characters, which only ever names an object in memory', async () => {
    const name = 'a'.repeat(300);
    const chart = await loadChartArchive(
      await rawArchive([{ name: 'demo/Chart.yaml', data: `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n` }]),
    );

    expect(chart.metadata.name).toBe(name);
  });

  it('drops control codes from what tables show', async () => {
    const data = 'apiVersion: v2\nname: "de\\emo"\nversion: 0.1.0\ndescription: "a\\e[31mred\\u0007\\r\\nb"\n';
    const chart = await loadChartArchive(await rawArchive([{ name: 'demo/Chart.yaml', data }]));

    expect(chart.metadata).toMatchObject({ name: 'demo', description: 'a[31mred  b' });
  });

  it('reads long names of PAX and of GNU', async () => {
    const long = `demo/${'deep/'.repeat(60)}x.txt`;
    const chart = await loadChartArchive(
      await rawArchive([
        chartYaml,
        { name: 'short', pax: { path: long, mtime: '1.5' }, data: 'pax' },
        { name: '././@LongLink', type: 'L', data: `${long}.gnu\0` },
        { name: 'short', data: 'gnu' },
      ]),
    );

    expect(chartFileText(chart, long.slice('demo/'.length))).toBe('pax');
    expect(chartFileText(chart, `${long.slice('demo/'.length)}.gnu`)).toBe('gnu');
  });
});
