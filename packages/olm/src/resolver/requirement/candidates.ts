import { sortEntries } from '../channels/sort-entries.ts';
import type { ResolverMeans } from '../request.ts';
import type { Entry } from '../source/entry.ts';
import type { Source } from '../source/source.ts';
import type { Problem } from '../version/semantic-version.ts';
import { findFitting, fitsRequirement } from './fits.ts';
import type { Requirement } from './requirement.ts';

type CompileCel = ResolverMeans['compileCel'];

/** What of a source answers a requirement, by preference. A problem where a channel that has some of it cannot be sorted. */
export function candidatesIn(
  source: Source,
  requirement: Requirement,
  compileCel: CompileCel,
): readonly Entry[] | Problem {
  let candidates = source.candidates.get(requirement);
  if (candidates === undefined) {
    candidates = findCandidates(source, requirement, compileCel);
    source.candidates.set(requirement, candidates);
  }
  return candidates;
}

function findCandidates(source: Source, requirement: Requirement, compileCel: CompileCel): readonly Entry[] | Problem {
  const fitting = findFitting(source, requirement, compileCel);
  if (fitting.length === 0) return fitting;
  const sorted = sortEntries(source.isInstalled ? firstOfEachOrigin(fitting) : channelMates(source, fitting));
  if ('problem' in sorted) return sorted;
  return sorted.filter((entry) => fitsRequirement(entry, requirement, compileCel));
}

/** Whole channels, because the order of entries is told by all of them. */
function channelMates(source: Source, entries: readonly Entry[]): Entry[] {
  const mates = new Set<Entry>();
  const channels = new Set<string>();
  for (const { package: packageName, channel } of entries) {
    const key = `${packageName}/${channel}`;
    if (channels.has(key)) continue;
    channels.add(key);
    for (const entry of source.ofPackage(packageName)) {
      if (channel === '' || entry.channel === channel) mates.add(entry);
    }
  }
  return [...mates].sort((left, right) => left.ordinal - right.ordinal);
}

/** Of several installed CSVs of one package and Subscription upstream sees the first one only. */
function firstOfEachOrigin(entries: readonly Entry[]): Entry[] {
  const origins = new Map<string, Entry>();
  for (const entry of entries) {
    const origin = JSON.stringify([entry.package, entry.subscription]);
    if (!origins.has(origin)) origins.set(origin, entry);
  }
  return [...origins.values()];
}
