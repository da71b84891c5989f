import { Failure, type KubernetesObject } from '@violet/machinery';
import type { Kind } from './kind.ts';

/** `pods`, or `deployments.apps`. */
function resourceName({ served }: Kind): string {
  return served.group === '' ? served.plural : `${served.plural}.${served.group}`;
}

function detailsOf(kind: Kind, name: string) {
  const { group, plural } = kind.served;
  return { name, ...(group === '' ? {} : { group }), kind: plural };
}

export function notFound(kind: Kind, name: string): Failure {
  return new Failure('NotFound', `${resourceName(kind)} ${JSON.stringify(name)} not found`, {
    details: detailsOf(kind, name),
  });
}

export function alreadyExists(kind: Kind, name: string): Failure {
  return new Failure('AlreadyExists', `${resourceName(kind)} ${JSON.stringify(name)} already exists`, {
    details: detailsOf(kind, name),
  });
}

export function conflict(kind: Kind, name: string, reason: string): Failure {
  return new Failure(
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(kind)} ${JSON.stringify(name)}: ${reason}`,
    {
      details: detailsOf(kind, name),
    },
  );
}

export function modified(kind: Kind, name: string): Failure {
  return conflict(
    kind,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function wrongUid(kind: Kind, name: string, wanted: string, object: KubernetesObject): Failure {
  return conflict(
    kind,
    name,
    `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${object.metadata.uid ?? ''}`,
  );
}

export function wrongVersion(kind: Kind, name: string, wanted: string, object: KubernetesObject): Failure {
  const found = object.metadata.resourceVersion ?? '';
  return conflict(
    kind,
    name,
    `Precondition failed: ResourceVersion in precondition: ${wanted}, ResourceVersion in object meta: ${found}`,
  );
}

/** A refusal by admission: `pods "x" is forbidden: reason`. */
export function refused(kind: Kind, name: string, reason: string): Failure {
  const subject = name === '' ? resourceName(kind) : `${resourceName(kind)} ${JSON.stringify(name)}`;
  return new Failure('Forbidden', `${subject} is forbidden: ${reason}`, { details: detailsOf(kind, name) });
}
