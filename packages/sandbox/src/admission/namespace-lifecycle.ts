import { Failure, type KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import { notFound, refused } from '../requests/failures.ts';
import { keyOf } from '../storage/event.ts';
import type { AdmissionPlugin } from './admission.ts';

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is created in a namespace that is not there or is going, and some namespaces stay. */
export function namespaceLifecycle(catalog: Catalog): AdmissionPlugin {
  return {
    mutate({ operation, kind, target, object }) {
      const { namespace, name = '', subresource } = target;
      if (operation === 'DELETE' && kind.collection.id === 'namespaces' && immortal.has(name)) {
        throw refused(kind, name, 'this namespace may not be deleted');
      }
      if (operation !== 'CREATE' || namespace === undefined || subresource !== undefined) return;
      const namespaces = catalog.resource('', 'namespaces');
      if (namespaces === undefined) return;
      const found = namespaces.collection.get(keyOf(undefined, namespace));
      if (found === undefined) throw notFound(namespaces, namespace);
      if (found.metadata.deletionTimestamp !== undefined) throw terminating(refused, kind, object, namespace);
    },
  };
}

function terminating(
  refuse: typeof refused,
  kind: Parameters<typeof refused>[0],
  object: KubernetesObject | undefined,
  namespace: string,
): Failure {
  const failure = refuse(
    kind,
    object?.metadata.name ?? '',
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return new Failure('Forbidden', failure.message, { details: { ...failure.details, causes: [cause] } });
}
