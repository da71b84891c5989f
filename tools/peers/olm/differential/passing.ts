import { isJsonObject, type JsonObject, type KubernetesObject } from '@violet/machinery';
import { withoutRepeats } from './history.ts';
import { orderPlan } from './plan-order.ts';

/** What a CSV passes through on its way or not, as the controllers beside OLM are quick or slow; its end is not by chance. */
const passing = ['RequirementsNotMet', 'InstallWaiting'];

/** Of an Event. */
export function isPassing(event: KubernetesObject): boolean {
  return passing.includes(String(event['reason']));
}

/** The object without what a CSV only passed through, and without the rights that upstream lists while its caches lag behind. */
export function withoutPassing(object: JsonObject): JsonObject {
  const { status } = object;
  if (object['kind'] === 'InstallPlan') orderPlan(object);
  if (object['kind'] === 'ClusterRole') withoutLastRights(object);
  if (object['kind'] === 'InstallPlan' && isJsonObject(status)) withoutRepetition(status);
  if (object['kind'] !== 'ClusterServiceVersion' || !isJsonObject(status)) return object;
  const keep = (condition: unknown) =>
    !isJsonObject(condition) ||
    condition['reason'] === status['reason'] ||
    !passing.includes(String(condition['reason']));
  if (Array.isArray(status['conditions'])) status['conditions'] = withoutRepeats(status['conditions'].filter(keep));
  if (Array.isArray(status['requirementStatus'])) {
    for (const requirement of status['requirementStatus']) withoutOwnRights(requirement);
    status['requirementStatus'] = status['requirementStatus']
      .filter((requirement) => !isEmptyAccount(requirement))
      .sort((a, b) => accountOf(a).localeCompare(accountOf(b)));
  }
  return object;
}

/**
 * Upstream carries an automatic plan out twice where its first status meets a newer object: what it made is there then. A CRD
 * that is slow to be served it takes for unknown, and applies it again (it is there then) or ends the plan with it.
 */
function withoutRepetition(status: JsonObject): void {
  if (!Array.isArray(status['plan'])) return;
  const passing = status['phase'] === 'Complete' ? ['Present', 'Unknown'] : ['Present'];
  for (const step of status['plan'])
    if (isJsonObject(step) && passing.includes(String(step['status']))) step['status'] = 'Created';
}

/**
 * When a group's last operators go, its ClusterRoles lose their aggregation and keep what was aggregated last: of several
 * operators, that of those which went last.
 */
function withoutLastRights(role: JsonObject): void {
  const { metadata, aggregationRule } = role;
  const name = isJsonObject(metadata) ? String(metadata['name']) : '';
  if (name.startsWith('olm.og.') && !isJsonObject(aggregationRule)) delete role['rules'];
}

/** Rights in the namespace that OLM gave itself are listed only where it does not see yet that it has given them. */
function withoutOwnRights(requirement: unknown): void {
  if (!isJsonObject(requirement) || !Array.isArray(requirement['dependents'])) return;
  requirement['dependents'] = requirement['dependents'].filter(
    (one) =>
      !isJsonObject(one) || one['status'] !== 'Satisfied' || !String(one['message']).startsWith('namespaced rule:'),
  );
}

/** Upstream lists accounts, which come last, in the order of a map. */
function accountOf(requirement: unknown): string {
  return isJsonObject(requirement) && requirement['kind'] === 'ServiceAccount' ? String(requirement['name']) : '';
}

function isEmptyAccount(requirement: unknown): boolean {
  if (!isJsonObject(requirement) || requirement['kind'] !== 'ServiceAccount') return false;
  const { dependents, status } = requirement;
  return status === 'Present' && Array.isArray(dependents) && dependents.length === 0;
}
