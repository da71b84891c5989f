import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigMaps } from '../testing/a-stage.ts';
import { type ActionStage, aChartRelease, anActionStage } from '../testing/an-action-stage.ts';
import { installRelease } from './install.ts';
import { upgradeRelease } from './upgrade.ts';

const result = (name: string, expression: string) =>
  aChartRelease(name, {
    'templates/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  a: {{ ${expression} | quote }}\n`,
  });

describe('lookup in templates', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
    const maps = stage.cluster.resource(ConfigMaps, 'apps');
    const other = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' }, data: { next: 'target' } };
    await maps.create(other);
    await maps.create({ ...other, metadata: { name: 'target' }, data: { value: 'found' } });
  });

  afterAll(async () => {
    await stage.close();
  });

  const answer = async (name: string, expression: string) => {
    await installRelease(result(name, expression), stage.options({ lookup: true }));
    return (await stage.map(name))?.data?.['a'];
  };

  it.each([
    ['an object', '(lookup "v1" "ConfigMap" "apps" "other").data.next', 'target'],
    [
      'an object that another one names',
      '(lookup "v1" "ConfigMap" "apps" (lookup "v1" "ConfigMap" "apps" "other").data.next).data.value',
      'found',
    ],
    [
      'one that templates cannot do without',
      'required "no target" (dig "data" "value" "" (lookup "v1" "ConfigMap" "apps" "target"))',
      'found',
    ],
    ['nothing', 'len (lookup "v1" "ConfigMap" "apps" "none")', '0'],
    ['nothing of a kind that is not served', 'len (lookup "v1" "Nonsense" "apps" "none")', '0'],
    [
      'a list, whose items say what they are',
      'index (lookup "v1" "ConfigMap" "apps" "").items 0 | dig "kind" ""',
      'ConfigMap',
    ],
    ['something outside namespaces', '(lookup "v1" "Namespace" "" "apps").metadata.name', 'apps'],
    ['whole numbers', 'printf "%d" (lookup "v1" "Node" "" "node-1").metadata.generation', '%!d(<nil>)'],
  ])('finds %s', async (_what, expression, expected) => {
    expect(
      await answer(`lookup-${expected.toLowerCase().replace(/[^a-z0-9]/g, '')}-${expression.length}`, expression),
    ).toBe(expected);
  });

  it('sees what the release itself has made', async () => {
    const keep = 'dig "data" "a" "first" (lookup "v1" "ConfigMap" "apps" "keeps")';
    await installRelease(result('keeps', keep), stage.options({ lookup: true }));
    await upgradeRelease(result('keeps', `printf "%s again" (${keep})`), stage.options({ lookup: true }));

    expect((await stage.map('keeps'))?.data).toEqual({ a: 'first again' });
  });

  it('finds nothing where it is not allowed to look', async () => {
    await installRelease(result('blind', 'len (lookup "v1" "ConfigMap" "apps" "other")'), stage.options());

    expect((await stage.map('blind'))?.data).toEqual({ a: '0' });
  });

  it('fails in a version that is not served, in Helm’s words', async () => {
    const asked = installRelease(
      result('unknown', 'lookup "nope.example.com/v1" "Nope" "" "x"'),
      stage.options({ lookup: true }),
    );

    await expect(asked).rejects.toThrow(
      'error calling lookup: unable to get apiresource from unstructured: nope.example.com/v1, Kind=Nope: the server could not find the requested resource',
    );
  });
});
