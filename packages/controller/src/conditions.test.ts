import type { Condition } from '@violet/machinery';
import { describe, expect, it } from 'vitest';
import { completeConditions, findCondition, setCondition } from './conditions.ts';

const earlier = new Date('2026-01-01T00:00:00.900Z');
const later = new Date('2026-01-01T00:01:00Z');

describe('setCondition', () => {
  it('moves the transition time only when the status changes', () => {
    const conditions: Condition[] = [];
    setCondition(conditions, { type: 'Ready', status: 'False', reason: 'Waiting', message: '' }, earlier, 1);
    setCondition(conditions, { type: 'Ready', status: 'False', reason: 'StillWaiting', message: 'long' }, later, 2);
    const [before] = structuredClone(conditions);
    setCondition(conditions, { type: 'Ready', status: 'True', reason: 'Done', message: '' }, later);

    expect(before).toEqual({
      type: 'Ready',
      status: 'False',
      reason: 'StillWaiting',
      message: 'long',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      observedGeneration: 2,
    });
    expect(findCondition(conditions, 'Ready')?.lastTransitionTime).toBe('2026-01-01T00:01:00Z');
  });
});

describe('completeConditions', () => {
  it('has every type in order, Unknown where nothing is known, and keeps those of others', () => {
    const foreign: Condition = {
      type: 'Foreign',
      status: 'True',
      reason: 'X',
      message: '',
      lastTransitionTime: '2025-01-01T00:00:00Z',
    };
    const unknown = { reason: 'NotLookedAt', message: 'not looked at yet' };

    const conditions = completeConditions(
      [foreign],
      ['Synced', 'Ready'],
      unknown,
      [{ type: 'Ready', status: 'True', reason: 'Fine', message: '' }],
      later,
    );

    expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
      'Synced Unknown NotLookedAt',
      'Ready True Fine',
      'Foreign True X',
    ]);
  });
});
