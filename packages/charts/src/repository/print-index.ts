import type { Value } from '@violet/gotemplate';
import { compareYamlKeys } from '@violet/machinery';
import { toYaml } from '../functions/to-yaml.ts';
import type { IndexEntry } from './index-entry.ts';
import { sortEntries } from './sort-entries.ts';

/**
 * The part of index.yaml that one chart takes: a repository of thousands of versions prints again only the chart that has
 * changed. Empty where Go's YAML could not write it (control characters that Helm would refuse too).
 */
export function printChartEntries(name: string, entries: readonly IndexEntry[]): string {
  const printed = toYaml({ entries: { [name]: sortEntries(entries) } } as unknown as Value);
  return printed === '' ? '' : `${printed.slice(printed.indexOf('\n') + 1)}\n`;
}

/** index.yaml out of the parts of its charts, in Helm's own form. `generated` is RFC 3339. */
export function printIndex(parts: ReadonlyMap<string, string>, generated: string): string {
  const printed = [...parts].filter(([, part]) => part !== '').sort(([left], [right]) => compareYamlKeys(left, right));
  const entries = printed.length === 0 ? 'entries: {}\n' : `entries:\n${printed.map(([, part]) => part).join('')}`;
  return `apiVersion: v1\n${entries}generated: "${generated}"\n`;
}
