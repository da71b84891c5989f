/** Which object a run is about. The cluster is the one that the controller's own kind lives in. */
export interface Key {
  name: string;
  namespace?: string;
}

/** `namespace/name`, or `name`; also the order in which keys are told apart. */
export function printKey(key: Key): string {
  return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}

export function keyOf(object: { metadata: { name?: string; namespace?: string } }): Key {
  const { name = '', namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}
