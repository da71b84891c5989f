import type { ResourceDefinition } from '@violet/kube';
import { cloneJson, type KubernetesObject, type Stored } from '@violet/machinery';
import type { Pod, PodTemplate } from '../kinds/pod.ts';
import { controllerReference } from '../ownership.ts';

/** A pod as its owner's template wants it; the server completes the generated name. */
export function podFromTemplate(kind: ResourceDefinition, owner: Stored<KubernetesObject>, template: PodTemplate): Pod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const { name, namespace } = owner.metadata;
  return cloneJson({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(kind, owner)],
    },
    spec: template.spec,
  });
}
