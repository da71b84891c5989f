import { ClusterServiceVersion, CustomResourceDefinition } from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader } from '@violet/controller';
import type { KubernetesObject } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { type Csv, isCopied, originalCsvs } from '../cluster-service-version/world.ts';
import { owningCsvs } from '../ownership/owner.ts';
import { isComponent, labelComponent } from './adopt.ts';
import { componentsOwnedBy, componentWatches } from './component-kinds.ts';
import { componentLabel, operatorsOf } from './component-label.ts';
import type { Component } from './references.ts';

/** Makes what belongs to a CSV components of the operators that the CSV is a component of. */
export function ownedObjectsAdoptionController(): Controller {
  return defineController({
    name: 'operator-adoption-csv',
    scope: 'member',
    kind: ClusterServiceVersion,
    labelSelector: originals,
    concerns: (csv) => !isCopied(csv) && operatorsOf(csv.metadata.labels).length > 0,
    watches: componentWatches(ownersOrProviders),
    observe: (_csv, reader) => reader,
    steps: [adoptOwned],
  });
}

async function adoptOwned(csv: Csv, reader: Reader): Promise<void> {
  const components = [...componentsOwnedBy(csv, reader), ...providedDefinitions(csv, reader)];
  for (const operator of operatorsOf(csv.metadata.labels)) {
    const label = componentLabel(operator);
    for (const { kind, object } of components)
      if (!isComponent(object, label)) await labelComponent(kind, object, label, '', reader);
  }
}

function providedDefinitions({ spec }: Csv, reader: Reader): Component[] {
  return (spec.customresourcedefinitions?.owned ?? []).flatMap(({ name }) => {
    const object = reader.get(CustomResourceDefinition, name);
    return object === undefined ? [] : [{ kind: CustomResourceDefinition, object }];
  });
}

function ownersOrProviders(object: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  if (object.kind !== CustomResourceDefinition.kind) return owningCsvs(object);
  return originalCsvs(reader)
    .filter(({ spec }) => spec.customresourcedefinitions?.owned?.some(({ name }) => name === object.metadata.name))
    .map(keyOf);
}
