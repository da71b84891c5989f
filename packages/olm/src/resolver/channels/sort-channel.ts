import type { Entry } from '../source/entry.ts';
import type { Problem } from '../version/semantic-version.ts';

/**
 * The entries of one channel from its head down along what each replaces, without those that another one skips. A
 * skipRange orders nothing. Refuses a channel that has not exactly one such chain, in upstream's words.
 */
export function sortChannel(entries: readonly Entry[]): readonly Entry[] | Problem {
  const [first] = entries;
  if (first === undefined) return entries;
  const place = `channel ${JSON.stringify(first.channel)} of package ${JSON.stringify(first.package)}`;
  const graph = replacementGraph(entries);
  const heads = entries.filter((entry) => !graph.replaced.has(entry));
  if (heads.length === 0)
    return { problem: `no channel heads (entries not replaced by another entry) found in ${place}` };

  const chains: Entry[][] = [];
  for (const head of heads) {
    const chain = chainFrom(head, graph);
    if (chain === undefined)
      return {
        problem: `a cycle exists in the chain of replacement beginning with ${JSON.stringify(head.name)} in ${place}`,
      };
    chains.push(chain);
  }
  const [only = []] = chains;
  if (chains.length === 1) return only;
  return {
    problem:
      'a unique replacement chain within a channel is required to determine the relative order between channel entries, ' +
      `but ${chains.length} replacement chains were found in ${place}: ${chains.map(describeChain).join(', ')}`,
  };
}

interface ReplacementGraph {
  /** What an entry replaces. */
  readonly replaces: ReadonlyMap<Entry, Entry>;
  /** Entries that another one replaces or skips. */
  readonly replaced: ReadonlySet<Entry>;
  /** Names that another entry skips. */
  readonly skipped: ReadonlySet<string>;
}

function replacementGraph(entries: readonly Entry[]): ReplacementGraph {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const replaces = new Map<Entry, Entry>();
  const replaced = new Set<Entry>();
  const skipped = new Set<string>();
  for (const entry of entries) {
    const older = entry.replaces === '' ? undefined : byName.get(entry.replaces);
    if (older !== undefined) {
      replaced.add(older);
      replaces.set(entry, older);
    }
    for (const skip of entry.skips) {
      const other = byName.get(skip);
      if (other === undefined) continue;
      replaced.add(other);
      skipped.add(skip);
    }
  }
  return { replaces, replaced, skipped };
}

/** Undefined for a chain that comes back to itself. */
function chainFrom(head: Entry, { replaces, skipped }: ReplacementGraph): Entry[] | undefined {
  const chain: Entry[] = [];
  const visited = new Set<Entry>();
  for (let entry: Entry | undefined = head; entry !== undefined; entry = replaces.get(entry)) {
    if (visited.has(entry)) return undefined;
    visited.add(entry);
    if (!skipped.has(entry.name)) chain.push(entry);
  }
  return chain;
}

function describeChain(chain: readonly Entry[]): string {
  const [first, last] = [chain[0]?.name, chain.at(-1)?.name];
  if (first === undefined) return '[]';
  return first === last && chain.length === 1 ? first : `${first}...${last}`;
}
