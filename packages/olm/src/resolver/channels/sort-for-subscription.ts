import type { Entry } from '../source/entry.ts';
import type { Problem } from '../version/semantic-version.ts';
import { sortChannel } from './sort-channel.ts';

/**
 * Entries of a package in the order in which a Subscription without channel prefers them: its default channel, then the
 * other channels by name, each from its head down.
 */
export function sortForSubscription(entries: readonly Entry[]): readonly Entry[] | Problem {
  const byChannel = [...entries].sort(compareChannels);
  const sorted: Entry[] = [];
  for (let start = 0; start < byChannel.length; ) {
    const channel = byChannel[start]?.channel;
    const length = byChannel.slice(start).findIndex((entry) => entry.channel !== channel);
    const end = length < 0 ? byChannel.length : start + length;
    const chain = sortChannel(byChannel.slice(start, end));
    if ('problem' in chain) return chain;
    sorted.push(...chain);
    start = end;
  }
  return sorted;
}

/** Default channels come first, then the others by name. */
export function compareChannels(left: Entry, right: Entry): number {
  if (left.isInDefaultChannel !== right.isInDefaultChannel) return left.isInDefaultChannel ? -1 : 1;
  if (left.channel === right.channel) return 0;
  return left.channel < right.channel ? -1 : 1;
}
