import type { ServedSubresource, Verb } from '@violet/apiserver';
import {
  applyDefaults,
  type FailureCause,
  formatApiVersion,
  jsonEqual,
  type KubernetesObject,
  pruneUnknownFields,
  type Schema,
  validateObject,
  validateObjectMeta,
  validateObjectMetaUpdate,
} from '@violet/machinery';
import { scaleColumns } from '../kinds/columns/scale.ts';
import type { BuiltinKind } from '../kinds/kind.ts';
import type { OfferedKind } from '../requests/catalog.ts';
import type { Conversion } from '../requests/kind.ts';
import type { Store } from '../storage/store.ts';
import { webhookConverter } from './conversion/webhook-converter.ts';
import { cleanupFinalizer, type Definition, type DefinitionVersion } from './definition.ts';
import { deprecation } from './deprecation.ts';
import { printerColumns } from './printer-columns.ts';

const verbs: Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

/** What an established definition serves: one kind for each served version. */
export function customKinds(definition: Definition, store: Store): OfferedKind[] {
  const { versions } = definition.spec;
  const storageVersion = versions.find((version) => version.storage)?.name ?? versions[0]?.name ?? '';
  const terminating =
    definition.metadata.deletionTimestamp !== undefined &&
    (definition.metadata.finalizers ?? []).includes(cleanupFinalizer);
  const kinds = versions.map((version) => customKind(definition, version));
  const conversion = conversionOf(definition, kinds, store);
  return versions.flatMap((version, index) => {
    const served = kinds[index];
    if (!version.served || served === undefined) return [];
    const custom = {
      definitionName: definition.metadata.name ?? '',
      terminating,
      selectableFields: (version.selectableFields ?? []).map(({ jsonPath }) => jsonPath.replace(/^\./, '')),
      ...(version.subresources?.scale === undefined ? {} : { scale: version.subresources.scale }),
      ...(conversion === undefined ? {} : { conversion }),
    };
    return [{ served, storageVersion, custom }];
  });
}

/** Where versions are converted by nobody, they differ in their name alone. */
function conversionOf(
  { spec: { conversion } }: Definition,
  kinds: readonly BuiltinKind[],
  store: Store,
): Conversion | undefined {
  const { strategy, webhook } = conversion ?? {};
  return strategy === 'Webhook' && webhook !== undefined ? webhookConverter(webhook, kinds, store) : undefined;
}

function customKind(definition: Definition, version: DefinitionVersion): BuiltinKind {
  const { group, names, scope } = definition.spec;
  const schema: Schema = version.schema?.openAPIV3Schema ?? {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  const namespaced = scope === 'Namespaced';
  const hasStatus = version.subresources?.status !== undefined;
  return {
    group,
    version: version.name,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    listKind: names.listKind ?? `${names.kind}List`,
    namespaced,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    verbs,
    subresources: subresources(definition, version),
    columns: printerColumns(version.additionalPrinterColumns),
    ...deprecation(definition, version),
    schema,
    definitionName: `${group.split('.').reverse().join('.')}.${version.name}.${names.kind}`,
    emptyObject: () => ({ apiVersion: formatApiVersion(group, version.name), kind: names.kind, metadata: {} }),
    normalize: (object) => pruneUnknownFields(schema, object),
    applyDefaults: (object) => applyDefaults(schema, object),
    validate: (object, old) => validate(schema, namespaced, object, old),
    prepareCreate: (object) => {
      if (hasStatus) delete object.status;
      object.metadata.generation = 1;
    },
    prepareUpdate: (object, old) => prepareUpdate(object, old, hasStatus),
    prepareStatusUpdate: keepAllButStatus,
    resetFields: (subresource) => resetFields(hasStatus, subresource),
  };
}

const scaleSubresource = { name: 'scale', group: 'autoscaling', version: 'v1', kind: 'Scale', columns: scaleColumns };

function subresources({ spec }: Definition, version: DefinitionVersion): ServedSubresource[] {
  const { status, scale } = version.subresources ?? {};
  const subresourceVerbs: Verb[] = ['get', 'patch', 'update'];
  return [
    ...(status === undefined
      ? []
      : [{ name: 'status', group: spec.group, version: version.name, kind: spec.names.kind, verbs: subresourceVerbs }]),
    ...(scale === undefined ? [] : [{ ...scaleSubresource, verbs: subresourceVerbs }]),
  ];
}

function validate(
  schema: Schema,
  namespaced: boolean,
  object: KubernetesObject,
  old: KubernetesObject | undefined,
): FailureCause[] {
  const metadata =
    old === undefined
      ? validateObjectMeta(object.metadata, { namespaced })
      : validateObjectMetaUpdate(object.metadata, old.metadata);
  return [...metadata, ...validateObject(schema, object, old)];
}

/** The generation counts changes of what a user wishes: everything but metadata, and status where it is a subresource. */
function prepareUpdate(object: KubernetesObject, old: KubernetesObject, hasStatus: boolean): void {
  if (hasStatus) {
    if (old.status === undefined) delete object.status;
    else object.status = old.status;
  }
  const generation = old.metadata.generation ?? 0;
  const changed = !jsonEqual({ ...object, metadata: null }, { ...old, metadata: null });
  object.metadata.generation = changed ? generation + 1 : generation;
}

function keepAllButStatus(object: KubernetesObject, old: KubernetesObject): void {
  const { status, metadata } = object;
  for (const field of Object.keys(object)) if (!(field in old)) delete object[field];
  Object.assign(object, old);
  object.metadata = {
    ...old.metadata,
    ...(metadata.managedFields === undefined ? {} : { managedFields: metadata.managedFields }),
  };
  if (status === undefined) delete object.status;
  else object.status = status;
}

function resetFields(hasStatus: boolean, subresource: string | undefined): readonly (readonly string[])[] {
  if (!hasStatus) return [];
  return subresource === 'status' ? [['spec'], ['metadata']] : [['status']];
}
