import { createClusterSet, silentLog } from '@violet/controller';
import type { Cluster } from '@violet/kube';
import { afterEach, describe, expect, it } from 'vitest';
import { EachCluster } from './each-cluster.ts';

const client = {} as Cluster;
const started: EachCluster[] = [];

afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

/** Writes down what is done; the first `failures` attempts fail. */
function follow(failures = 0) {
  const clusters = createClusterSet();
  const done: string[] = [];
  let left = failures;
  const each = new EachCluster({
    clusters,
    async enter(name) {
      if (left-- > 0) throw new Error('not yet');
      done.push(`enter ${name}`);
      return async () => {
        done.push(`leave ${name}`);
      };
    },
    what: 'be followed',
    log: silentLog,
  });
  started.push(each);
  return { clusters, done, each };
}

describe('what is done for each cluster', () => {
  it('is undone when the cluster leaves, and done again when it comes back', async () => {
    const { clusters, done } = follow();
    clusters.join('edge', client);
    await expect.poll(() => done).toEqual(['enter edge']);
    clusters.leave('edge');
    clusters.join('edge', client);
    await expect.poll(() => done).toEqual(['enter edge', 'leave edge', 'enter edge']);
  });

  it('is tried again where it fails', async () => {
    const { clusters, done } = follow(1);
    clusters.join('edge', client);
    await expect.poll(() => done, { timeout: 5_000 }).toEqual(['enter edge']);
  });

  it('is not tried for ever for a cluster that has left', async () => {
    const { clusters, done, each } = follow(Number.POSITIVE_INFINITY);
    clusters.join('edge', client);
    await each.stop();
    expect(done).toEqual([]);
  });

  it('is undone for all at the end', async () => {
    const { clusters, done, each } = follow();
    clusters.join('edge', client);
    clusters.join('global', client);
    await expect.poll(() => done.length).toBe(2);
    await each.stop();
    expect(done.slice(2).sort()).toEqual(['leave edge', 'leave global']);
  });
});
