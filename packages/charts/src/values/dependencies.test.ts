import type { JsonObject } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../chart/chart.ts';
import { aChart } from '../testing.ts';
import { coalesceValues } from './coalesce.ts';
import { resolveDependencies } from './dependencies.ts';

const chartYaml = (name: string, dependencies: object[] = []) =>
  JSON.stringify({ apiVersion: 'v2', name, version: '1.0.0', dependencies });

function warningsOf(files: Record<string, string>, values: JsonObject): string[] {
  const lines: string[] = [];
  const chart = resolveDependencies(aChart(files), values, (line) => lines.push(line));
  coalesceValues(chart, values, (line) => lines.push(line));
  return [...new Set(lines)];
}

describe('dependencies', () => {
  it.each<[string, Record<string, string>, JsonObject, string[]]>([
    [
      'a table over a scalar',
      { 'values.yaml': 'a: text' },
      { a: { b: 1 } },
      ['warning: skipped value for demo.a: Not a table.'],
    ],
    [
      'a scalar over a table',
      { 'values.yaml': 't: {a: {b: 1}}' },
      { t: { a: 2 } },
      ['warning: cannot overwrite table with non table for demo.t.a (map[b:1])'],
    ],
    [
      'a table over a scalar inside one',
      { 'values.yaml': 't: {a: text}' },
      { t: { a: {} } },
      ['warning: destination for demo.t.a is a table. Ignoring non-table value (text)'],
    ],
    [
      'globals that are none',
      { 'values.yaml': 'global: text', 'charts/sub/Chart.yaml': chartYaml('sub') },
      {},
      ['warning: skipping globals because source global is not a table.'],
    ],
    [
      'globals of a dependency that are none',
      { 'charts/sub/Chart.yaml': chartYaml('sub') },
      { sub: { global: 1 } },
      ['warning: skipping globals because destination global is not a table.'],
    ],
    [
      'globals that meet a scalar',
      { 'charts/sub/Chart.yaml': chartYaml('sub') },
      { global: { a: {} }, sub: { global: { a: 1 } } },
      ['Conflict: cannot merge map onto non-map for "a". Skipping.'],
    ],
    [
      'conditions and tags that are no flags',
      {
        'Chart.yaml': chartYaml('demo', [{ name: 'sub', version: '*', condition: 'on', tags: ['x'] }]),
        'charts/sub/Chart.yaml': chartYaml('sub'),
      },
      { on: 'yes', tags: { x: 1 } },
      [
        "Warning: Tag 'x' for chart sub returned non-bool value",
        "Warning: Condition path 'on' for chart sub returned non-bool value",
      ],
    ],
    [
      'imports of what is not there',
      {
        'Chart.yaml': chartYaml('demo', [
          { name: 'sub', version: '*', 'import-values': ['data', { child: 'a', parent: 'b' }] },
        ]),
        'charts/sub/Chart.yaml': chartYaml('sub'),
      },
      {},
      [
        'Warning: ImportValues missing table: "exports" is not a table',
        'Warning: ImportValues missing table from chart sub: "a" is not a table',
      ],
    ],
  ])('warn, as Helm does, of %s', (_what, files, values, expected) => {
    expect(warningsOf(files, values)).toEqual(expected);
  });

  it('do not multiply where aliases have aliases: the second time Helm does not know them any more', () => {
    const files: Record<string, string> = {};
    for (let depth = 0; depth < 12; depth += 1) {
      const aliases = Array.from({ length: 10 }, (_, at) => ({ name: 'sub', version: '*', alias: `a${at}` }));
      const path = 'charts/sub/'.repeat(depth);
      files[`${path}Chart.yaml`] = chartYaml(depth === 0 ? 'demo' : 'sub', depth === 11 ? [] : aliases);
    }
    const count = (chart: Chart): number => chart.dependencies.reduce((sum, child) => sum + count(child), 1);

    expect(count(resolveDependencies(aChart(files), {}))).toBeLessThan(2000);
  });

  it('leave the chart that was read as it was', () => {
    const files = {
      'Chart.yaml': chartYaml('demo', [{ name: 'sub', version: '*', alias: 'kid', 'import-values': ['data'] }]),
      'charts/sub/Chart.yaml': chartYaml('sub'),
      'charts/sub/values.yaml': 'exports: {data: {a: {b: 1}}}',
    };
    const chart = aChart(files);

    const resolved = resolveDependencies(chart, { a: { b: null } });

    expect(chart).toEqual(aChart(files));
    expect(resolved.values).toMatchObject({ a: { b: 1 } });
    expect(resolved.dependencies.map(({ path }) => path)).toEqual(['demo/charts/kid']);
  });
});
