import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** The steps of an account and its rights, in their order; upstream takes the accounts of a CSV in the order of a map. */
const rights = ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/**
 * Upstream's resolver answers with the operators of a plan in the order of a map: steps of one kind are put in the order of
 * their CSVs' names, in place. Kinds stay in their order, and the steps of one CSV in theirs, but for accounts.
 */
export function orderPlan({ spec, status }: JsonObject): void {
  if (isJsonObject(spec) && Array.isArray(spec['clusterServiceVersionNames']))
    spec['clusterServiceVersionNames'].sort();
  if (!isJsonObject(status)) return;
  if (Array.isArray(status['catalogSources'])) status['catalogSources'].sort();
  if (!Array.isArray(status['plan'])) return;
  const runs: Json[][] = [];
  for (const step of status['plan']) {
    const run = runs.at(-1);
    if (run !== undefined && sortOf(run[0]) === sortOf(step)) run.push(step);
    else runs.push([step]);
  }
  status['plan'] = runs.flatMap((run) =>
    run.sort((a, b) => csvOf(a).localeCompare(csvOf(b)) || placeOf(a).localeCompare(placeOf(b))),
  );
}

function sortOf(step: Json | undefined): string {
  return rights.includes(kindOf(step)) ? 'rights' : kindOf(step);
}

/** Among the steps of one CSV; the same for all but rights. */
function placeOf(step: Json): string {
  const place = rights.indexOf(kindOf(step));
  if (place < 0 || !isJsonObject(step) || !isJsonObject(step['resource'])) return '';
  return `${place} ${step['resource']['name']}`;
}

function kindOf(step: Json | undefined): string {
  return isJsonObject(step) && isJsonObject(step['resource']) ? String(step['resource']['kind']) : '';
}

function csvOf(step: Json): string {
  return isJsonObject(step) ? String(step['resolving']) : '';
}
