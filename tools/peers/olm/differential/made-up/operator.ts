import type { InstallModeType } from '@violet/api';
import type { JsonObject } from '@violet/machinery';

/** An operator of one Deployment that owns one kind, `Thing` in the group `<name>.example.com`. */
export interface MadeUp {
  name: string;
  /** Where it is offered, beside the catalogue that every namespace sees. */
  elsewhere?: boolean;
  /** The oldest first; one, 1.0.0, where it does not say. */
  versions?: readonly MadeUpVersion[];
  /** Messages against the package, channels and versions of it. */
  deprecated?: { package?: string; channels?: Record<string, string>; versions?: Record<string, string> };
  /** All where it does not say. */
  modes?: readonly InstallModeType[];
  /** Names of the operators whose kinds it needs. */
  needs?: readonly string[];
  /** Whether its Deployment serves a webhook. */
  webhook?: boolean;
  /** Whether its Deployment serves the kind `Record` of `<name>.apis.example.com`. */
  apiService?: boolean;
  /** In its namespace, beside what its CSV makes. */
  rules?: readonly JsonObject[];
  minKubeVersion?: string;
}

/** What a version has that others of the operator have not. */
export interface MadeUpVersion {
  version: string;
  /** Versions; the entries of its channels say so. */
  replaces?: string;
  skips?: readonly string[];
  skipRange?: string;
  /** `stable` where it does not say. */
  channels?: readonly string[];
  modes?: readonly InstallModeType[];
  /** Of its kind; `v1` where it does not say. */
  served?: readonly string[];
  /** Of the spec of its kind. */
  required?: readonly string[];
  /** Whether the API server refuses its Deployment. */
  broken?: boolean;
  /** Name of its Deployment; that of the operator where it does not say. */
  deployment?: string;
}

export const firstVersion = '1.0.0';

export function versionsOf({ versions }: MadeUp): readonly MadeUpVersion[] {
  return versions ?? [{ version: firstVersion }];
}

/** The name of its CSV. */
export function csvName(operator: string, version: string = firstVersion): string {
  return `${operator}.v${version}`;
}
