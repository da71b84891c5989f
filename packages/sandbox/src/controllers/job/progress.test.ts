import { describe, expect, it } from 'vitest';
import type { Job, JobSpec, JobStatus } from '../kinds/batch.ts';
import { aPod, type PodState } from '../testing/builders.ts';
import { INDEX, missingIndexes, printIndexes } from './indexes.ts';
import { jobProgress } from './progress.ts';

const now = new Date('2026-01-01T01:00:00Z');
const succeeded = { phase: 'Succeeded', ready: false };
const failed = { phase: 'Failed', ready: false, finishedAt: '2026-01-01T00:59:55Z' };

function verdict(spec: Partial<JobSpec>, pods: PodState[], status: JobStatus = {}) {
  const template = { spec: { containers: [] } };
  const job: Job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j' },
    spec: { parallelism: 1, template, ...spec },
    status,
  };
  return jobProgress(
    job,
    pods.map((state, index) => aPod(`p-${index}`, state)),
    now,
  ).verdict;
}

describe('jobProgress', () => {
  it.each([
    ['wants its pods', { completions: 3, parallelism: 2 }, [], {}, { kind: 'going-on', missing: 2, waitMs: 0 }],
    [
      'wants no more than are left',
      { completions: 3, parallelism: 2 },
      [succeeded, succeeded],
      {},
      { kind: 'going-on', missing: 1, waitMs: 0 },
    ],
    [
      'has too many when parallelism sinks',
      { completions: 3, parallelism: 1 },
      [{}, {}],
      {},
      { kind: 'going-on', missing: -1, waitMs: 0 },
    ],
    ['waits after a failure', { completions: 1 }, [failed], {}, { kind: 'going-on', missing: 1, waitMs: 5000 }],
    ['is complete', { completions: 1 }, [succeeded], {}, { kind: 'complete' }],
    ['counts what was counted before', { completions: 2 }, [succeeded], { succeeded: 2 }, { kind: 'complete' }],
    ['without completions ends when all have', {}, [succeeded], {}, { kind: 'complete' }],
    [
      'has failed too often',
      { completions: 1, backoffLimit: 1 },
      [failed, failed],
      {},
      { kind: 'failed', reason: 'BackoffLimitExceeded' },
    ],
    [
      'took too long',
      { completions: 1, activeDeadlineSeconds: 60 },
      [{}],
      { startTime: '2026-01-01T00:58:00Z' },
      { kind: 'failed', reason: 'DeadlineExceeded' },
    ],
    ['is suspended', { completions: 1, suspend: true }, [], {}, { kind: 'suspended' }],
  ])('%s', (_what, spec, pods, status, expected) => {
    expect(verdict(spec, pods, status)).toMatchObject(expected);
  });

  it('counts an index once', () => {
    const done = (index: number) => ({ ...succeeded, annotations: { [INDEX]: String(index) } });

    expect(verdict({ completions: 2, completionMode: 'Indexed' }, [done(0), done(0)])).toMatchObject({
      kind: 'going-on',
      missing: 1,
    });
  });
});

it('indexes are printed in runs', () => {
  expect(printIndexes([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
  expect(missingIndexes(6, new Set([0, 2]), 3)).toEqual([1, 3, 4]);
});
