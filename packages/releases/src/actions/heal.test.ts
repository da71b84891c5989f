import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReleaseRecord } from '../record/record.ts';
import { type ActionStage, aChartRelease, aConfigMap, anActionStage } from '../testing/an-action-stage.ts';
import { healRelease } from './heal.ts';
import { installRelease } from './install.ts';

describe('an operation that nobody carries on', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  async function interrupted(name: string): Promise<ReleaseRecord> {
    await installRelease(aChartRelease(name, { 'templates/a.yaml': aConfigMap(name) }), stage.options());
    const [record] = await stage.store.history(name);
    if (record === undefined) throw new Error('nothing was recorded');
    await stage.store.create({ ...record, version: 2, status: 'pending-upgrade' });
    const found = await stage.store.get(name, 2);
    if (found === undefined) throw new Error('nothing was recorded');
    return found;
  }

  it('is recorded as failed', async () => {
    const healed = await healRelease(stage.store, await interrupted('left'));

    expect(healed).toMatchObject({
      status: 'failed',
      description: 'Release "left" failed: the operation was interrupted (pending-upgrade)',
    });
    expect(await stage.statuses('left')).toEqual(['1 deployed', '2 failed']);
  });

  it('is left alone where somebody has gone on with it since it was read', async () => {
    const record = await interrupted('alive');
    await stage.store.update({ ...record, status: 'deployed' });

    await expect(healRelease(stage.store, record)).rejects.toMatchObject({ code: 'Conflict' });
    expect(await stage.statuses('alive')).toEqual(['1 deployed', '2 deployed']);
  });

  it('is left alone where it is not there any more', async () => {
    const record = await interrupted('gone');
    await stage.store.delete(record);

    await expect(healRelease(stage.store, record)).rejects.toMatchObject({ code: 'NotFound' });
    expect(await stage.statuses('gone')).toEqual(['1 deployed']);
  });
});
