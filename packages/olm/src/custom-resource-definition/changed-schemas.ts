import { jsonEqual, type Schema } from '@violet/machinery';
import type { Definition, DefinitionVersion } from './definition.ts';

export interface ChangedSchema {
  version: string;
  schema: Schema;
}

/**
 * The versions that are served before and after the change and judge differently. (Upstream looks at unchanged ones too:
 * what is stored passed them when it was written, so that nothing is lost but time.)
 */
export function changedSchemas(existing: Definition, next: Definition): ChangedSchema[] {
  const before = new Map(servedVersions(existing).map((version) => [version.name, version]));
  const changed: ChangedSchema[] = [];
  for (const { name, schema } of servedVersions(next)) {
    const old = before.get(name);
    if (old === undefined || schema?.openAPIV3Schema === undefined || jsonEqual(old.schema, schema)) continue;
    changed.push({ version: name, schema: schema.openAPIV3Schema });
  }
  return changed;
}

function servedVersions({ spec }: Definition): DefinitionVersion[] {
  return (spec.versions ?? []).filter(({ served }) => served);
}
