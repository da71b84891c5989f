import { expect, it } from 'vitest';
import { compileGlob } from './glob.ts';

it.each([
  ['grafana-dashboards/*.json', 'grafana-dashboards/a-b.json', true],
  ['grafana-dashboards/*.json', 'grafana-dashboards/a/b.json', false],
  ['a/**', 'a/b/c', true],
  ['[a-c]-?', 'b-1', true],
  ['[a\\-c]', '-', true],
  ['[a-]', '-', true],
  ['[!a-c]', 'b', false],
  ['{a-b,c}.y', 'a-b.y', true],
  ['a\\*', 'a*', true],
  ['a.b', 'axb', false],
])('the pattern %s is tried on %s', (pattern, name, matches) => {
  expect(compileGlob(pattern)?.test(name)).toBe(matches);
});
