import { createHash } from 'node:crypto';
import { annotations, type ModuleInfo, type ModuleSpec } from '@violet/api';
import type { Json } from '@violet/machinery';

/**
 * Hash of what a person or a publication decides: version, configuration, overrides, the version's ModuleConfig, a wish to
 * retry. Facts of the cluster (its nodes, say) are left out, so that a new node never upgrades a plugin.
 */
export function specHash(info: ModuleInfo, spec: ModuleSpec): string {
  const { version, config = {}, valuesOverride = {} } = info.spec;
  const retry = info.metadata.annotations?.[annotations.retry] ?? '';
  return hashOf([version, config, valuesOverride, spec as unknown as Json, retry]);
}

/** Hexadecimal SHA-256 of a JSON value; the order of keys does not matter. */
export function hashOf(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}

function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${members.join(',')}}`;
}
