import { csvReasons } from '@violet/api';
import { describe, expect, it } from 'vitest';
import { hasArrived, type Transition, timestamp, withPhase } from './phase.ts';

const pending: Transition = { phase: 'Pending', reason: csvReasons.requirementsUnknown, message: 'not yet' };
const unmet: Transition = { phase: 'Pending', reason: csvReasons.requirementsNotMet, message: 'missing' };

describe('the phase of a CSV', () => {
  it('begins a history', () => {
    const status = withPhase(undefined, pending, 't1');
    const condition = { ...pending, lastUpdateTime: 't1', lastTransitionTime: 't1' };
    expect(status).toEqual({ ...condition, cleanup: {}, conditions: [condition] });
    expect(hasArrived(status, pending)).toBe(true);
    expect(hasArrived(status, unmet)).toBe(false);
  });

  it('keeps the moment of transition while the phase stays, and notes a new reason', () => {
    const status = withPhase(withPhase(undefined, pending, 't1'), unmet, 't2');
    expect(status).toMatchObject({ reason: 'RequirementsNotMet', lastUpdateTime: 't2', lastTransitionTime: 't1' });
    expect(status.conditions?.map(({ reason }) => reason)).toEqual(['RequirementsUnknown', 'RequirementsNotMet']);
  });

  it('notes no other message of the same reason', () => {
    const status = withPhase(withPhase(undefined, unmet, 't1'), { ...unmet, message: 'still missing' }, 't2');
    expect(status.message).toBe('still missing');
    expect(status.conditions).toHaveLength(1);
  });

  it('remembers the last twenty steps', () => {
    let status = withPhase(undefined, pending, 't0');
    for (let step = 1; step <= 30; step++) status = withPhase(status, step % 2 === 0 ? pending : unmet, `t${step}`);
    expect(status.conditions).toHaveLength(20);
    expect(status.conditions?.[0]?.lastUpdateTime).toBe('t11');
    expect(status.conditions?.at(-1)?.lastUpdateTime).toBe('t30');
  });

  it('keeps what else the status says', () => {
    expect(withPhase({ certsRotateAt: 'later' }, pending, 't1').certsRotateAt).toBe('later');
  });

  it('writes moments in whole seconds', () => {
    expect(timestamp(new Date('2026-11-22T10:00:00.999Z'))).toBe('2026-11-22T10:00:00Z');
  });
});
