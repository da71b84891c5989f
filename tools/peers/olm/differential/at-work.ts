import { isJsonObject, type KubernetesObject } from '@violet/machinery';

/** Phases that lead to others by themselves; what waits (`Pending`, `RequiresApproval`) may wait for ever. */
const passingPhases: Readonly<Record<string, readonly string[]>> = {
  InstallPlan: ['Planning', 'Installing'],
  ClusterServiceVersion: ['InstallReady', 'Installing', 'Replacing', 'Deleting'],
};

/** Whether something is being done with this object, though nothing may be written for a minute: an API server may be slow. */
export function isAtWork({ kind = '', metadata, status }: KubernetesObject): boolean {
  if (metadata.deletionTimestamp !== undefined) return true;
  return isJsonObject(status) && passingPhases[kind]?.includes(String(status['phase'])) === true;
}
