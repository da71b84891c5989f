import {
  ClusterServiceVersion,
  Namespace,
  OperatorGroup,
  Role,
  RoleBinding,
  ServiceAccount,
  Subscription,
  type SubscriptionSpec,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { JsonObject } from '@violet/machinery';
import { olmNamespace } from '../surroundings.ts';
import type { MadeUp } from './made-up-catalog.ts';

export interface Scenario {
  name: string;
  /** Of its own; others are looked at together with it. */
  namespace: string;
  others?: readonly string[];
  operators: readonly MadeUp[];
  make(scene: Scene): Promise<void>;
  /** Whether there is nothing more to come. */
  isOver(scene: Scene): Promise<boolean>;
}

/** Makes objects in one cluster. */
export class Scene {
  readonly client: Cluster;
  readonly #catalog: string;
  readonly #namespace: string;

  constructor(client: Cluster, catalog: string, namespace: string) {
    this.client = client;
    this.#catalog = catalog;
    this.#namespace = namespace;
  }

  async namespace(name: string): Promise<void> {
    await this.client.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }

  async group(name: string, spec: { targetNamespaces?: string[]; serviceAccountName?: string }): Promise<void> {
    const metadata = { name, namespace: this.#namespace };
    await this.client
      .resource(OperatorGroup, this.#namespace)
      .create({ apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata, spec });
  }

  async subscribe(name: string, spec: Partial<SubscriptionSpec> = {}): Promise<void> {
    await this.client.resource(Subscription, this.#namespace).create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name, namespace: this.#namespace },
      spec: { name, channel: 'stable', source: this.#catalog, sourceNamespace: olmNamespace, ...spec },
    });
  }

  /** An account that may do all this in the namespace. */
  async account(name: string, rules: readonly JsonObject[]): Promise<void> {
    const namespace = this.#namespace;
    const metadata = { name, namespace };
    await this.client
      .resource(ServiceAccount, namespace)
      .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    const group = 'rbac.authorization.k8s.io';
    await this.client
      .resource(Role, namespace)
      .create({ apiVersion: `${group}/v1`, kind: 'Role', metadata, rules: rules as never });
    await this.client.resource(RoleBinding, namespace).create({
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }

  /** Whether these CSVs have come to this phase, and their Subscriptions know of it. */
  async are(phase: string, ...operators: string[]): Promise<boolean> {
    const versions = this.client.resource(ClusterServiceVersion, this.#namespace);
    const phases = await Promise.all(
      operators.map(async (name) => (await versions.get(`${name}.v1.0.0`))?.status?.phase),
    );
    return phases.every((one) => one === phase);
  }

  async subscriptionHas(name: string, condition: string): Promise<boolean> {
    const found = await this.client.resource(Subscription, this.#namespace).get(name);
    return (found?.status?.conditions ?? []).some(({ type }) => type === condition);
  }

  async waitsForApproval(...names: string[]): Promise<boolean> {
    const has = await Promise.all(names.map((name) => this.subscriptionHas(name, 'InstallPlanPending')));
    return has.every(Boolean);
  }
}

const everything = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
const overrides: NonNullable<SubscriptionSpec['config']> = {
  env: [{ name: 'B', value: 'b' }],
  nodeSelector: { 'kubernetes.io/os': 'linux' },
  tolerations: [{ key: 'a', operator: 'Exists' }],
  resources: { requests: { cpu: '10m' } },
  annotations: { note: 'yes' },
};

/** With a group of these targets, and one Subscription that asks for nothing special. */
function withTargets(kind: string, others: readonly string[], targets: readonly string[]): Scenario {
  const namespace = `in-${kind}`;
  const operator = `op-${kind}`;
  return {
    name: `a group for ${kind}`,
    namespace,
    others,
    operators: [{ name: operator }],
    async make(scene) {
      for (const other of others) await scene.namespace(other);
      await scene.group('group', { targetNamespaces: [...targets] });
      await scene.subscribe(operator);
    },
    isOver: (scene) => scene.are('Succeeded', operator),
  };
}

export const scenarios: readonly Scenario[] = [
  withTargets('own', [], ['in-own']),
  withTargets('single', ['single-target'], ['single-target']),
  withTargets('multi', ['multi-target-a', 'multi-target-b'], ['multi-target-a', 'multi-target-b']),
  {
    name: 'a group for all namespaces, which the operator does not support',
    namespace: 'in-unsupported',
    operators: [{ name: 'op-unsupported', modes: ['OwnNamespace'] }],
    async make(scene) {
      await scene.group('group', {});
      await scene.subscribe('op-unsupported');
    },
    isOver: (scene) => scene.are('Failed', 'op-unsupported'),
  },
  {
    name: 'two Subscriptions, one of which wants approval',
    namespace: 'in-shared',
    operators: [{ name: 'op-shared-a' }, { name: 'op-shared-b' }],
    async make(scene) {
      await scene.subscribe('op-shared-a', { installPlanApproval: 'Manual' });
      await scene.subscribe('op-shared-b');
      await scene.group('group', { targetNamespaces: ['in-shared'] });
    },
    isOver: (scene) => scene.waitsForApproval('op-shared-a', 'op-shared-b'),
  },
  {
    name: 'an operator that needs another one',
    namespace: 'in-needs',
    operators: [{ name: 'op-needs', needs: ['op-needed'] }, { name: 'op-needed' }],
    async make(scene) {
      await scene.group('group', { targetNamespaces: ['in-needs'] });
      await scene.subscribe('op-needs');
    },
    isOver: (scene) => scene.are('Succeeded', 'op-needs', 'op-needed'),
  },
  {
    name: 'an operator that needs what nobody offers',
    namespace: 'in-unsatisfiable',
    operators: [{ name: 'op-unsatisfiable', needs: ['op-nobody'] }],
    async make(scene) {
      await scene.group('group', { targetNamespaces: ['in-unsatisfiable'] });
      await scene.subscribe('op-unsatisfiable');
    },
    isOver: (scene) => scene.subscriptionHas('op-unsatisfiable', 'ResolutionFailed'),
  },
  {
    name: 'a catalogue that is not there',
    namespace: 'in-missing',
    operators: [],
    async make(scene) {
      await scene.group('group', { targetNamespaces: ['in-missing'] });
      await scene.subscribe('op-missing', { source: 'no-such' });
    },
    isOver: (scene) => scene.subscriptionHas('op-missing', 'CatalogSourcesUnhealthy'),
  },
  {
    name: 'no group',
    namespace: 'in-ungrouped',
    operators: [{ name: 'op-ungrouped' }],
    make: (scene) => scene.subscribe('op-ungrouped'),
    isOver: (scene) => scene.subscriptionHas('op-ungrouped', 'CatalogSourcesUnhealthy'),
  },
  {
    name: 'two groups',
    namespace: 'in-two-groups',
    operators: [{ name: 'op-two-groups' }],
    async make(scene) {
      await scene.group('one', { targetNamespaces: ['in-two-groups'] });
      await scene.group('two', { targetNamespaces: ['in-two-groups'] });
      await scene.subscribe('op-two-groups');
    },
    isOver: (scene) => scene.subscriptionHas('op-two-groups', 'CatalogSourcesUnhealthy'),
  },
  {
    name: 'an account that may do little',
    namespace: 'in-scoped',
    operators: [{ name: 'op-scoped' }],
    async make(scene) {
      await scene.account('scoped', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }]);
      await scene.group('group', { targetNamespaces: ['in-scoped'], serviceAccountName: 'scoped' });
      await scene.subscribe('op-scoped', { installPlanApproval: 'Manual' });
    },
    isOver: (scene) => scene.waitsForApproval('op-scoped'),
  },
  {
    name: 'an account that may do all in its namespace',
    namespace: 'in-able',
    operators: [{ name: 'op-able', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }],
    async make(scene) {
      await scene.account('able', everything);
      await scene.group('group', { targetNamespaces: ['in-able'], serviceAccountName: 'able' });
      await scene.subscribe('op-able');
    },
    isOver: (scene) => scene.are('Succeeded', 'op-able'),
  },
  {
    name: 'a Subscription that changes the Deployment',
    namespace: 'in-config',
    operators: [{ name: 'op-config' }],
    async make(scene) {
      await scene.group('group', { targetNamespaces: ['in-config'] });
      await scene.subscribe('op-config', { config: overrides });
    },
    isOver: (scene) => scene.are('Succeeded', 'op-config'),
  },
  {
    name: 'a webhook',
    namespace: 'in-webhook',
    operators: [{ name: 'op-webhook', webhook: true }],
    async make(scene) {
      await scene.group('group', {});
      await scene.subscribe('op-webhook');
    },
    isOver: (scene) => scene.are('Succeeded', 'op-webhook'),
  },
];
