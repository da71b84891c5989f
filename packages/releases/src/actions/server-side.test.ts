import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigMaps } from '../testing/a-stage.ts';
import { type ActionStage, aChartRelease, aConfigMap, anActionStage } from '../testing/an-action-stage.ts';
import { installRelease } from './install.ts';
import { rollbackRelease } from './rollback.ts';
import { upgradeRelease } from './upgrade.ts';

describe('server-side apply', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  const one = (name: string, data: string) => aChartRelease(name, { 'templates/a.yaml': aConfigMap(name, data) });
  const managers = async (name: string) =>
    ((await stage.map(name))?.metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`);
  const methods = async (name: string) => (await stage.store.history(name)).map(({ applyMethod }) => applyMethod);

  it('installs as the manager helm, and drops what the next version does not say', async () => {
    await installRelease(one('ssa', '{a: "1", b: "1"}'), stage.options({ apply: 'server' }));
    await stage.cluster
      .resource(ConfigMaps, 'apps')
      .patch('ssa', { type: 'merge', body: { data: { theirs: 'kept' } } }, { fieldManager: 'somebody' });

    await upgradeRelease(one('ssa', '{a: "2"}'), stage.options());

    expect((await stage.map('ssa'))?.data).toEqual({ a: '2', theirs: 'kept' });
    expect(await managers('ssa')).toEqual(['helm Apply', 'somebody Update']);
    expect(await methods('ssa')).toEqual(['ssa', 'ssa']);
  });

  it('takes over what was written by three-way merge before', async () => {
    await installRelease(one('moved', '{a: "1", b: "1"}'), stage.options());
    expect(await managers('moved')).toEqual(['helm Update']);

    await upgradeRelease(one('moved', '{a: "2"}'), stage.options({ apply: 'server' }));

    expect((await stage.map('moved'))?.data).toEqual({ a: '2' });
    expect(await managers('moved')).toEqual(['helm Apply']);
    expect(await methods('moved')).toEqual(['csa', 'ssa']);
  });

  it('goes back in the way of the revision that is gone back to', async () => {
    await installRelease(one('way', '{a: "1"}'), stage.options());
    await upgradeRelease(one('way', '{a: "2"}'), stage.options({ apply: 'server' }));

    const record = await rollbackRelease('way', { ...stage.options(), version: 1 });

    expect((await stage.map('way'))?.data).toEqual({ a: '1' });
    expect(record).toMatchObject({ applyMethod: 'csa', rollbackRevision: 1 });
  });

  it('refuses fields that somebody else applies, unless it is forced', async () => {
    await installRelease(one('fought', '{a: "1"}'), stage.options({ apply: 'server' }));
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'fought' }, data: { a: 'theirs' } };
    await stage.cluster.resource(ConfigMaps, 'apps').apply(theirs, { fieldManager: 'somebody', force: true });

    const refused = upgradeRelease(one('fought', '{a: "2"}'), stage.options());
    await expect(refused).rejects.toThrow(
      /^conflict occurred while applying object apps\/fought \/v1, Kind=ConfigMap: .*"somebody"/,
    );
    await upgradeRelease(one('fought', '{a: "2"}'), stage.options({ forceConflicts: true }));

    expect((await stage.map('fought'))?.data).toEqual({ a: '2' });
    expect(await stage.statuses('fought')).toEqual(['1 superseded', '2 failed', '3 deployed']);
  });

  it('creates what a later version brings', async () => {
    await installRelease(one('first', '{}'), stage.options({ apply: 'server' }));
    const files = { 'templates/a.yaml': aConfigMap('first', '{}'), 'templates/b.yaml': aConfigMap('second', '{}') };

    await upgradeRelease(aChartRelease('first', files), stage.options());

    expect(await managers('second')).toEqual(['helm Apply']);
  });
});
