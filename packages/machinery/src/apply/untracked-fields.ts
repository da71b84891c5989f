import { difference, type FieldSet, newFieldSet } from './field-set.ts';
import { nameElement } from './path-element.ts';

const metadataFields = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];

const untracked: FieldSet = newFieldSet(
  [['apiVersion'], ['kind'], ['metadata'], ...metadataFields.map((name) => ['metadata', name])].map((path) =>
    path.map(nameElement),
  ),
);

/** Without what identifies an object or belongs to the server: nobody owns that. */
export function withoutUntracked(fields: FieldSet): FieldSet {
  return difference(fields, untracked);
}
