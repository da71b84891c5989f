import { type Published, referenceOf } from './openapi.ts';

/** Types of Kubernetes that the CRDs of OLM hold. */
const roots = [
  'io.k8s.api.apps.v1.DeploymentSpec',
  'io.k8s.api.core.v1.Affinity',
  'io.k8s.api.core.v1.EnvFromSource',
  'io.k8s.api.core.v1.EnvVar',
  'io.k8s.api.core.v1.ObjectReference',
  'io.k8s.api.core.v1.ResourceRequirements',
  'io.k8s.api.core.v1.Toleration',
  'io.k8s.api.core.v1.Volume',
  'io.k8s.api.core.v1.VolumeMount',
  'io.k8s.api.admissionregistration.v1.RuleWithOperations',
  'io.k8s.api.rbac.v1.PolicyRule',
  'io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector',
];

const anyOf = [{ type: 'integer' }, { type: 'string' }];

/** What a CRD says instead of the published definition. */
const replaced: Record<string, object> = {
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { anyOf, 'x-kubernetes-int-or-string': true },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': {
    anyOf,
    pattern:
      '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$',
    'x-kubernetes-int-or-string': true,
  },
};

/** A reference by name that is embedded in a type makes the type atomic in a CRD; OpenAPI does not publish that. */
const embedsReference = new Set([
  'io.k8s.api.core.v1.ConfigMapEnvSource',
  'io.k8s.api.core.v1.ConfigMapProjection',
  'io.k8s.api.core.v1.ConfigMapVolumeSource',
  'io.k8s.api.core.v1.SecretEnvSource',
  'io.k8s.api.core.v1.SecretProjection',
]);

/** Defaults that CRDs have and OpenAPI has not (a value), or the other way round (undefined). */
const ownDefaults: Record<string, Record<string, unknown>> = {
  'io.k8s.api.core.v1.AzureDiskVolumeSource': { cachingMode: undefined, kind: undefined },
  'io.k8s.api.core.v1.HostAlias': { ip: '' },
};

/** Definition → its schema as CRDs have it, references by `$ref`: all that can be reached from the roots. */
export function embeddedSchemas(published: ReadonlyMap<string, Published>): Record<string, object> {
  const schemas: Record<string, object> = {};
  const add = (name: string): void => {
    if (name in schemas) return;
    const definition = published.get(name);
    if (definition === undefined) throw new Error(`no definition ${name}`);
    schemas[name] = {};
    schemas[name] = replaced[name] ?? { ...schemaOf(definition, name, add), ...mapTypeOf(name) };
  };
  for (const root of roots) add(root);
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([name, schema]) => [shortName(name), schema] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod`: the last three parts. */
function shortName(name: string): string {
  return name.split('.').slice(-3).join('.');
}

function mapTypeOf(name: string): object {
  return embedsReference.has(name) ? { 'x-kubernetes-map-type': 'atomic' } : {};
}

function schemaOf(published: Published, owner: string, add: (name: string) => void): object {
  const reference = referenceOf(published);
  if (reference !== undefined) add(reference);
  const { type, format, items, additionalProperties, properties, required } = published;
  return {
    ...(reference === undefined ? { type, ...(format !== undefined && { format }) } : { $ref: shortName(reference) }),
    ...(items && { items: schemaOf(items, '', add) }),
    ...(additionalProperties && { additionalProperties: schemaOf(additionalProperties, '', add) }),
    ...(properties && { properties: fieldsOf(properties, { required, owner }, add) }),
    ...(required && { required }),
    ...extensionsOf(published),
  };
}

function fieldsOf(
  properties: Record<string, Published>,
  { required = [], owner }: { required: string[] | undefined; owner: string },
  add: (name: string) => void,
): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, field]) => {
      const value = defaultOf(field, required.includes(name), { owner, name });
      return [name, { ...schemaOf(field, '', add), ...(value === undefined ? {} : { default: value }) }];
    }),
  );
}

/** The zero value of a field that must be there anyway is no default in a CRD; of structs, `{}` says nothing. */
function defaultOf({ default: value }: Published, required: boolean, { owner, name }: { owner: string; name: string }) {
  const own = ownDefaults[owner] ?? {};
  if (name in own) return own[name];
  const isImplied = JSON.stringify(value) === '{}' || (required && (value === '' || value === 0 || value === false));
  return isImplied ? undefined : value;
}

function extensionsOf(published: Published): object {
  const names = ['x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type'] as const;
  return Object.fromEntries(names.flatMap((name) => (published[name] === undefined ? [] : [[name, published[name]]])));
}
