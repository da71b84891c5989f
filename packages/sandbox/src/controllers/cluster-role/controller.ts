import { type Controller, defineController, keyOf, type Step, watch } from '@violet/controller';
import {
  type Json,
  jsonEqual,
  type KubernetesObject,
  type LabelSelectorObject,
  labelSelectorOf,
  matchesLabels,
  type Stored,
} from '@violet/machinery';
import { kind } from '../kinds/kind.ts';

interface ClusterRole extends KubernetesObject {
  aggregationRule?: { clusterRoleSelectors?: LabelSelectorObject[] };
  rules?: Json[];
}

const ClusterRole = kind<ClusterRole>('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', 'Cluster');

interface World {
  roles: readonly Stored<ClusterRole>[];
  setRules(rules: Json[]): Promise<void>;
}

const aggregate: Step<ClusterRole, World> = async (role, { roles, setRules }) => {
  const rules = aggregatedRules(role, roles);
  if (!jsonEqual(role.rules ?? [], rules)) await setRules(rules);
};

/** The rules of all roles that the selectors match, each once, in the order of the roles' names. */
function aggregatedRules(role: Stored<ClusterRole>, roles: readonly Stored<ClusterRole>[]): Json[] {
  const selectors = (role.aggregationRule?.clusterRoleSelectors ?? []).map((selector) => labelSelectorOf(selector));
  const matching = roles.filter(
    ({ metadata }) =>
      metadata.name !== role.metadata.name && selectors.some((selector) => matchesLabels(selector, metadata.labels)),
  );
  const rules: Json[] = [];
  for (const { rules: own } of matching.sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))) {
    for (const rule of own ?? []) if (!rules.some((known) => jsonEqual(known, rule))) rules.push(rule);
  }
  return rules;
}

/** Adds up the rules of aggregating roles: how operators extend admin, edit and view. */
export function clusterRoleController(): Controller {
  const aggregating = ({ aggregationRule }: ClusterRole) => aggregationRule !== undefined && aggregationRule !== null;
  return defineController<ClusterRole, World>({
    name: 'cluster-role-aggregation',
    scope: 'member',
    kind: ClusterRole,
    concerns: aggregating,
    watches: [
      watch({
        kind: ClusterRole,
        keys: (_role, _cluster, reader) => reader.list(ClusterRole).filter(aggregating).map(keyOf),
      }),
    ],
    observe: ({ metadata: { name, resourceVersion } }, reader) => ({
      roles: reader.list(ClusterRole),
      async setRules(rules) {
        const body = { metadata: { resourceVersion }, rules };
        await reader.whenSeen(
          ClusterRole,
          await reader.client.resource(ClusterRole).patch(name, { type: 'merge', body }),
        );
      },
    }),
    steps: [aggregate],
  });
}
