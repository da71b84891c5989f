import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '@violet/machinery';
import { inVersionOf, type Kind } from '../../requests/kind.ts';
import type { AdmissionRequest } from '../admission.ts';

/** The `request` of an `admission.k8s.io/v1` AdmissionReview. */
export interface ReviewRequest {
  uid: string;
  object: KubernetesObject | null;
  oldObject: KubernetesObject | null;
  [field: string]: unknown;
}

/** What a webhook is asked, with objects in the version that it wants to see. */
export async function reviewRequest(request: AdmissionRequest, kind: Kind): Promise<ReviewRequest> {
  const { target, operation, object, oldObject, context, dryRun, options } = request;
  const { user } = context;
  return {
    uid: randomUUID(),
    kind: kindNames(kind),
    resource: resourceNames(kind),
    ...(target.subresource === undefined
      ? {}
      : { subResource: target.subresource, requestSubResource: target.subresource }),
    requestKind: kindNames(request.kind),
    requestResource: resourceNames(request.kind),
    ...(nameOf(request) === '' ? {} : { name: nameOf(request) }),
    ...(target.namespace === undefined ? {} : { namespace: target.namespace }),
    operation,
    userInfo: {
      username: user.username,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
    },
    object: await shown(object, kind),
    oldObject: await shown(oldObject, kind),
    dryRun,
    options,
  };
}

function nameOf({ target, object }: AdmissionRequest): string {
  return target.name ?? object?.metadata.name ?? '';
}

function kindNames({ served }: Kind): object {
  return { group: served.group, version: served.version, kind: served.kind };
}

function resourceNames({ served }: Kind): object {
  return { group: served.group, version: served.version, resource: served.plural };
}

async function shown(object: KubernetesObject | undefined, kind: Kind): Promise<KubernetesObject | null> {
  return object === undefined ? null : await inVersionOf(kind, object);
}
