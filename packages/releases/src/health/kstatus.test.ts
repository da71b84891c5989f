import { describe, expect, it } from 'vitest';
import { healthProblem } from './verdict.ts';

interface Reported {
  generation?: number;
  observedGeneration?: number;
  conditions?: { type: string; status: string; reason?: string; message?: string }[];
  deletionTimestamp?: string;
}

function verdict({ generation = 2, deletionTimestamp, ...status }: Reported): string {
  const problem = healthProblem(
    { group: 'example.com', kind: 'Widget', name: 'w' },
    {
      apiVersion: 'example.com/v1',
      kind: 'Widget',
      metadata: { name: 'w', generation, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) },
      status,
    },
  );
  if (problem === undefined) return 'healthy';
  return `${problem.failed ? 'failed' : 'waiting'}: ${problem.message}`;
}

const condition = (type: string, status: string, reason = 'Because', message = 'so it is') => ({
  type,
  status,
  reason,
  message,
});

describe('the health of a custom resource', () => {
  it.each<[string, Reported, string]>([
    ['reports nothing', {}, 'healthy'],
    ['reports conditions of its own', { conditions: [condition('Synced', 'False')] }, 'healthy'],
    ['is ready', { observedGeneration: 2, conditions: [condition('Ready', 'True')] }, 'healthy'],
    ['is not ready', { conditions: [condition('Ready', 'False')] }, 'waiting: Widget w: not ready: Because: so it is'],
    [
      'does not know whether it is ready',
      { conditions: [condition('Ready', 'Unknown', '', '')] },
      'waiting: Widget w: not ready: Ready',
    ],
    [
      'was ready before its last change',
      { observedGeneration: 1, conditions: [condition('Ready', 'True')] },
      'waiting: Widget w: its last change is not taken up yet',
    ],
    [
      'reconciles',
      { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True')] },
      'waiting: Widget w: Because: so it is',
    ],
    ['is stalled', { conditions: [condition('Stalled', 'True')] }, 'failed: Widget w: Because: so it is'],
    ['is not stalled', { conditions: [condition('Stalled', 'False')] }, 'healthy'],
    [
      'is being deleted',
      { deletionTimestamp: '2026-01-01T00:00:00Z', conditions: [condition('Ready', 'True')] },
      'waiting: Widget w: is being deleted',
    ],
  ])('that %s', (_what, reported, expected) => {
    expect(verdict(reported)).toBe(expected);
  });
});
