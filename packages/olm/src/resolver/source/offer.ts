import { compareChannels, sortForSubscription } from '../channels/sort-for-subscription.ts';
import type { Problem } from '../version/semantic-version.ts';
import type { Entry } from './entry.ts';
import type { Source } from './source.ts';

/** What sources have for a Subscription to a package. */
export interface Offer {
  /** What is not there, if anything. */
  readonly missing: 'catalog' | 'package' | 'channel' | undefined;
  /** Of the channel, or of all channels of the package. */
  readonly entries: readonly Entry[];
  /** The same by preference. */
  readonly sorted: readonly Entry[] | Problem;
  /** Bundles that are in several of the channels, by name. */
  readonly twins: ReadonlyMap<string, readonly Entry[]>;
}

/** All channels count where none is named. */
export function offerOf(sources: readonly Source[], packageName: string, channel: string): Offer {
  const [source] = sources;
  if (source === undefined || sources.length > 1) return makeOffer(sources, packageName, channel);
  const key = `${packageName}/${channel}`;
  let offer = source.offers.get(key);
  if (offer === undefined) {
    offer = makeOffer(sources, packageName, channel);
    source.offers.set(key, offer);
  }
  return offer;
}

function makeOffer(sources: readonly Source[], packageName: string, channel: string): Offer {
  const ofPackage = sources.flatMap((source) => source.ofPackage(packageName));
  const entries = channel === '' ? ofPackage : ofPackage.filter((entry) => entry.channel === channel);
  return {
    missing: entries.length > 0 ? undefined : whatIsMissing(sources, ofPackage),
    entries,
    sorted: sortForSubscription(entries),
    twins: findTwins(entries),
  };
}

function whatIsMissing(sources: readonly Source[], ofPackage: readonly Entry[]): Offer['missing'] {
  if (ofPackage.length > 0) return 'channel';
  return sources.some(({ entries }) => entries.length > 0) ? 'package' : 'catalog';
}

function findTwins(entries: readonly Entry[]): Map<string, Entry[]> {
  const byName = new Map<string, Entry[]>();
  for (const entry of [...entries].sort(compareChannels)) {
    const twins = byName.get(entry.name);
    if (twins === undefined) byName.set(entry.name, [entry]);
    else if (!twins.some(({ id }) => id === entry.id)) twins.push(entry);
  }
  for (const [name, twins] of byName) if (twins.length === 1) byName.delete(name);
  return byName;
}
