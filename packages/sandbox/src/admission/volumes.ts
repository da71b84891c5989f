import type { KubernetesObject } from '@violet/machinery';
import type { Catalog } from '../requests/catalog.ts';
import type { AdmissionPlugin } from './admission.ts';

const protections: Readonly<Record<string, string>> = {
  persistentvolumeclaims: 'kubernetes.io/pvc-protection',
  persistentvolumes: 'kubernetes.io/pv-protection',
};
const defaultMarks = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** A claim that names no class gets the default one; claims and volumes stay for as long as they are used. */
export function volumes(catalog: Catalog): AdmissionPlugin {
  return {
    mutate({ operation, kind, target, object }) {
      const protection = protections[kind.collection.id];
      if (operation !== 'CREATE' || object === undefined || protection === undefined) return;
      if (target.subresource !== undefined) return;
      const { metadata } = object;
      const finalizers = metadata.finalizers ?? [];
      if (!finalizers.includes(protection)) metadata.finalizers = [...finalizers, protection];
      const spec = (object.spec ?? {}) as { storageClassName?: string };
      if (kind.collection.id !== 'persistentvolumeclaims' || spec.storageClassName !== undefined) return;
      const found = defaultClass(catalog);
      // An empty name says that no class is wanted; none says nothing.
      if (found !== undefined) object.spec = { ...spec, storageClassName: found.metadata.name };
    },
  };
}

/** Of several the newest, then the first by name. */
function defaultClass(catalog: Catalog): KubernetesObject | undefined {
  const classes = [...(catalog.resource('storage.k8s.io', 'storageclasses')?.collection.objects.values() ?? [])];
  const defaults = classes.filter(({ metadata }) =>
    defaultMarks.some((mark) => metadata.annotations?.[mark] === 'true'),
  );
  const age = ({ metadata }: KubernetesObject) => metadata.creationTimestamp ?? '';
  const name = ({ metadata }: KubernetesObject) => metadata.name ?? '';
  return defaults.sort((a, b) => (age(a) === age(b) ? (name(a) < name(b) ? -1 : 1) : age(a) > age(b) ? -1 : 1))[0];
}
