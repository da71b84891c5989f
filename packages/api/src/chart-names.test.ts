import { describe, expect, it } from 'vitest';
import { chartObjectName, chartRepository, chartTag } from './chart-names.ts';

const publicCharts = { namespace: 'cpaas-system', repo: 'public-charts' };

describe('the names of a chart', () => {
  it.each([
    ['nginx', 'nginx.public-charts', 'public-charts/nginx'],
    ['MyApp', 'myapp.public-charts', 'public-charts/myapp'],
    ['a.b', 'a.b.public-charts', 'public-charts/a.b'],
    ['two_words', 'two-words-061790bcae.public-charts', 'public-charts/two_words'],
    ['übung', 'bung-e2001a74b9.public-charts', 'public-charts/bung-e2001a74b9'],
    ['图', 'chart-8013578e5e.public-charts', 'public-charts/chart-8013578e5e'],
  ])('%s has an object and a repository', (chart, object, repository) => {
    expect(chartObjectName(chart, 'public-charts')).toBe(object);
    expect(chartRepository(publicCharts, chart)).toBe(repository);
  });

  it('keeps repositories of the same name in other namespaces apart', () => {
    expect(chartRepository({ namespace: 'team', repo: 'public-charts' }, 'nginx')).toBe(
      'chartrepos/team/public-charts/nginx',
    );
  });

  it.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3-rc.1+git.4f', '1.2.3-rc.1_git.4f'],
    [`1.0.0+${'a'.repeat(200)}`, undefined],
  ])('writes version %s as a tag', (version, tag) => {
    expect(chartTag(version)).toBe(tag);
  });
});
