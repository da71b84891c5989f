import type { Conflict } from '../conflict.ts';
import type { Asking } from '../constraints/asking.ts';
import type { BlockedSubscription, InstalledProblem, Resolution } from '../resolution.ts';
import type { Obstacle } from './obstacle.ts';

/** Nothing can be resolved because of the namespace itself. */
export function explainFailure(text: string, subscriptions: readonly Asking[]): Resolution<never> {
  const message = `Nothing of this namespace can be resolved: ${text}.`;
  const blocked = subscriptions.map(({ name }) => prevented(name, { text, message, hint: retryHint }));
  return { outcome: 'failed', text, blocked, problems: [] };
}

const retryHint = 'Correct what the message names; resolution is tried again by itself.';

/** The conflicts of a namespace, told to each of its Subscriptions. */
export function explainBlocked(
  conflicts: readonly Conflict[],
  subscriptions: readonly Asking[],
  setAside: ReadonlyMap<string, Obstacle>,
  problems: readonly InstalledProblem[],
): Resolution<never> {
  const [first] = conflicts;
  const texts = first?.reasons.map(({ text }) => text).sort() ?? [];
  const text = texts.length === 0 ? 'constraints not satisfiable' : `constraints not satisfiable: ${texts.join(', ')}`;
  const blocked = subscriptions.map(({ name }): BlockedSubscription => {
    const obstacle = setAside.get(name);
    if (obstacle !== undefined) return prevented(name, obstacle);
    const own = conflicts.find((conflict) => conflict.subscriptions.includes(name));
    const { message = '', hint = '' } = own ?? first ?? {};
    const told =
      own === undefined ? `Subscription ${name} waits for another one of its namespace. ${message}` : message;
    return {
      subscription: name,
      reason: 'ConstraintsNotSatisfiable',
      text,
      message: told,
      hint,
      waits: own === undefined,
    };
  });
  return { outcome: 'unsatisfiable', text, conflicts, blocked, problems };
}

export function prevented(subscription: string, obstacle: Obstacle): BlockedSubscription {
  return { subscription, reason: 'ErrorPreventedResolution', ...obstacle, waits: false };
}
