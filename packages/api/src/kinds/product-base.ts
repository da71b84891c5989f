import type { Condition, KubernetesObject } from '@violet/machinery';
import { defineResource } from '../resource.ts';
import { conditions, flag, freeForm, listOf, object, text } from './schema-parts.ts';

/** The platform itself: one object, named `base`. violet reads the registry's address from it. */
export interface ProductBase extends KubernetesObject {
  spec: {
    platformURL: string;
    alternativeURLs?: string[];
    registry: { address: string; external?: boolean; preferPlatformURL?: boolean; secretRef?: { name: string } };
    version: string;
    /** `standby` on a platform that follows another one. */
    role?: string;
  };
  status?: { phase?: string; version?: string; conditions?: Condition[]; artifacts?: unknown[] };
}

export const ProductBase = defineResource<ProductBase>({
  group: 'product.alauda.io',
  version: 'v1alpha2',
  kind: 'ProductBase',
  plural: 'productbases',
  shortNames: ['prdb'],
  scope: 'Cluster',
  home: 'hub',
  columns: [
    { name: 'Version', type: 'string', jsonPath: '.status.version' },
    { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  spec: object(
    {
      platformURL: text,
      alternativeURLs: listOf(text),
      registry: object({ address: text, external: flag, preferPlatformURL: flag, secretRef: object({ name: text }) }, [
        'address',
      ]),
      version: text,
      role: text,
    },
    ['platformURL', 'registry', 'version'],
  ),
  status: object({ phase: text, version: text, conditions, artifacts: listOf(freeForm) }),
});
