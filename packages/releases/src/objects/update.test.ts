import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installRelease } from '../actions/install.ts';
import { upgradeRelease } from '../actions/upgrade.ts';
import { type ActionStage, aChartRelease, aConfigMap, anActionStage } from '../testing/an-action-stage.ts';

const service = (name: string, port: number) =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: ${port}}]}\n`;
const once = (name: string, a: string) => `immutable: true\n${aConfigMap(name, `{a: "${a}"}`)}`;

describe('an upgrade in which something fails', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  it('goes on with what else is to be changed or made, of other kinds, too, but deletes nothing', async () => {
    const before = {
      'templates/a.yaml': once('fixed', '1'),
      'templates/b.yaml': once('fixed-too', '1'),
      'templates/s.yaml': service('changing', 80),
      'templates/g.yaml': aConfigMap('going'),
    };
    const after = {
      'templates/a.yaml': once('fixed', '2'),
      'templates/b.yaml': once('fixed-too', '2'),
      'templates/s.yaml': service('changing', 81),
      'templates/n.yaml': service('coming', 80),
    };
    await installRelease(aChartRelease('going-on', before), stage.options());

    const failed = upgradeRelease(aChartRelease('going-on', after), stage.options());

    await expect(failed).rejects.toThrow(
      /^cannot patch "fixed" with kind ConfigMap: .* && cannot patch "fixed-too" with kind ConfigMap: /,
    );
    const definition = await stage.cluster.find('v1', 'Service');
    if (definition === undefined) throw new Error('no services');
    const services = stage.cluster.resource(definition, 'apps');
    expect((await services.get('changing'))?.spec).toMatchObject({ ports: [{ port: 81 }] });
    expect([(await services.get('coming'))?.metadata.name, (await stage.map('going'))?.metadata.name]).toEqual([
      'coming',
      'going',
    ]);
  });

  it('stops at what cannot be made, and says only that', async () => {
    await installRelease(aChartRelease('stopping', { 'templates/a.yaml': once('stuck', '1') }), stage.options());
    const after = {
      'templates/a.yaml': once('stuck', '2'),
      'templates/b.yaml': aConfigMap('Not_a_name'),
      'templates/s.yaml': service('never', 80),
    };

    const failed = upgradeRelease(aChartRelease('stopping', after), stage.options());

    await expect(failed).rejects.toThrow(/^failed to create resource: ConfigMap "Not_a_name" is invalid/);
    const definition = await stage.cluster.find('v1', 'Service');
    expect(definition && (await stage.cluster.resource(definition, 'apps').get('never'))).toBeUndefined();
  });
});
