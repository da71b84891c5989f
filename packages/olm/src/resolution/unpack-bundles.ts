import type { BundleLookup, Step } from '@violet/api';
import type { StepContext } from '@violet/controller';
import { isFailure } from '@violet/machinery';
import type { BundleManifests } from '../install-plan/steps/bundle-objects.ts';
import { printReference } from '../install-plan/steps/manifest-reference.ts';
import { stepsOfBundle } from '../install-plan/steps/steps-of-bundle.ts';
import { unpackName } from '../unpack/bundle-config-map.ts';
import type { Unpacking } from '../unpack/bundle-unpacker.ts';
import type { UnpackLimits } from '../unpack/unpack-limits.ts';
import type { NamespaceWorld } from './world.ts';

/** How far the bundles of one resolution are unpacked, all taken together. */
export type UnpackedBundles =
  | { state: 'done'; steps: Step[]; bundles: BundleManifests[] }
  | { state: 'pending'; message: string; nextLookMs: number }
  | { state: 'failed'; message: string; advice: string; nextLookMs: number }
  | { state: 'unusable'; message: string };

/** Unpacks what is to be unpacked; of several that are not ready, a failed one is told about first. */
export async function unpackBundles(
  lookups: readonly BundleLookup[],
  limits: UnpackLimits,
  world: NamespaceWorld,
  context: StepContext,
): Promise<UnpackedBundles> {
  const states = await Promise.all(lookups.map((lookup) => unpackOne(lookup, limits, world, context)));
  const failed = states.find((one) => one.state === 'failed');
  if (failed?.state === 'failed') {
    const message = `bundle unpacking failed. Reason: ${failed.reason}, and Message: ${failed.message}`;
    return { ...failed, message, advice: adviceOn(failed.reason) };
  }
  const pending = states.find((one) => one.state === 'pending');
  if (pending?.state === 'pending') return pending;
  try {
    const unpacked = lookups.flatMap((lookup, index) => {
      const state = states[index];
      return state?.state === 'done' ? [{ lookup, bundle: named(state.bundle, lookup) }] : [];
    });
    const steps = unpacked.flatMap(({ lookup, bundle }) => referringSteps(lookup, bundle, world.namespace));
    return { state: 'done', steps, bundles: unpacked.map(({ bundle }) => bundle) };
  } catch (error) {
    if (!isFailure(error, 'Invalid', 'BadRequest')) throw error;
    return { state: 'unusable', message: error.message };
  }
}

/** The reasons of the Jobs by which upstream unpacks. */
function adviceOn(reason: string): string {
  return reason === 'DeadlineExceeded'
    ? 'Make the image available, with credentials in spec.secrets of the CatalogSource where it needs any.'
    : 'Its publisher has to correct the bundle.';
}

async function unpackOne(
  { path, catalogSourceRef }: BundleLookup,
  limits: UnpackLimits,
  { reader, sources, unpacker }: NamespaceWorld,
  context: StepContext,
): Promise<Unpacking> {
  const source = sources.find(
    ({ metadata }) => metadata.name === catalogSourceRef.name && metadata.namespace === catalogSourceRef.namespace,
  );
  if (source === undefined)
    return { state: 'pending', message: 'referenced catalogsource not found', nextLookMs: 5_000 };
  const changed = () => context.requeue();
  return await unpacker.unpack({
    cluster: reader.client,
    clusterName: reader.cluster,
    image: path,
    source,
    limits,
    changed,
  });
}

function named(bundle: BundleManifests, { identifier }: BundleLookup): BundleManifests {
  return { ...bundle, csvName: bundle.csvName || identifier };
}

/** A bundle's manifests stay in its ConfigMap: a plan has to fit into etcd. */
function referringSteps(
  { path, replaces, properties = '', catalogSourceRef }: BundleLookup,
  bundle: BundleManifests,
  namespace: string,
): Step[] {
  const { name = '', namespace: catalogNamespace = '' } = catalogSourceRef;
  const catalog = { name, namespace: catalogNamespace };
  const manifest = printReference({
    kind: 'ConfigMap',
    name: unpackName(path),
    namespace: catalogNamespace,
    catalogSourceName: name,
    catalogSourceNamespace: catalogNamespace,
    replaces,
    properties,
  });
  const steps = stepsOfBundle(bundle, { namespace, replaces, properties, catalog });
  return steps.map((step) => ({ ...step, resource: { ...step.resource, manifest } }));
}
