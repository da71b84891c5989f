import { describe, expect, it } from 'vitest';
import { changedSchemas } from './changed-schemas.ts';
import type { Definition, DefinitionVersion } from './definition.ts';
import { alongsideAnnotations } from './installed-alongside.ts';
import { lostVersion } from './lost-version.ts';

function aDefinition(versions: DefinitionVersion[], storedVersions?: string[]): Definition {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'lamps.example.com' },
    spec: { group: 'example.com', names: { plural: 'lamps', kind: 'Lamp' }, versions },
    ...(storedVersions === undefined ? {} : { status: { storedVersions } }),
  };
}

const version = (name: string, maximum = 1, served = true): DefinitionVersion => ({
  name,
  served,
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'integer', maximum } } } },
});

describe('an upgrade of a CRD', () => {
  it.each([
    ['keeps every stored version', ['v1'], ['v1', 'v2'], undefined],
    ['loses a stored version', ['v1alpha1', 'v1'], ['v1'], 'v1alpha1'],
    ['finds none stored', undefined, ['v2'], undefined],
  ])('that %s', (_name, stored, versions, lost) => {
    const next = aDefinition(versions.map((name) => version(name)));
    expect(lostVersion(aDefinition([], stored), next)).toBe(lost);
  });

  it.each([
    ['the schema of a served version changes', [version('v1', 1)], [version('v1', 2)], ['v1']],
    ['nothing changes', [version('v1', 1)], [version('v1', 1)], []],
    ['a version is new', [version('v1', 1)], [version('v1', 1), version('v2', 2)], []],
    ['a version was not served', [version('v1', 1, false)], [version('v1', 2)], []],
    ['a version is no longer served', [version('v1', 1)], [version('v1', 2, false)], []],
  ])('asks for a look at stored objects where %s', (_name, before, after, versions) => {
    expect(changedSchemas(aDefinition(before), aDefinition(after)).map((changed) => changed.version)).toEqual(versions);
  });
});

describe('the CSVs that a CRD came with', () => {
  const annotated = (annotations: Record<string, string>): Definition => {
    const definition = aDefinition([]);
    return { ...definition, metadata: { ...definition.metadata, annotations } };
  };

  it('are the one that applies it, and those named before that still exist', () => {
    const existing = annotated({
      'operatorframework.io/installed-alongside-1': 'ns/old',
      'operatorframework.io/installed-alongside-2': 'ns/gone',
      other: 'of the cluster',
    });
    const annotations = alongsideAnnotations(
      annotated({ mine: 'stays' }),
      existing,
      { namespace: 'ns', name: 'new' },
      ({ name }) => name !== 'gone',
    );
    expect(annotations).toEqual({
      mine: 'stays',
      'operatorframework.io/installed-alongside-f87aff2d156bbe6c': 'ns/old',
      'operatorframework.io/installed-alongside-3c84b2d1c91845b': 'ns/new',
    });
  });
});
