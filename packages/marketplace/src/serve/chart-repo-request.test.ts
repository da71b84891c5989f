import { describe, expect, it } from 'vitest';
import { requestedChartRepo } from './chart-repo-request.ts';

const urlOf = ({ namespace, repo }: { namespace: string; repo: string }) => `https://hub/${namespace}/${repo}`;
const documented = {
  apiVersion: 'v1',
  kind: 'ChartRepoCreate',
  metadata: { name: 'team', namespace: 'cpaas-system' },
  spec: {
    chartRepo: {
      apiVersion: 'app.alauda.io/v1beta1',
      kind: 'ChartRepo',
      metadata: { name: 'team', namespace: 'cpaas-system', labels: { 'project.cpaas.io/catalog': 'true' } },
      spec: { type: 'Local', url: null, source: null },
    },
  },
};

describe('a request for a chart repository', () => {
  it('in the documented form gets the address of the platform', () => {
    expect(requestedChartRepo(documented, urlOf)).toEqual({
      apiVersion: 'app.alauda.io/v1beta1',
      kind: 'ChartRepo',
      metadata: { name: 'team', namespace: 'cpaas-system', labels: { 'project.cpaas.io/catalog': 'true' } },
      spec: { type: 'Local', url: 'https://hub/cpaas-system/team' },
    });
  });

  it('may name the repository once, and keeps an address elsewhere', () => {
    const chartRepo = { spec: { type: 'Chart', url: 'https://example.com', secret: { name: 'login' } } };

    expect(requestedChartRepo({ ...documented, spec: { chartRepo } }, urlOf)).toMatchObject({
      metadata: { name: 'team', namespace: 'cpaas-system' },
      spec: { type: 'Chart', url: 'https://example.com', secret: { name: 'login' } },
    });
  });

  it.each([
    ['of another kind', { ...documented, kind: 'ChartRepo' }, 'a body of kind ChartRepoCreate was expected'],
    ['that is no object', null, 'a body of kind ChartRepoCreate was expected'],
    ['without the repository', { ...documented, spec: {} }, 'chartRepo: an object was expected'],
    ['without a type', { ...documented, spec: { chartRepo: { spec: {} } } }, 'type: missing'],
    ['without an address', { ...documented, spec: { chartRepo: { spec: { type: 'Chart' } } } }, 'url: missing'],
  ])('is refused %s', (_what, request, message) => {
    expect(() => requestedChartRepo(request, urlOf)).toThrow(message);
  });
});
