import { type AggregableRole, aggregateRules, jsonEqual, type KubernetesObject } from '@violet/machinery';
import type { Collection } from '../storage/collection.ts';
import type { Store } from '../storage/store.ts';

type Role = KubernetesObject & AggregableRole;

/** Keeps the rules of aggregated ClusterRoles what their selectors make of them, within the write that changes a part. */
export function keepAggregated(store: Store): void {
  const roles = store.collection('clusterroles.rbac.authorization.k8s.io');
  store.onWrite((collection) => {
    if (collection === roles) aggregate(store, roles);
  });
  aggregate(store, roles);
}

/** Writes one role at a time; the write comes back here until nothing differs, since aggregates may contain aggregates. */
function aggregate(store: Store, roles: Collection): void {
  const all = [...roles.list()] as Role[];
  for (const role of all) {
    if (role.aggregationRule === undefined) continue;
    const rules = aggregateRules(role, all);
    if (jsonEqual(rules, role.rules ?? [])) continue;
    store.put(roles, { ...role, metadata: { ...role.metadata }, rules } as KubernetesObject);
    return;
  }
}
