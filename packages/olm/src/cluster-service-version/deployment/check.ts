import { type ClusterServiceVersion, type Deployment, olmLabels } from '@violet/api';
import type { Stored } from '@violet/machinery';
import { deploymentHealth } from './health.ts';

/** What keeps a CSV's Deployments from being installed; `drift` is cured by writing them again. */
export interface DeploymentProblem {
  kind: 'missing' | 'waiting' | 'timeout' | 'drift';
  message: string;
}

/** The first problem of the Deployments that a CSV wants; `existing` are those with its owner labels. */
export function deploymentProblem(
  csv: Stored<ClusterServiceVersion>,
  wanted: readonly Deployment[],
  existing: readonly Deployment[],
): DeploymentProblem | undefined {
  for (const deployment of wanted) {
    const found = existing.find(({ metadata }) => metadata.name === deployment.metadata.name);
    const problem = problemOf(csv, deployment, found);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function problemOf(
  csv: Stored<ClusterServiceVersion>,
  wanted: Deployment,
  found: Deployment | undefined,
): DeploymentProblem | undefined {
  const { name = '' } = wanted.metadata;
  if (found === undefined) return { kind: 'missing', message: `missing deployment with name=${name}` };
  const health = deploymentHealth(found);
  if (health.state === 'exceeded')
    return { kind: 'timeout', message: `deployment ${name} not ready before timeout: ${health.message}` };
  if (health.state === 'waiting')
    return { kind: 'waiting', message: `waiting for deployment ${name} to become ready: ${health.message}` };
  return annotationDrift(csv, found) ?? specDrift(name, wanted, found);
}

function annotationDrift(csv: Stored<ClusterServiceVersion>, found: Deployment): DeploymentProblem | undefined {
  const expected = Object.entries(csv.metadata.annotations ?? {});
  const actual = found.spec.template.metadata?.annotations;
  if (expected.length > 0 && actual === undefined)
    return { kind: 'drift', message: 'no annotations found on deployment' };
  for (const [key, value] of expected) {
    const present = actual?.[key];
    if (present === undefined)
      return { kind: 'drift', message: `annotations on deployment does not contain expected key: ${key}` };
    if (present !== value)
      return {
        kind: 'drift',
        message: `unexpected annotation on deployment. Expected ${key}:${value}, found ${key}:${present}`,
      };
  }
  return undefined;
}

function specDrift(name: string, wanted: Deployment, found: Deployment): DeploymentProblem | undefined {
  const before = found.metadata.labels?.[olmLabels.deploymentSpecHash];
  if (before === undefined) return { kind: 'drift', message: `deployment ${name} doesn't have a spec hash, update it` };
  const after = wanted.metadata.labels?.[olmLabels.deploymentSpecHash] ?? '';
  if (before === after) return undefined;
  return { kind: 'drift', message: `deployment changed old hash=${before}, new hash=${after}` };
}
