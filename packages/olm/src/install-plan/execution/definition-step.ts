import type { Step, StepStatus } from '@violet/api';
import { Failure, type KubernetesObject, parseApiVersion } from '@violet/machinery';
import type { Definition } from '../../custom-resource-definition/definition.ts';
import { awaitDefinition, ensureDefinition } from '../../custom-resource-definition/ensure-definition.ts';
import { type Attempt, objectOf } from './attempt.ts';

/** CRDs are the whole cluster's: they are written with the engine's own rights. */
export async function carryOutDefinition(step: Step, attempt: Attempt): Promise<StepStatus> {
  const { cluster, namespace, onWarning, csvExists } = attempt;
  if (step.status === 'Present' || step.status === 'Created') return step.status;
  const manifest = definitionOf(objectOf(await attempt.manifestOf(step), step));
  if (step.status === 'WaitingForApi') return await awaitDefinition(cluster, manifest, step.resource.name);
  return await ensureDefinition(manifest, {
    cluster,
    applier: step.resolving === '' ? undefined : { namespace, name: step.resolving },
    exists: csvExists,
    warn: (message) => attempt.warn('CRDValidation', message),
    onWarning,
  });
}

function definitionOf(object: KubernetesObject): Definition {
  const { version } = parseApiVersion(object.apiVersion ?? '');
  if (version !== 'v1' && version !== 'v1beta1')
    throw new Failure('Invalid', `CRD APIVersion from manifest not supported: ${version}`);
  // Upstream looks at the version alone; there are plans that leave the group out.
  return { ...object, apiVersion: `apiextensions.k8s.io/${version}`, kind: 'CustomResourceDefinition' } as Definition;
}
