import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigMaps } from '../testing/a-stage.ts';
import {
  type ActionStage,
  aChartRelease,
  aConfigMap,
  aDeployment,
  aHookJob,
  anActionStage,
} from '../testing/an-action-stage.ts';
import { installRelease } from './install.ts';
import { rollbackRelease } from './rollback.ts';
import { upgradeRelease } from './upgrade.ts';

const absent = 'registry.example/absent:1';

describe('waiting and going back', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
    stage.missing.add(absent);
  });

  afterAll(async () => {
    await stage.close();
  });

  const web = (name: string, image?: string) => aChartRelease(name, { 'templates/d.yaml': aDeployment(name, image) });
  const bad = { 'templates/bad.yaml': aConfigMap('Not_a_name') };
  const descriptions = async (name: string) => (await stage.store.history(name)).map(({ description }) => description);

  it('a release counts as deployed when its workloads are healthy', async () => {
    const record = await installRelease(web('healthy'), stage.options({ wait: 'workloads' }));

    expect(record.status).toBe('deployed');
  });

  it('a release whose workloads do not become healthy in time has failed, and says what is not', async () => {
    const slow = installRelease(web('ill', absent), stage.options({ wait: 'workloads', timeoutMs: 600 }));

    await expect(slow).rejects.toThrow(/^timed out waiting for healthy workloads: Deployment ill/);
    expect(await stage.statuses('ill')).toEqual(['1 failed']);
    expect((await descriptions('ill'))[0]).toMatch(/^Release "ill" failed: timed out waiting for healthy workloads/);
  });

  it('a Job that fails ends the waiting at once, if Jobs are waited for', async () => {
    const job = (name: string) => aHookJob(name, '', absent).replace('backoffLimit: 0', 'activeDeadlineSeconds: 1');
    const release = (name: string) => aChartRelease(name, { 'templates/j.yaml': job(name) });

    await installRelease(release('not-waited'), stage.options({ wait: 'workloads' }));
    const waited = installRelease(release('waited'), stage.options({ wait: 'jobs' }));

    await expect(waited).rejects.toThrow(/^Job waited: failed: /);
  });

  it('an atomic installation that fails is uninstalled', async () => {
    const files = { ...bad, 'templates/a.yaml': aConfigMap('taken-back') };

    const failed = installRelease(aChartRelease('taken-back', files), stage.options({ atomic: true }));

    await expect(failed).rejects.toThrow(
      /^release taken-back failed, and has been uninstalled due to atomic being set: 1 error occurred:\n\t\* .*Not_a_name/,
    );
    expect([await stage.map('taken-back'), await stage.statuses('taken-back')]).toEqual([undefined, []]);
  });

  it('an atomic installation waits for its workloads', async () => {
    const failed = installRelease(web('impatient', absent), stage.options({ atomic: true, timeoutMs: 600 }));

    await expect(failed).rejects.toThrow(
      'release impatient failed, and has been uninstalled due to atomic being set: timed out waiting for healthy',
    );
  });

  it('an atomic upgrade that fails goes back to the last revision that succeeded, with its hooks', async () => {
    const hook = aHookJob('turned', '"helm.sh/hook": pre-rollback');
    const files = { 'templates/a.yaml': aConfigMap('turned', '{a: good}'), 'templates/h.yaml': hook };
    await installRelease(aChartRelease('turned', files), stage.options());
    const next = {
      ...bad,
      'templates/a.yaml': aConfigMap('turned', '{a: bad}'),
      'templates/n.yaml': aConfigMap('new'),
    };
    await expect(upgradeRelease(aChartRelease('turned', next), stage.options())).rejects.toThrow('Not_a_name');

    const failed = upgradeRelease(aChartRelease('turned', next), stage.options({ atomic: true }));

    await expect(failed).rejects.toThrow(
      /^release turned failed, and has been rolled back due to atomic being set: .*Not_a_name/,
    );
    expect(await stage.statuses('turned')).toEqual(['1 superseded', '2 failed', '3 failed', '4 deployed']);
    expect((await descriptions('turned')).at(-1)).toBe('Rollback to 1');
    expect([(await stage.map('turned'))?.data, await stage.map('new')]).toEqual([{ a: 'good' }, undefined]);
    expect((await stage.store.get('turned', 4))?.hooks[0]?.lastRun.phase).toBe('Succeeded');
  });

  it('a failed upgrade cleans up what it has made when it is asked to', async () => {
    await installRelease(aChartRelease('clean', { 'templates/a.yaml': aConfigMap('clean') }), stage.options());
    const release = aChartRelease('clean', {
      'templates/a.yaml': aConfigMap('clean'),
      'templates/b.yaml': aConfigMap('made'),
      'templates/d.yaml': aDeployment('clean', absent),
    });

    const failed = upgradeRelease(release, {
      ...stage.options({ wait: 'workloads', timeoutMs: 600 }),
      cleanupOnFail: true,
    });

    await expect(failed).rejects.toThrow('timed out waiting');
    expect([(await stage.map('clean'))?.metadata.name, await stage.map('made')]).toEqual(['clean', undefined]);
  });

  it('a rollback that does not become healthy has failed', async () => {
    await installRelease(web('back', absent), stage.options());
    await upgradeRelease(web('back'), stage.options());

    const failed = rollbackRelease('back', { ...stage.options({ wait: 'workloads', timeoutMs: 600 }), version: 1 });

    await expect(failed).rejects.toThrow('release back failed: timed out waiting for healthy workloads');
    expect(await stage.statuses('back')).toEqual(['1 superseded', '2 deployed', '3 failed']);
    expect((await descriptions('back')).at(-1)).toMatch(/^Release "back" failed: timed out/);
  });

  it('a rollback whose objects are refused leaves nothing deployed, as with Helm', async () => {
    const once = aConfigMap('once', '{a: "1"}').replace('\ndata:', '\nimmutable: true\ndata:');
    await installRelease(aChartRelease('once', { 'templates/a.yaml': once }), stage.options());
    const other = { 'templates/b.yaml': aConfigMap('other') };
    await upgradeRelease(aChartRelease('once', other), stage.options());
    const theirs = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'once' },
      immutable: true,
      data: { a: '2' },
    };
    await stage.cluster.resource(ConfigMaps, 'apps').create(theirs);

    const failed = rollbackRelease('once', { ...stage.options(), version: 1 });

    await expect(failed).rejects.toThrow('cannot patch "once" with kind ConfigMap');
    expect(await stage.statuses('once')).toEqual(['1 superseded', '2 superseded', '3 failed']);
  });
});
