import type { PolicyRule } from './rbac.ts';

/**
 * What of `wanted` the rules `held` do not grant, in rules of one group, resource, name and verb each. Empty: whoever holds
 * the ones may give the others away.
 */
export function uncoveredRules(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(singleRules).filter((single) => !held.some((rule) => covers(rule, single)));
}

function singleRules({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): PolicyRule[] {
  const names = (resourceNames ?? []).length === 0 ? [undefined] : (resourceNames ?? []);
  const ofResources = (apiGroups ?? []).flatMap((group) =>
    (resources ?? []).flatMap((resource) =>
      verbs.flatMap((verb) =>
        names.map((name) => ({
          apiGroups: [group],
          resources: [resource],
          verbs: [verb],
          ...(name === undefined ? {} : { resourceNames: [name] }),
        })),
      ),
    ),
  );
  const ofPaths = (nonResourceURLs ?? []).flatMap((url) =>
    verbs.map((verb) => ({ nonResourceURLs: [url], verbs: [verb] })),
  );
  return [...ofResources, ...ofPaths];
}

function covers(held: PolicyRule, single: PolicyRule): boolean {
  const names = held.resourceNames ?? [];
  return (
    hasAll(held.verbs, single.verbs) &&
    hasAll(held.apiGroups ?? [], single.apiGroups ?? []) &&
    (single.resources ?? []).every((resource) => coversResource(held.resources ?? [], resource)) &&
    (names.length === 0 || (single.resourceNames ?? ['']).every((name) => names.includes(name))) &&
    (single.nonResourceURLs ?? []).every((url) => (held.nonResourceURLs ?? []).some((own) => coversUrl(own, url)))
  );
}

function hasAll(held: readonly string[], wanted: readonly string[]): boolean {
  return held.includes('*') || wanted.every((one) => held.includes(one));
}

/** `*` `/scale` stands for that subresource of everything. */
function coversResource(held: readonly string[], resource: string): boolean {
  const slash = resource.indexOf('/');
  return (
    held.includes('*') || held.includes(resource) || (slash >= 0 && held.includes(`*/${resource.slice(slash + 1)}`))
  );
}

function coversUrl(held: string, url: string): boolean {
  return held === url || (held.endsWith('*') && url.startsWith(held.replace(/\*+$/, '')));
}

/** Rules about the same thing as one, with all its verbs; as the API server prints them, one to a line, sorted. */
export function printRules(singles: readonly PolicyRule[]): string {
  const byObject = new Map<string, PolicyRule>();
  for (const { verbs, ...object } of singles) {
    const key = JSON.stringify(object);
    byObject.set(key, { ...object, verbs: [...(byObject.get(key)?.verbs ?? []), ...verbs] });
  }
  return [...new Set([...byObject.values()].map(printRule))].sort().join('\n');
}

function printRule({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const parts = Object.entries({
    APIGroups: apiGroups,
    Resources: resources,
    NonResourceURLs: nonResourceURLs,
    ResourceNames: resourceNames,
    Verbs: verbs,
  }).flatMap(([name, values = []]) => (values.length === 0 ? [] : [`${name}:${printStrings(values)}`]));
  return `{${parts.join(', ')}}`;
}

/** As Go prints a list with `%q`. */
export function printStrings(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}
