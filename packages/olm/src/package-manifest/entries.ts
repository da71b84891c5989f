import type { PackageChannelEntry } from '@violet/api';
import type { RegistryBundle } from '@violet/bundles';
import { headKey } from '../catalogs/feed.ts';
import { compareVersions, parseVersion, type SemanticVersion } from '../resolver/version/semantic-version.ts';

const DEPRECATED = 'olm.deprecated';
const oldest = parseVersion('0.0.0') as SemanticVersion;

/** The entries of each channel, newest first, by `headKey`. Bundles that nothing may resolve to are left out. */
export function entriesByChannel(bundles: readonly RegistryBundle[]): Map<string, PackageChannelEntry[]> {
  const sorted = new Map<string, { version: SemanticVersion; entry: PackageChannelEntry }[]>();
  for (const bundle of bundles) {
    if (bundle.properties.some(({ type }) => type === DEPRECATED)) continue;
    const key = headKey(bundle.packageName, bundle.channelName);
    const { csvName: name, version, deprecation } = bundle;
    const entry = { name, version, ...(deprecation === undefined ? {} : { deprecation }) };
    const known = sorted.get(key) ?? [];
    sorted.set(key, known);
    known.push({ version: versionOf(version), entry });
  }
  return new Map([...sorted].map(([key, found]) => [key, found.sort(newestFirst).map(({ entry }) => entry)]));
}

function versionOf(text: string): SemanticVersion {
  const parsed = parseVersion(text);
  return 'problem' in parsed ? oldest : parsed;
}

function newestFirst(left: { version: SemanticVersion }, right: { version: SemanticVersion }): number {
  return compareVersions(right.version, left.version);
}
