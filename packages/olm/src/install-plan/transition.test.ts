import type { InstallPlanStatus, StepStatus } from '@violet/api';
import { Failure } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { afterAttempt, nextLookMs, noteStart } from './transition.ts';

const start = Date.parse('2026-01-01T00:00:00Z');
const after = (seconds: number) => new Date(start + seconds * 1000);

function aStatus(step: StepStatus = 'Created'): InstallPlanStatus {
  const resource = { sourceName: '', sourceNamespace: '', group: '', version: 'v1', kind: 'ConfigMap', name: 'a' };
  return {
    phase: 'Installing',
    catalogSources: [],
    startTime: '2026-01-01T00:00:00Z',
    plan: [{ resolving: '', resource, status: step }],
  };
}

describe('an attempt to carry a plan out', () => {
  it.each([
    ['went through', aStatus(), undefined, 1, 'Complete', undefined],
    ['waits for an API', aStatus('WaitingForApi'), undefined, 1, 'Installing', undefined],
    [
      'meets an error',
      aStatus(),
      new Failure('NotFound', 'no'),
      59,
      'Installing',
      'retrying execution due to error: no',
    ],
    ['meets one for a minute', aStatus(), new Failure('NotFound', 'no'), 60, 'Failed', 'no'],
    ['may not', aStatus(), new Failure('Forbidden', 'no'), 3600, 'Installing', 'retrying execution due to error: no'],
    [
      'has no answer',
      aStatus(),
      new Failure('Timeout', 'no'),
      3600,
      'Installing',
      'retrying execution due to error: no',
    ],
    [
      'has nobody to ask',
      aStatus(),
      new Failure('ServiceUnavailable', 'no'),
      3600,
      'Installing',
      'retrying execution due to error: no',
    ],
  ])('that %s', (_name, status, error, seconds, phase, message) => {
    afterAttempt(status, error, after(seconds));
    expect([status.phase, status.message]).toEqual([phase, message]);
  });

  it('that failed for good says so in the condition', () => {
    const status = aStatus();
    afterAttempt(status, new Failure('NotFound', 'no'), after(61));
    const time = '2026-01-01T00:01:01Z';
    expect(status.conditions).toEqual([
      {
        type: 'Installed',
        status: 'False',
        reason: 'InstallComponentFailed',
        message: 'no',
        lastUpdateTime: time,
        lastTransitionTime: time,
      },
    ]);
  });
});

it('begins anew where the clock was put back: an error would be tried again without end', () => {
  const status = aStatus();
  noteStart(status, after(30));
  expect(status.startTime).toBe('2026-01-01T00:00:00Z');

  noteStart(status, after(-3600));
  expect(status.startTime).toBe('2025-12-31T23:00:00Z');
});

it.each([
  [0, 50],
  [2, 500],
  [60, 5_000],
])('%d seconds after its start a plan is looked at again in %d ms', (seconds, delay) => {
  expect(nextLookMs(aStatus(), after(seconds))).toBe(delay);
});
