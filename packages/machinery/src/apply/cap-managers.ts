import { union } from './field-set.ts';
import { compareText, type Managers, managerKey, type Ownership, secondsOf } from './managers.ts';

const maxUpdateManagers = 10;

/** At most ten managers that updated: the oldest ones of a version become one, `ancient-changes`. */
export function capManagers(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= maxUpdateManagers) return managers;
  updaters.sort(([keyA, a], [keyB, b]) => secondsOf(a) - secondsOf(b) || compareText(keyA, keyB));
  const capped = new Map(managers);
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [key, ownership] of updaters) {
    if (count <= maxUpdateManagers) break;
    const first = firstOfVersion.get(ownership.apiVersion);
    if (first === undefined) firstOfVersion.set(ownership.apiVersion, key);
    else {
      joinAncient(capped, first, key, ownership);
      count--;
    }
  }
  return capped;
}

function joinAncient(managers: Map<string, Ownership>, first: string, key: string, ownership: Ownership): void {
  const ancient = { ...ownership, manager: 'ancient-changes', subresource: '' };
  const bucket = managerKey(ancient);
  const older = managers.get(bucket) ?? managers.get(first);
  if (!managers.has(bucket)) managers.delete(first);
  managers.delete(key);
  managers.set(bucket, {
    ...ancient,
    fields: older === undefined ? ownership.fields : union(ownership.fields, older.fields),
  });
}
