import type { KubernetesObject, Schema } from '@violet/machinery';

/** One column of `kubectl get`, as a CRD has it. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  jsonPath: string;
  priority?: number;
  description?: string;
  format?: string;
}

/** What any client needs to reach a kind. */
export interface ResourceDefinition<T extends KubernetesObject = KubernetesObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** Type only: carries T, never set. */
  readonly object?: T;
}

/** A kind of the product: enough to make its CRD, its columns and the console's model. */
export interface ProductResource<T extends KubernetesObject = KubernetesObject> extends ResourceDefinition<T> {
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly columns: readonly PrinterColumn[];
  readonly hasStatus: boolean;
  /** Schema of the whole object: `spec`, `status`; apiVersion, kind and metadata are added. */
  readonly schema: Schema;
  /** Older or newer versions beside the stored one; their objects differ in apiVersion and in what the schema asks for. */
  readonly alsoServed: readonly { readonly version: string; readonly schema: Schema }[];
  /** `hub` kinds exist on the global cluster only, `member` kinds on every cluster. */
  readonly home: 'hub' | 'member';
}

interface ProductResourceInput {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular?: string;
  shortNames?: string[];
  categories?: string[];
  scope: 'Cluster' | 'Namespaced';
  columns?: PrinterColumn[];
  hasStatus?: boolean;
  home: 'hub' | 'member';
  /** `status` only where it differs from the stored version's. */
  alsoServed?: { version: string; spec: Schema; status?: Schema }[];
  spec: Schema;
  status?: Schema;
  required?: string[];
}

export function defineResource<T extends KubernetesObject>(input: ProductResourceInput): ProductResource<T> {
  return {
    group: input.group,
    version: input.version,
    kind: input.kind,
    plural: input.plural,
    singular: input.singular ?? input.kind.toLowerCase(),
    shortNames: input.shortNames ?? [],
    categories: input.categories ?? [],
    scope: input.scope,
    columns: input.columns ?? [],
    hasStatus: input.hasStatus ?? input.status !== undefined,
    home: input.home,
    schema: schemaOf(input),
    alsoServed: (input.alsoServed ?? []).map(({ version, ...other }) => ({
      version,
      schema: schemaOf({ ...input, ...other }),
    })),
  };
}

function schemaOf({ spec, status, required = ['spec'] }: Omit<ProductResourceInput, 'alsoServed'>): Schema {
  return {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { type: 'object' },
      spec,
      ...(status === undefined ? {} : { status }),
    },
    ...(required.length === 0 ? {} : { required }),
  };
}

/** A kind that somebody else owns (Pod, Secret, Deployment): just enough to ask for it. */
export function resource<T extends KubernetesObject = KubernetesObject>(
  apiVersion: string,
  kind: string,
  plural: string,
  scope: 'Cluster' | 'Namespaced' = 'Namespaced',
): ResourceDefinition<T> {
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    plural,
    scope,
  };
}
