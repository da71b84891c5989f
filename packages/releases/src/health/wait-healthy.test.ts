import { systemClock } from '@violet/kube';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetsOf } from '../objects/target.ts';
import { type ActionStage, aDeployment, anActionStage } from '../testing/an-action-stage.ts';
import { waitUntilHealthy } from './wait-healthy.ts';

/** Time is over before any cluster can answer. */
const overAtOnce = (_delayMs: number, call: () => void) => {
  call();
  return () => undefined;
};

describe('waiting for health', () => {
  let stage: ActionStage;

  beforeAll(async () => {
    stage = await anActionStage();
  });

  afterAll(async () => {
    await stage.close();
  });

  it('does not take for healthy what could not be seen in time', async () => {
    const targets = await targetsOf(stage.cluster, aDeployment('unseen'), 'apps');
    const clock = { ...systemClock, after: overAtOnce };

    const waited = waitUntilHealthy(targets, { clock, timeoutMs: 0, withJobs: false });

    await expect(waited).rejects.toThrow('Deployment unseen was not seen in time');
  });

  it('is over at once where nothing can be unhealthy', async () => {
    const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nothing}\n';
    const targets = await targetsOf(stage.cluster, object, 'apps');

    await waitUntilHealthy(targets, { clock: systemClock, timeoutMs: 0, withJobs: false });
  });

  it('ends when the signal does', async () => {
    const targets = await targetsOf(stage.cluster, aDeployment('never'), 'apps');
    const stopping = new AbortController();
    const onWait = () => stopping.abort(new Error('stopped'));

    const waited = waitUntilHealthy(targets, {
      clock: systemClock,
      timeoutMs: 60_000,
      withJobs: false,
      signal: stopping.signal,
      onWait,
    });

    await expect(waited).rejects.toThrow();
  });
});
