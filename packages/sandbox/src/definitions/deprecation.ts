import { compareApiVersions } from '@violet/apiserver';
import type { Definition, DefinitionVersion } from './definition.ts';

/** The warning of a version that is to go: the definition's own, or which version to use instead. */
export function deprecation(
  { spec }: Pick<Definition, 'spec'>,
  version: DefinitionVersion,
): { deprecationWarning?: string } {
  if (version.deprecated !== true) return {};
  if (version.deprecationWarning !== undefined) return { deprecationWarning: version.deprecationWarning };
  const { kind } = spec.names;
  const [newer] = spec.versions
    .filter(
      ({ name, served, deprecated }) => served && deprecated !== true && compareApiVersions(name, version.name) < 0,
    )
    .map(({ name }) => name)
    .sort(compareApiVersions);
  const instead = newer === undefined ? '' : `; use ${spec.group}/${newer} ${kind}`;
  return { deprecationWarning: `${spec.group}/${version.name} ${kind} is deprecated${instead}` };
}
