import type {
  CatalogContent,
  RegistryApi,
  RegistryBundle,
  RegistryChannelEntry,
  RegistryPackage,
} from '@violet/bundles';
import { Failure } from '@violet/machinery';

type ProvidedApi = Pick<RegistryApi, 'group' | 'version' | 'kind'>;

/** What `api.Registry` asks of a catalogue, answered in the words of operator-registry's cache. */
export class CatalogQueries {
  readonly #packages: ReadonlyMap<string, RegistryPackage>;
  readonly #bundles: readonly RegistryBundle[];
  readonly #byChannel = new Map<string, RegistryBundle[]>();

  constructor({ packages, bundles }: CatalogContent) {
    this.#packages = new Map(packages.map((one) => [one.name, one]));
    this.#bundles = bundles;
    for (const bundle of bundles) {
      const key = channelKey(bundle.packageName, bundle.channelName);
      const known = this.#byChannel.get(key);
      if (known === undefined) this.#byChannel.set(key, [bundle]);
      else known.push(bundle);
    }
  }

  packageNames(): string[] {
    return [...this.#packages.keys()];
  }

  /** Where the image has the manifests, the list leaves them out. */
  *bundles(): Generator<RegistryBundle> {
    for (const bundle of this.#bundles) {
      yield bundle.bundlePath === '' ? bundle : { ...bundle, csvJson: '', object: [] };
    }
  }

  package(name: string): RegistryPackage {
    const { channels, ...found } = this.#package(name);
    return { ...found, channels: [...channels].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  bundle(packageName: string, channelName: string, csvName: string): RegistryBundle {
    const found = this.#channel(packageName, channelName).find((one) => one.csvName === csvName);
    if (found !== undefined) return trimmed(found);
    const message = `package "${packageName}", channel "${channelName}", bundle "${csvName}" not found`;
    throw new Failure('NotFound', message);
  }

  head(packageName: string, channelName: string): RegistryBundle {
    this.#channel(packageName, channelName);
    return this.bundle(packageName, channelName, this.#headOf(packageName, channelName));
  }

  bundleThatReplaces(csvName: string, packageName: string, channelName: string): RegistryBundle {
    const channel = this.#channel(packageName, channelName);
    const found = channel.find(({ replaces, skips }) => replaces === csvName || skips.includes(csvName));
    if (found !== undefined) return trimmed(found);
    throw new Failure('NotFound', `no entry found for package "${packageName}", channel "${channelName}"`);
  }

  entriesThatReplace(csvName: string): RegistryChannelEntry[] {
    const entries = this.#bundles
      .filter(({ replaces, skips }) => replaces === csvName || skips.includes(csvName))
      .map((bundle) => entryOf(bundle, bundle.replaces));
    if (entries.length > 0) return entries;
    throw new Failure('NotFound', `no channel entries found that replace ${csvName}`);
  }

  entriesThatProvide(api: ProvidedApi): RegistryChannelEntry[] {
    const entries = this.#bundles.filter((bundle) => provides(bundle, api)).flatMap((bundle) => allEntriesOf(bundle));
    if (entries.length > 0) return entries;
    throw nobodyProvides(api);
  }

  latestEntriesThatProvide(api: ProvidedApi): RegistryChannelEntry[] {
    const heads = this.#bundles.filter(
      (bundle) => bundle.csvName === this.#headOf(bundle.packageName, bundle.channelName) && provides(bundle, api),
    );
    const entries = heads.flatMap((bundle) => {
      const names = new Set(this.#channel(bundle.packageName, bundle.channelName).map(({ csvName }) => csvName));
      return allEntriesOf(bundle, (skipped) => names.has(skipped));
    });
    if (entries.length > 0) return entries;
    throw nobodyProvides(api);
  }

  defaultBundleThatProvides(api: ProvidedApi): RegistryBundle {
    const entries = this.latestEntriesThatProvide(api).sort((a, b) => (a.packageName < b.packageName ? -1 : 1));
    const found = entries.find(
      ({ packageName, channelName }) => this.#packages.get(packageName)?.defaultChannelName === channelName,
    );
    if (found !== undefined) return this.bundle(found.packageName, found.channelName, found.bundleName);
    throw new Failure('NotFound', `no entry found that provides ${printApi(api)}`);
  }

  #package(name: string): RegistryPackage {
    const found = this.#packages.get(name);
    if (found !== undefined) return found;
    throw new Failure('NotFound', `package "${name}" not found`);
  }

  #channel(packageName: string, channelName: string): readonly RegistryBundle[] {
    const { channels } = this.#package(packageName);
    if (channels.some(({ name }) => name === channelName)) {
      return this.#byChannel.get(channelKey(packageName, channelName)) ?? [];
    }
    throw new Failure('NotFound', `package "${packageName}", channel "${channelName}" not found`);
  }

  #headOf(packageName: string, channelName: string): string {
    const channels = this.#packages.get(packageName)?.channels ?? [];
    return channels.find(({ name }) => name === channelName)?.csvName ?? '';
  }
}

function channelKey(packageName: string, channelName: string): string {
  return `${packageName}/${channelName}`;
}

/** A bundle that is asked for by name comes without its place in the graph. */
function trimmed(bundle: RegistryBundle): RegistryBundle {
  return { ...bundle, replaces: '', skips: [] };
}

function entryOf({ packageName, channelName, csvName }: RegistryBundle, replaces: string): RegistryChannelEntry {
  return { packageName, channelName, bundleName: csvName, replaces };
}

function allEntriesOf(bundle: RegistryBundle, isWanted: (skipped: string) => boolean = () => true) {
  const skipped = bundle.skips.filter((name) => name !== bundle.replaces && isWanted(name));
  return [bundle.replaces, ...skipped].map((replaces) => entryOf(bundle, replaces));
}

function provides({ providedApis }: RegistryBundle, { group, version, kind }: ProvidedApi): boolean {
  return providedApis.some((api) => api.group === group && api.version === version && api.kind === kind);
}

function printApi({ group, version, kind }: ProvidedApi): string {
  return `group:"${group}" version:"${version}" kind:"${kind}"`;
}

function nobodyProvides(api: ProvidedApi): Failure {
  return new Failure('NotFound', `no channel entries found that provide ${printApi(api)}`);
}
