import { isJsonObject, type Json, type JsonObject } from '@violet/machinery';

/** Their steps come first, all others after them. */
const firstKinds = ['ClusterServiceVersion', 'CustomResourceDefinition'];
/** The steps of an account and its rights, in their order; upstream takes the accounts of a CSV in the order of a map. */
const rights = ['ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'];

/**
 * Upstream's resolver answers with the operators of a plan in the order of a map: here they come in the order of their CSVs'
 * names, in place. The steps of one CSV stay in their order, but for its accounts.
 */
export function orderPlan({ spec, status }: JsonObject): void {
  if (isJsonObject(spec) && Array.isArray(spec['clusterServiceVersionNames']))
    spec['clusterServiceVersionNames'].sort();
  if (!isJsonObject(status)) return;
  if (Array.isArray(status['catalogSources'])) status['catalogSources'].sort();
  if (!Array.isArray(status['plan'])) return;
  const byCsv = status['plan'].toSorted((a, b) => partOf(a) - partOf(b) || csvOf(a).localeCompare(csvOf(b)));
  status['plan'] = runsOf(byCsv).flatMap((run) => run.sort((a, b) => placeOf(a).localeCompare(placeOf(b))));
}

/** Neighbours that are rights of one CSV; all others by themselves. */
function runsOf(steps: readonly Json[]): Json[][] {
  const runs: Json[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    const [last] = run ?? [];
    if (last !== undefined && areRights(last) && areRights(step) && csvOf(last) === csvOf(step)) run?.push(step);
    else runs.push([step]);
  }
  return runs;
}

function areRights(step: Json): boolean {
  return rights.includes(kindOf(step));
}

function partOf(step: Json): number {
  const index = firstKinds.indexOf(kindOf(step));
  return index === -1 ? firstKinds.length : index;
}

function placeOf(step: Json): string {
  const name = isJsonObject(step) && isJsonObject(step['resource']) ? step['resource']['name'] : '';
  return `${rights.indexOf(kindOf(step))} ${name}`;
}

function kindOf(step: Json): string {
  return isJsonObject(step) && isJsonObject(step['resource']) ? String(step['resource']['kind']) : '';
}

function csvOf(step: Json): string {
  return isJsonObject(step) ? String(step['resolving']) : '';
}
