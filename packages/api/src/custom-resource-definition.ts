import type { KubernetesObject, Schema } from '@violet/machinery';
import type { ProductResource } from './resource.ts';

/** The CustomResourceDefinition of a kind, ready to be applied. */
export function customResourceDefinition(resource: ProductResource): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${resource.plural}.${resource.group}` },
    spec: {
      group: resource.group,
      scope: resource.scope,
      names: {
        kind: resource.kind,
        listKind: `${resource.kind}List`,
        plural: resource.plural,
        singular: resource.singular,
        ...(resource.shortNames.length === 0 ? {} : { shortNames: [...resource.shortNames] }),
        ...(resource.categories.length === 0 ? {} : { categories: [...resource.categories] }),
      },
      versions: [
        versionOf(resource, { ...resource, stored: true }),
        ...resource.alsoServed.map((other) => versionOf(resource, { ...other, stored: false })),
      ],
    },
  };
}

function versionOf(
  resource: ProductResource,
  { version, schema, stored }: { version: string; schema: Schema; stored: boolean },
) {
  return {
    name: version,
    served: true,
    storage: stored,
    schema: { openAPIV3Schema: schema },
    ...(resource.hasStatus ? { subresources: { status: {} } } : {}),
    ...(resource.columns.length === 0
      ? {}
      : { additionalPrinterColumns: resource.columns.map((column) => ({ ...column })) }),
  };
}
