import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { CatalogContent, RegistryBundle, RegistryProperty } from '@violet/bundles';

/** One bundle of the public community catalogue, as the test data tells of it. */
interface Line {
  package: string;
  name: string;
  version: string;
  channels: string[];
  defaultChannel: string;
  replaces: string | null;
  skips: string[];
  skipRange: string | null;
  provided: Api[];
  required: Api[];
  dependencies: { type: string; value: unknown }[];
  mode: 'replaces-mode' | 'semver-mode';
}

interface Api {
  group: string;
  version: string;
  kind: string;
}

const file = join(
  process.env['VIOLET_TESTDATA'] ?? join(import.meta.dirname, '../../../../shared/testdata'),
  'catalog/community-operators-prod.ndjson.gz',
);

/**
 * All bundles of the public community catalogue; undefined where the test data is not there. `literal` takes what bundles
 * say by themselves, which leaves some channels without a chain; `built` connects the channels of packages in semver-mode
 * version by version, as the repository does when it builds the catalogue.
 */
export function communityCatalog(graph: 'literal' | 'built'): CatalogContent | undefined {
  if (!existsSync(file)) return undefined;
  const lines = gunzipSync(readFileSync(file))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const bundles = lines.flatMap(bundlesOf).sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const semver = new Set(lines.filter(({ mode }) => mode === 'semver-mode').map((line) => line.package));
  return {
    packages: packagesOf(lines),
    bundles: graph === 'literal' ? bundles : connect(bundles, semver),
  };
}

const keyOf = ({ packageName, channelName, csvName }: RegistryBundle) => `${packageName}\0${channelName}\0${csvName}`;

function packagesOf(lines: readonly Line[]): CatalogContent['packages'] {
  const packages = new Map(lines.map((line) => [line.package, line.defaultChannel]));
  return [...packages].map(([name, defaultChannelName]) => {
    const own = lines.filter((line) => line.package === name).flatMap(({ channels }) => channels);
    return { name, defaultChannelName, channels: [...new Set(own)].map((channel) => ({ name: channel, csvName: '' })) };
  });
}

function bundlesOf(line: Line): RegistryBundle[] {
  const property = (type: string, value: unknown): RegistryProperty => ({ type, value: JSON.stringify(value) });
  const { package: packageName, version } = line;
  return line.channels.map((channelName) => ({
    csvName: line.name,
    packageName,
    channelName,
    csvJson: '',
    object: [],
    bundlePath: `registry.example/${packageName}:${version}`,
    providedApis: line.provided.map((api) => ({ ...api, plural: '' })),
    requiredApis: line.required.map((api) => ({ ...api, plural: '' })),
    version,
    skipRange: line.skipRange ?? '',
    dependencies: line.dependencies.map(({ type, value }) => property(type, value)),
    properties: [
      ...line.provided.map(({ group, kind, version: apiVersion }) =>
        property('olm.gvk', { group, kind, version: apiVersion }),
      ),
      property('olm.package', { packageName, version }),
    ],
    replaces: line.replaces ?? '',
    skips: line.skips,
  }));
}

/** Each bundle of a channel replaces the one of the next lower version. */
function connect(bundles: readonly RegistryBundle[], packages: ReadonlySet<string>): RegistryBundle[] {
  const channels = Map.groupBy(bundles, ({ packageName, channelName }) => `${packageName}/${channelName}`);
  return [...channels.values()].flatMap((channel) => {
    if (!packages.has(channel[0]?.packageName ?? '')) return channel;
    const byVersion = [...channel].sort((left, right) =>
      left.version.localeCompare(right.version, 'en', { numeric: true }),
    );
    return byVersion.map((bundle, index) => ({ ...bundle, replaces: byVersion[index - 1]?.csvName ?? '', skips: [] }));
  });
}

/** For each package a catalogue of it and of all that it may need: upstream takes up to seconds for a question to the whole. */
export function contentsByPackage(content: CatalogContent): Map<string, CatalogContent> {
  const bundles = Map.groupBy(content.bundles, ({ packageName }) => packageName);
  const needed = neededPackages(content);
  return new Map(
    content.packages.map(({ name }) => {
      const names = new Set([name]);
      for (const one of names) for (const other of needed.get(one) ?? []) names.add(other);
      const packages = content.packages.filter((one) => names.has(one.name));
      return [name, { packages, bundles: packages.flatMap((one) => bundles.get(one.name) ?? []) }];
    }),
  );
}

function neededPackages({ bundles }: CatalogContent): Map<string, Set<string>> {
  const providers = new Map<string, Set<string>>();
  for (const { packageName, providedApis } of bundles)
    for (const api of providedApis) addTo(providers, keyOfApi(api), packageName);
  const needed = new Map<string, Set<string>>();
  for (const { packageName, dependencies, requiredApis } of bundles) {
    for (const { value } of dependencies) {
      for (const [, name = ''] of value.matchAll(/"packageName":"(.*?)"/g)) addTo(needed, packageName, name);
      for (const name of providers.get(keyOfApi(JSON.parse(value) as Api)) ?? []) addTo(needed, packageName, name);
    }
    for (const api of requiredApis)
      for (const name of providers.get(keyOfApi(api)) ?? []) addTo(needed, packageName, name);
  }
  return needed;
}

const keyOfApi = ({ group, version, kind }: Api) => `${group}/${version}/${kind}`;

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}
