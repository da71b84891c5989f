import type { ChannelModel, EntryModel } from './model.ts';

/** The entry that no other replaces or skips; there must be exactly one. */
export function headOf({ entries }: ChannelModel): { entry: EntryModel } | { problem: string } {
  const left = new Set(entries.keys());
  for (const { replaces, skips } of entries.values()) {
    if (replaces !== '') left.delete(replaces);
    for (const skip of skips) left.delete(skip);
  }
  const [name, ...others] = left;
  const entry = name === undefined ? undefined : entries.get(name);
  if (name === undefined || entry === undefined) return { problem: 'no channel head found in graph' };
  if (others.length === 0) return { entry };
  return { problem: `multiple channel heads found in graph: ${[name, ...others].sort().join(', ')}` };
}

/**
 * From the head the chain of `replaces` must lead to every entry that is not skipped, and never in a circle. The last one
 * may replace what is not there.
 */
export function replacesProblem({ entries }: ChannelModel, head: EntryModel): string | undefined {
  const skipped = new Set([...entries.values()].flatMap(({ skips }) => skips));
  const chain = [head.name];
  const reached = new Set(chain);
  for (let current: EntryModel | undefined = head; current !== undefined; ) {
    const { replaces }: EntryModel = current;
    if (skipped.has(replaces)) break;
    chain.push(replaces);
    if (reached.has(replaces)) {
      const circle = chain.slice(chain.indexOf(replaces)).join(' -> ');
      return `detected cycle in replaces chain of upgrade graph: ${circle}`;
    }
    reached.add(replaces);
    current = entries.get(replaces);
  }
  const stranded = [...entries.keys()].filter((name) => !reached.has(name) && !skipped.has(name)).sort();
  return stranded.length === 0 ? undefined : `channel contains one or more stranded bundles: ${stranded.join(', ')}`;
}
