import { invalidFailure, type KubernetesObject } from '@violet/machinery';
import { gvkOf, type Kind } from './kind.ts';

/** Brings an object into the form in which it is stored; to be repeated after anybody changed it. */
export function refine(kind: Kind, object: KubernetesObject): void {
  kind.served.normalize(object);
  kind.served.applyDefaults(object);
  dropEmptyMetadata(object);
}

/** What Go leaves out when it writes ObjectMeta. */
function dropEmptyMetadata({ metadata }: KubernetesObject): void {
  const members = metadata as Record<string, unknown>;
  for (const [name, value] of Object.entries(members)) {
    const empty = value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
    if (empty) delete members[name];
  }
}

/** Throws Invalid with everything that is wrong. */
export function check(kind: Kind, object: KubernetesObject, old?: KubernetesObject): void {
  const causes = kind.served.validate(object, old);
  if (causes.length > 0) throw invalidFailure(gvkOf(kind), object.metadata.name ?? '', causes);
}
