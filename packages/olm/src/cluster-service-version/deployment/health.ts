import type { Deployment } from '@violet/api';

/** `exceeded`: it will not become available by waiting. */
export type DeploymentHealth = { state: 'available' } | { state: 'waiting' | 'exceeded'; message: string };

export function deploymentHealth({ metadata, status = {} }: Deployment): DeploymentHealth {
  const { name = '' } = metadata;
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0))
    return { state: 'waiting', message: `waiting for spec update of deployment "${name}" to be observed...` };
  const condition = (type: string) => status.conditions?.find((candidate) => candidate.type === type);
  if (condition('Progressing')?.reason === 'ProgressDeadlineExceeded')
    return { state: 'exceeded', message: `deployment "${name}" exceeded its progress deadline` };
  const outdated = (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  if (outdated > 0)
    return {
      state: 'waiting',
      message: `deployment "${name}" waiting for ${outdated} outdated replica(s) to be terminated`,
    };
  const available = condition('Available');
  if (available?.status === 'True') return { state: 'available' };
  const why = available === undefined ? 'missing condition "Available"' : (available.message ?? '');
  return { state: 'waiting', message: `deployment "${name}" not available: ${why}` };
}
