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
  return servedByBoth(existing, next).flatMap(([old, { name, schema }]) =>
    schema?.openAPIV3Schema === undefined || jsonEqual(old.schema, schema)
      ? []
      : [{ version: name, schema: schema.openAPIV3Schema }],
  );
}

/** The versions served before and after of which the API server warns whoever asks for their objects. */
export function deprecatedVersions(existing: Definition, next: Definition): string[] {
  return servedByBoth(existing, next).flatMap(([{ name, deprecated }]) => (deprecated === true ? [name] : []));
}

function servedByBoth(existing: Definition, next: Definition): [DefinitionVersion, DefinitionVersion][] {
  const before = new Map(servedVersions(existing).map((version) => [version.name, version]));
  return servedVersions(next).flatMap((version): [DefinitionVersion, DefinitionVersion][] => {
    const old = before.get(version.name);
    return old === undefined ? [] : [[old, version]];
  });
}

function servedVersions({ spec }: Definition): DefinitionVersion[] {
  return (spec.versions ?? []).filter(({ served }) => served);
}
