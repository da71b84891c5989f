import { isJsonObject, type JsonObject, type KubernetesObject } from '@violet/machinery';

/** What a CSV passes through on its way or not, as the controllers beside OLM are quick or slow; its end is not by chance. */
const passing = ['RequirementsNotMet', 'InstallWaiting'];

/** Of an Event. */
export function isPassing(event: KubernetesObject): boolean {
  return passing.includes(String(event['reason']));
}

/** The object without what a CSV only passed through, and without the rights that upstream lists while its caches lag behind. */
export function withoutPassing(object: JsonObject): JsonObject {
  const { status } = object;
  if (object['kind'] !== 'ClusterServiceVersion' || !isJsonObject(status)) return object;
  const keep = (condition: unknown) =>
    !isJsonObject(condition) ||
    condition['reason'] === status['reason'] ||
    !passing.includes(String(condition['reason']));
  if (Array.isArray(status['conditions'])) status['conditions'] = status['conditions'].filter(keep);
  if (Array.isArray(status['requirementStatus'])) {
    for (const requirement of status['requirementStatus']) withoutOwnRights(requirement);
    status['requirementStatus'] = status['requirementStatus'].filter((requirement) => !isEmptyAccount(requirement));
  }
  return object;
}

/** Rights in the namespace that OLM gave itself are listed only where it does not see yet that it has given them. */
function withoutOwnRights(requirement: unknown): void {
  if (!isJsonObject(requirement) || !Array.isArray(requirement['dependents'])) return;
  requirement['dependents'] = requirement['dependents'].filter(
    (one) =>
      !isJsonObject(one) || one['status'] !== 'Satisfied' || !String(one['message']).startsWith('namespaced rule:'),
  );
}

function isEmptyAccount(requirement: unknown): boolean {
  if (!isJsonObject(requirement) || requirement['kind'] !== 'ServiceAccount') return false;
  const { dependents, status } = requirement;
  return status === 'Present' && Array.isArray(dependents) && dependents.length === 0;
}
