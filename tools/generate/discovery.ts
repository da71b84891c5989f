import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface PublishedResource {
  name: string;
  kind: string;
  singularName: string;
  namespaced: boolean;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  group?: string;
  version?: string;
}

/** A served kind; subresources are keyed by name. */
export interface ResourceFacts {
  kind: string;
  singular: string;
  definition: string;
  namespaced: boolean;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
  subresources?: Record<string, { group?: string; version?: string; kind: string; verbs: string[] }>;
}

/** These need a running container or a connection to a pod. */
const needsContainer = new Set(['attach', 'exec', 'log', 'portforward', 'proxy']);

/** `group/version` → plural → facts, from the published discovery documents of the group versions in `definitions`. */
export function readDiscovery(
  directory: string,
  definitionOf: (groupVersion: string, kind: string) => string | undefined,
) {
  const groups: Record<string, Record<string, ResourceFacts>> = {};
  for (const name of readdirSync(directory).filter((entry) => /__v\d+\.json$/.test(entry))) {
    const document = JSON.parse(readFileSync(join(directory, name), 'utf8')) as {
      groupVersion: string;
      resources: PublishedResource[];
    };
    const kinds = readGroup(document, definitionOf);
    if (Object.keys(kinds).length > 0) groups[document.groupVersion] = kinds;
  }
  return groups;
}

function readGroup(
  { groupVersion, resources }: { groupVersion: string; resources: PublishedResource[] },
  definitionOf: (groupVersion: string, kind: string) => string | undefined,
): Record<string, ResourceFacts> {
  const kinds: Record<string, ResourceFacts> = {};
  for (const resource of resources) {
    const [plural = '', subresource] = resource.name.split('/');
    const { kind, namespaced, verbs, shortNames, categories, group, version } = resource;
    const definition = definitionOf(groupVersion, kind);
    const parent = kinds[plural];
    if (subresource === undefined && definition !== undefined) {
      const optional = { ...(shortNames && { shortNames }), ...(categories && { categories }) };
      kinds[plural] = { kind, singular: resource.singularName, definition, namespaced, verbs, ...optional };
    } else if (subresource !== undefined && parent !== undefined && !needsContainer.has(subresource)) {
      parent.subresources ??= {};
      parent.subresources[subresource] = { ...(version && { group: group ?? '', version }), kind, verbs };
    }
  }
  return kinds;
}
