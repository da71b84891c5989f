import { type ModuleDependency, moduleInfoReasons } from '@violet/api';
import { parseVersion, parseVersionRange } from '@violet/machinery';
import type { Refusal } from './refusal.ts';

/** A plugin on the same cluster, as its ModuleInfo tells it. */
export interface InstalledPlugin {
  name: string;
  /** Empty until it has run once. */
  version: string;
  running: boolean;
}

export interface DependencyFacts {
  cluster: string;
  /** Versions of what is no plugin: `kubernetes`, and `base` for the platform. */
  versions: Readonly<Record<string, string>>;
  installed: readonly InstalledPlugin[];
}

/** The first dependency that is not met. Every dependency must be; of its ranges any one is enough. */
export function refuseDependencies(
  plugin: string,
  dependencies: readonly ModuleDependency[] | undefined,
  facts: DependencyFacts,
): Refusal | undefined {
  for (const { moduleName, versionsMatch } of dependencies ?? []) {
    const missing = refuseDependency(moduleName, versionsMatch ?? [], facts);
    if (missing !== undefined) {
      return { reason: moduleInfoReasons.dependencyNotReady, message: `${plugin} needs ${missing}`, waits: true };
    }
  }
  return undefined;
}

function refuseDependency(name: string, ranges: readonly string[], facts: DependencyFacts): string | undefined {
  const wanted = ranges.length === 0 || ranges.includes('*') ? name : `${name} ${ranges.join(' or ')}`;
  const version = facts.versions[name];
  if (version !== undefined)
    return admits(ranges, version) ? undefined : `${wanted}; cluster ${facts.cluster} has ${version}`;
  const plugin = facts.installed.find((candidate) => candidate.name === name);
  if (plugin === undefined) return `${wanted}, which is not installed on cluster ${facts.cluster}`;
  if (plugin.version !== '' && !admits(ranges, plugin.version)) {
    return `${wanted}; cluster ${facts.cluster} has ${plugin.version}`;
  }
  return plugin.running ? undefined : `${wanted}, which is not Running on cluster ${facts.cluster} yet`;
}

function admits(ranges: readonly string[], version: string): boolean {
  if (ranges.length === 0) return true;
  return ranges.some((range) => range.trim() === '*' || inRange(range, version));
}

function inRange(range: string, version: string): boolean {
  const parsed = parseVersion(version);
  return parsed !== undefined && parseVersionRange(range).contains(parsed);
}
