import { goQuote } from '../go/text.ts';
import { type PolicyRule, ruleAllows } from './rbac.ts';

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

/** A single rule is granted like the request that it describes; a star in it is granted by a star alone. */
function covers(
  held: PolicyRule,
  { verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule,
): boolean {
  const [verb = ''] = verbs;
  if (nonResourceURLs?.[0] !== undefined) return ruleAllows(held, { verb, path: nonResourceURLs[0] });
  const [resource = '', subresource = ''] = (resources?.[0] ?? '').split(/\/(.*)/s);
  return ruleAllows(held, {
    verb,
    apiGroup: apiGroups?.[0] ?? '',
    resource,
    subresource,
    name: resourceNames?.[0] ?? '',
  });
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
  return `[${values.map(goQuote).join(' ')}]`;
}
