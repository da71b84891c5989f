import type { Entry } from '../source/entry.ts';
import type { Problem } from '../version/semantic-version.ts';
import { sortChannel } from './sort-channel.ts';

/** The entries of one source by preference: default channels first, then by package and channel, then by `sortChannel`. */
export function sortEntries(entries: readonly Entry[]): readonly Entry[] | Problem {
  const sorted: Entry[] = [];
  for (const group of channelGroups(entries).sort(compareGroups)) {
    const channel = sortChannel(group);
    if ('problem' in channel) return channel;
    sorted.push(...channel);
  }
  return sorted;
}

function channelGroups(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = `${entry.package}/${entry.channel}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

function compareGroups([left]: Entry[], [right]: Entry[]): number {
  if (left === undefined || right === undefined) return 0;
  if (left.isInDefaultChannel !== right.isInDefaultChannel) return left.isInDefaultChannel ? -1 : 1;
  if (left.package !== right.package) return left.package < right.package ? -1 : 1;
  return left.channel < right.channel ? -1 : 1;
}
