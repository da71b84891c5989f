import type { Projection } from '@violet/kube';
import { isJsonObject, type KubernetesObject, type Stored } from '@violet/machinery';

/** What is kept of CRDs: who they are and how they are. Their schemas, all together, are bigger than anything else. */
export const crdProjection: Projection = {
  id: 'crd-conditions',
  of: ({ apiVersion, kind, metadata, status }) => {
    const { annotations: _long, managedFields: _longer, ...kept } = metadata;
    const conditions = isJsonObject(status) ? status['conditions'] : undefined;
    const projected: Stored<KubernetesObject> = { apiVersion, kind, metadata: kept, status: { conditions } };
    return projected;
  },
};
