import { ClusterServiceVersion, CustomResourceDefinition } from '@violet/api';
import { type Controller, defineController, type Key, keyOf, type Reader } from '@violet/controller';
import type { KubernetesObject } from '@violet/machinery';
import { originals } from '../cluster-service-version/watches.ts';
import { type Csv, isCopied, originalCsvs } from '../cluster-service-version/world.ts';
import { isLabelledBy, isOwnedBy, owningCsvs } from '../ownership/owner.ts';
import { isComponent, labelComponent } from './adopt.ts';
import { components, componentWatches } from './component-kinds.ts';
import { componentLabel, operatorsOf } from './component-label.ts';

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
  const provided = new Set((csv.spec.customresourcedefinitions?.owned ?? []).map(({ name }) => name));
  for (const operator of operatorsOf(csv.metadata.labels)) {
    const label = componentLabel(operator);
    for (const { kind, object } of components(reader)) {
      const belongs =
        isOwnedBy(object, csv) ||
        isLabelledBy(object, csv) ||
        (kind === CustomResourceDefinition && provided.has(object.metadata.name ?? ''));
      if (belongs && !isComponent(object, label)) await labelComponent(kind, object, label, '', reader);
    }
  }
}

function ownersOrProviders(object: KubernetesObject, _cluster: string, reader: Reader): Key[] {
  if (object.kind !== CustomResourceDefinition.kind) return owningCsvs(object);
  return originalCsvs(reader)
    .filter(({ spec }) => spec.customresourcedefinitions?.owned?.some(({ name }) => name === object.metadata.name))
    .map(keyOf);
}
