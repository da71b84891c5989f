import { type ClusterServiceVersion, olmAnnotations, type Step, type StepResource } from '@violet/api';
import { Failure, goJson as goMapJson, type JsonObject, parseApiVersion } from '@violet/machinery';
import { goJson } from '../../go-json/encode.ts';
import { type BundleManifests, readManifest } from './bundle-objects.ts';
import { permissionObjects } from './permissions.ts';

/** A step of this kind carries a Secret of the bundle; a step of kind Secret would copy one of the catalogue's namespace. */
export const BUNDLE_SECRET = 'BundleSecret';

/** Where a bundle comes from and where it goes. */
export interface BundleOrigin {
  namespace: string;
  /** The CSV to replace; empty for none. */
  replaces: string;
  /** The value of the annotation operatorframework.io/properties. */
  properties: string;
  catalog: { name: string; namespace: string };
}

/** The steps that install a bundle, manifests included. Throws Invalid with upstream's words where the CSV is no CSV. */
export function stepsOfBundle(bundle: BundleManifests, origin: BundleOrigin): Step[] {
  const csv = csvOf(bundle, origin);
  const resources = [
    resourceOf('ClusterServiceVersion', csv, goJson('ClusterServiceVersion', csv), origin),
    ...otherResources(bundle.objects, origin),
    ...permissionResources(csv, origin),
  ];
  return resources.map((resource) => ({ resolving: bundle.csvName, resource, status: 'Unknown' }));
}

function csvOf({ csv: text }: BundleManifests, origin: BundleOrigin): ClusterServiceVersion {
  const read = readManifest(text) as ClusterServiceVersion | undefined;
  const name = read?.metadata?.name ?? '';
  for (const [field, word] of [
    ['apiVersion', 'APIVersion'],
    ['kind', 'Kind'],
  ] as const) {
    if (!read?.[field]) throw new Failure('Invalid', `bundle CSV ${name} missing ${word}`);
  }
  const csv = read as ClusterServiceVersion;
  return {
    ...csv,
    metadata: {
      ...csv.metadata,
      namespace: origin.namespace,
      annotations: { ...csv.metadata.annotations, [olmAnnotations.properties]: origin.properties },
    },
    spec: { ...csv.spec, replaces: origin.replaces },
  };
}

function otherResources(objects: readonly string[], origin: BundleOrigin): StepResource[] {
  const resources: StepResource[] = [];
  for (const text of objects) {
    const object = readManifest(text);
    if (object === undefined) throw new Failure('Invalid', "Object 'Kind' is missing in a manifest of the bundle");
    const kind = typeof object['kind'] === 'string' ? object['kind'] : '';
    if (kind === 'ClusterServiceVersion') continue;
    resources.push(resourceOf(kind === 'Secret' ? BUNDLE_SECRET : kind, object, goMapJson(object), origin));
  }
  return resources;
}

function permissionResources(csv: ClusterServiceVersion, origin: BundleOrigin): StepResource[] {
  return permissionObjects(csv, origin.namespace).map(({ kind, object }) => {
    const apiVersion = kind === 'ServiceAccount' ? 'v1' : 'rbac.authorization.k8s.io/v1';
    return resourceOf(kind, { ...object, apiVersion }, goJson(kind, object), origin);
  });
}

function resourceOf(
  kind: string,
  object: JsonObject | ClusterServiceVersion,
  manifest: string,
  { catalog }: BundleOrigin,
): StepResource {
  const metadata = object.metadata as { name?: string; generateName?: string } | undefined;
  const name = metadata?.name ?? '';
  return {
    sourceName: catalog.name,
    sourceNamespace: catalog.namespace,
    ...parseApiVersion(String(object['apiVersion'] ?? '')),
    kind,
    name: name === '' ? (metadata?.generateName ?? '') : name,
    // Go's encoder ends a value with a newline.
    manifest: `${manifest}\n`,
  };
}
