import { goQuote } from '@violet/machinery';
import { compareSemVersions, type SemVersion } from '../../version/parse-version.ts';
import { propertyTypes } from '../properties.ts';
import { headOf, replacesProblem } from './graph.ts';
import type { ChannelModel, EntryModel, PackageModel } from './model.ts';
import { type ProblemTree, printTree, treeOf } from './problem-tree.ts';

/** Looks at the graph of a package as a whole; everything that is wrong with it is printed as opm prints it. */
export function validatePackage(model: PackageModel): string | undefined {
  const problems = [
    model.defaultChannel === undefined ? 'default channel must be set' : undefined,
    model.channels.size === 0 ? 'package must contain at least one channel' : undefined,
    ...byName(model.channels).map(validateChannel),
    duplicateVersions(model),
    emptyDeprecation(model),
  ];
  const tree = treeOf(`invalid package ${goQuote(model.name)}`, problems);
  return tree === undefined ? undefined : printTree({ message: 'invalid index', problems: [tree] });
}

function validateChannel(channel: ChannelModel): ProblemTree | undefined {
  const isEmpty = channel.entries.size === 0;
  return treeOf(`invalid channel ${goQuote(channel.name)}`, [
    isEmpty ? 'channel must contain at least one bundle' : graphProblem(channel),
    ...byName(channel.entries).map(validateEntry),
    emptyDeprecation(channel),
  ]);
}

function graphProblem(channel: ChannelModel): string | undefined {
  const head = headOf(channel);
  return 'problem' in head ? head.problem : replacesProblem(channel, head.entry);
}

function validateEntry(entry: EntryModel): ProblemTree | undefined {
  const { name, skips, bundle } = entry;
  return treeOf(`invalid bundle ${goQuote(name)}`, [
    name === '' ? 'name must be set' : undefined,
    ...skips.map((skip, index) => (skip === '' ? `skip[${index}] is empty` : undefined)),
    bundle === undefined ? `must be exactly one property with type "${propertyTypes.package}"` : undefined,
    (bundle?.image ?? '') === '' && (bundle?.objects ?? []).length === 0 ? 'bundle image must be set' : undefined,
    emptyDeprecation(entry),
  ]);
}

function emptyDeprecation({ deprecation }: { deprecation?: string }): string | undefined {
  return deprecation === '' ? 'invalid deprecation: message must be set' : undefined;
}

const noVersion: SemVersion = { numbers: [0n, 0n, 0n], prerelease: [], build: [], text: '0.0.0' };

function duplicateVersions({ channels }: PackageModel): string | undefined {
  const found = new Map<string, { version: SemVersion; names: Set<string> }>();
  for (const { entries } of channels.values()) {
    for (const { name, bundle } of entries.values()) {
      const version = bundle?.version ?? noVersion;
      const same = found.get(version.text) ?? { version, names: new Set() };
      found.set(version.text, { version, names: same.names.add(name) });
    }
  }
  const duplicates = [...found.values()]
    .filter(({ names }) => names.size > 1)
    .sort((a, b) => compareSemVersions(a.version, b.version) || (a.version.text < b.version.text ? -1 : 1))
    .map(({ version, names }) => `{${version.text}: [${[...names].sort().join(', ')}]}`);
  return duplicates.length === 0 ? undefined : `duplicate versions found in bundles: [${duplicates.join(' ')}]`;
}

function byName<T>(models: ReadonlyMap<string, T>): T[] {
  return [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, model]) => model);
}
