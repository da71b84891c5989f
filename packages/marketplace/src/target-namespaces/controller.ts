import {
  ClusterServiceVersion,
  fieldManagers,
  labels,
  Namespace,
  OperatorGroup,
  platformSubscriptionConditions,
  Subscription,
} from '@violet/api';
import { defineController, type Reader, type Step, watch } from '@violet/controller';
import type { KubernetesObject, Stored } from '@violet/machinery';
import { type PlatformVerdict, writePlatformCondition } from '../subscription/platform-condition.ts';
import { type DesiredGroup, desiredGroup, isOurs, marketplaceManaged, targetsOf } from './desired-group.ts';
import { sameTargets, type Targets } from './requested-targets.ts';

const groupName = 'target-namespaces';

interface TargetsWorld {
  desired: DesiredGroup;
  subscriptions: readonly Stored<Subscription>[];
  ours: Stored<OperatorGroup> | undefined;
  apply(targets: Targets): Promise<void>;
  remove(group: Stored<OperatorGroup>): Promise<void>;
  tell(subscription: Stored<Subscription>, verdict: PlatformVerdict | undefined, now: Date): Promise<void>;
}

/** Gives each namespace the OperatorGroup that its Subscriptions ask for by `cpaas.io/target-namespaces`. */
export function targetNamespacesController() {
  const own = ({ metadata }: KubernetesObject) => [{ name: metadata.namespace ?? '' }];
  return defineController<KubernetesObject, TargetsWorld>({
    name: 'target-namespaces',
    scope: 'member',
    kind: Namespace,
    watches: [
      watch({ kind: Subscription, keys: own }),
      watch({ kind: OperatorGroup, keys: own }),
      watch({ kind: ClusterServiceVersion, keys: own, labelSelector: '!olm.copiedFrom', metadataOnly: true }),
    ],
    concerns: ({ metadata }) => metadata.deletionTimestamp === undefined,
    observe,
    steps: [tellRefusals, keepGroup],
  });
}

type TargetsStep = Step<KubernetesObject, TargetsWorld>;

const keepGroup: TargetsStep = async (_namespace, { desired, ours, apply, remove }) => {
  const { targets, isObsolete } = desired;
  const given = ours && targetsOf(ours);
  if (targets !== undefined && (given === undefined || !sameTargets(given, targets))) await apply(targets);
  if (isObsolete && ours !== undefined) await remove(ours);
};

const tellRefusals: TargetsStep = async (_namespace, { desired, subscriptions, tell }, { now }) => {
  for (const subscription of subscriptions) {
    await tell(subscription, desired.refusals.get(subscription.metadata.name), now());
  }
};

function observe({ metadata }: Stored<KubernetesObject>, reader: Reader): TargetsWorld {
  const { name } = metadata;
  const groups = reader.list(OperatorGroup, name);
  const subscriptions = reader.list(Subscription, name);
  const hasOperators = reader.list(ClusterServiceVersion, name).length > 0;
  const ours = groups.find(isOurs);
  const client = reader.client.resource(OperatorGroup, name);
  return {
    desired: desiredGroup({ name, subscriptions, groups, hasOperators }),
    subscriptions,
    ours,
    async apply(targets) {
      const applied = { fieldManager: fieldManagers.platform };
      const written =
        ours === undefined
          ? await client.apply(operatorGroup(name, targets), { ...applied, force: true })
          : await client.patch(ours.metadata.name, { type: 'merge', body: selecting(targets) }, applied);
      await reader.whenSeen(OperatorGroup, written);
    },
    async remove(group) {
      await client.delete(group.metadata.name, { preconditions: { uid: group.metadata.uid } });
      await reader.whenGone(OperatorGroup, group);
    },
    async tell(subscription, verdict, now) {
      const condition = { type: platformSubscriptionConditions.targetNamespaces, verdict, now };
      await writePlatformCondition(reader.client, subscription, condition);
    },
  };
}

/** Others may have set these by hand: what is applied would leave their fields. */
function selecting(targets: Targets) {
  return { spec: { targetNamespaces: targets === 'all' ? null : [...targets], selector: null } };
}

function operatorGroup(namespace: string, targets: Targets) {
  return {
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: groupName, namespace, labels: { [labels.managedBy]: marketplaceManaged } },
    spec: targets === 'all' ? {} : { targetNamespaces: [...targets] },
  };
}
