import type { ResourceDefinition } from '@violet/api';

/** The path of a kind: of one namespace, of all, or of one object; parts are escaped. */
export function resourcePath(
  definition: ResourceDefinition,
  at: { namespace?: string | undefined; name?: string; subresource?: string } = {},
): string {
  const root =
    definition.group === '' ? `/api/${definition.version}` : `/apis/${definition.group}/${definition.version}`;
  const namespace =
    at.namespace === undefined || definition.scope === 'Cluster'
      ? ''
      : `/namespaces/${encodeURIComponent(at.namespace)}`;
  const name = at.name === undefined ? '' : `/${encodeURIComponent(at.name)}`;
  const subresource = at.subresource === undefined ? '' : `/${at.subresource}`;
  return `${root}${namespace}/${definition.plural}${name}${subresource}`;
}

/** Adds what is set; false and undefined are left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== false) parts.push(`${key}=${encodeURIComponent(value)}`);
  }
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}
