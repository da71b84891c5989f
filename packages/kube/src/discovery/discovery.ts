import { formatApiVersion, isFailure, parseApiVersion } from '@violet/machinery';
import type { DiscoveredResource } from '../cluster.ts';
import type { Requester } from '../requests/requester.ts';
import { AGGREGATED, type GroupDiscoveryList, isAggregated, resourcesOf } from './aggregated-discovery.ts';

interface ApiResource {
  name: string;
  kind: string;
  namespaced: boolean;
  verbs?: string[];
  shortNames?: string[];
  categories?: string[];
}

interface GroupList {
  groups: {
    name: string;
    versions: { version: string; groupVersion: string }[];
    preferredVersion?: { version: string };
  }[];
}

/** What a cluster serves, remembered until something is missed. */
export class Discovery {
  readonly #requester: Requester;
  #lists = new Map<string, Promise<readonly DiscoveredResource[]>>();

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  forget(): void {
    this.#lists = new Map();
  }

  async find(apiVersion: string, kind: string): Promise<DiscoveredResource | undefined> {
    const known = this.#lists.get(apiVersion);
    const found = (await known)?.find((resource) => resource.kind === kind);
    if (found !== undefined) return found;
    if (known !== undefined && this.#lists.get(apiVersion) === known) this.#lists.delete(apiVersion);
    return (await this.#list(apiVersion)).find((resource) => resource.kind === kind);
  }

  async all(): Promise<readonly DiscoveredResource[]> {
    const headers = { accept: `${AGGREGATED},application/json` };
    const answers = await Promise.all(
      ['/api', '/apis'].map((path) => this.#requester.json<GroupDiscoveryList & GroupList>({ path, headers })),
    );
    if (answers.every(isAggregated)) return answers.flatMap(resourcesOf);
    this.forget();
    return await this.#listAll(answers[1]?.groups ?? []);
  }

  /** For servers older than aggregated discovery: one request for each group and version. */
  async #listAll(groups: GroupList['groups']): Promise<readonly DiscoveredResource[]> {
    const apiVersions = ['v1'];
    for (const { name, versions, preferredVersion } of groups) {
      const first = preferredVersion?.version;
      const ordered = versions
        .map(({ version }) => version)
        .sort((left, right) => Number(right === first) - Number(left === first));
      for (const version of ordered) apiVersions.push(formatApiVersion(name, version));
    }
    const lists = await Promise.all(apiVersions.map((apiVersion) => this.#list(apiVersion)));
    return lists.flat();
  }

  #list(apiVersion: string): Promise<readonly DiscoveredResource[]> {
    const known = this.#lists.get(apiVersion);
    if (known !== undefined) return known;
    const list = this.#fetch(apiVersion);
    this.#lists.set(apiVersion, list);
    list.catch(() => this.#lists.delete(apiVersion));
    return list;
  }

  async #fetch(apiVersion: string): Promise<readonly DiscoveredResource[]> {
    const { group, version } = parseApiVersion(apiVersion);
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    try {
      const { resources } = await this.#requester.json<{ resources: ApiResource[] }>({ path });
      return discovered(group, version, resources);
    } catch (error) {
      // An unknown group, or an aggregated one whose server is away: it serves nothing now.
      if (isFailure(error, 'NotFound', 'ServiceUnavailable') && error.cause === undefined) return [];
      throw error;
    }
  }
}

function discovered(group: string, version: string, resources: readonly ApiResource[]): DiscoveredResource[] {
  const objects = resources.filter(({ name }) => !name.includes('/'));
  return objects.map(({ name, kind, namespaced, verbs = [], shortNames = [], categories = [] }) => ({
    group,
    version,
    kind,
    plural: name,
    scope: namespaced ? 'Namespaced' : 'Cluster',
    verbs,
    shortNames,
    categories,
    subresources: resources
      .filter((sub) => sub.name.startsWith(`${name}/`))
      .map((sub) => sub.name.slice(name.length + 1)),
  }));
}
