import type { ClusterServiceVersionSpec, CrdDescription } from '@violet/api';
import { fnv64a } from '../go-json/hash.ts';

/** APIs as `Kind.version.group`, which is how annotations list them. */
export type ApiSet = ReadonlySet<string>;

export interface ApiSurface {
  provided: ApiSet;
  required: ApiSet;
}

/** What an operator provides and requires; undefined where a CRD's name has no group, which makes the CSV unusable. */
export function apiSurfaceOf(spec: ClusterServiceVersionSpec): ApiSurface | undefined {
  const { customresourcedefinitions: crds, apiservicedefinitions: services } = spec;
  const owned = (crds?.owned ?? []).map(apiOfCrd);
  const required = (crds?.required ?? []).map(apiOfCrd);
  if (owned.includes(undefined) || required.includes(undefined)) return undefined;
  const named = (apis: (string | undefined)[]) => apis.filter((api) => api !== undefined);
  return {
    provided: new Set([...named(owned), ...(services?.owned ?? []).map(printApi)]),
    required: new Set([...named(required), ...(services?.required ?? []).map(printApi)]),
  };
}

function apiOfCrd({ name, version, kind }: CrdDescription): string | undefined {
  const dot = name.indexOf('.');
  return dot < 0 ? undefined : printApi({ kind, version, group: name.slice(dot + 1) });
}

export function printApi({ kind, version, group }: { kind: string; version: string; group: string }): string {
  return `${kind}.${version}.${group}`;
}

export function apiHash(api: string): string {
  return fnv64a(api);
}
