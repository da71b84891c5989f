import { ConfigMap, type Step, type StepResource } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type ManifestReference, readReference } from '../install-plan/steps/manifest-reference.ts';
import { stepsOfBundle } from '../install-plan/steps/steps-of-bundle.ts';
import { readBundleConfigMap } from './unpack-beside.ts';

/** Finds the manifests of a plan's steps; what lies in ConfigMaps is read once for each bundle. */
export function manifestSource(cluster: Cluster, namespace: string): (step: Step) => Promise<string> {
  const unpacked = new Map<string, Promise<StepResource[]>>();
  return async (step) => {
    const reference = readReference(step.resource.manifest);
    if (reference === undefined) return step.resource.manifest ?? '';
    const known = unpacked.get(step.resolving) ?? unpackedResources(cluster, namespace, reference);
    unpacked.set(step.resolving, known);
    const found = (await known).find((resource) => isSame(resource, step.resource));
    if (found?.manifest !== undefined) return found.manifest;
    throw new Failure('Invalid', `couldn't find unpacked step for ${printStep(step)}`);
  };
}

async function unpackedResources(
  cluster: Cluster,
  namespace: string,
  reference: ManifestReference,
): Promise<StepResource[]> {
  const configMap = await cluster.resource(ConfigMap, reference.namespace).get(reference.name);
  if (configMap === undefined)
    throw new Failure(
      'NotFound',
      `error finding unpacked bundle configmap for ref ${reference.namespace}/${reference.name}: configmap ${JSON.stringify(reference.name)} not found`,
    );
  const { catalogSourceName, catalogSourceNamespace, replaces, properties } = reference;
  const origin = {
    namespace,
    replaces,
    properties,
    catalog: { name: catalogSourceName, namespace: catalogSourceNamespace },
  };
  return stepsOfBundle(await readBundleConfigMap(configMap), origin).map(({ resource }) => resource);
}

function isSame(one: StepResource, other: StepResource): boolean {
  return (
    one.name === other.name && one.kind === other.kind && one.version === other.version && one.group === other.group
  );
}

function printStep({ resolving, resource, status }: Step): string {
  const { name, group, version, kind, sourceName, sourceNamespace } = resource;
  return `${resolving}: ${name}[${group}/${version}/${kind} (${sourceName}/${sourceNamespace})] (${status})`;
}
