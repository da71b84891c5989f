import {
  CatalogSource,
  ClusterServiceVersion,
  InstallPlan,
  Namespace,
  OperatorCondition,
  OperatorGroup,
  type OperatorGroupSpec,
  Role,
  RoleBinding,
  ServiceAccount,
  Subscription,
  type SubscriptionSpec,
} from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { JsonObject, KubernetesObject } from '@violet/machinery';
import { olmNamespace } from '../../surroundings.ts';
import { lookAgain, lookedAgain } from '../life.ts';
import { csvName } from '../made-up/operator.ts';

export interface SceneOptions {
  client: Cluster;
  namespace: string;
  /** The catalogue that every namespace sees, and where another one is served. */
  catalog: { name: string; elsewhere: string };
}

/** One side of a scenario: makes objects in its namespace, and looks what has become of them. */
export class Scene {
  readonly client: Cluster;
  readonly namespace: string;
  readonly #catalog: SceneOptions['catalog'];
  #lookedAgainAt = 0;

  constructor({ client, namespace, catalog }: SceneOptions) {
    this.client = client;
    this.namespace = namespace;
    this.#catalog = catalog;
  }

  get versions() {
    return this.client.resource(ClusterServiceVersion, this.namespace);
  }
  get plans() {
    return this.client.resource(InstallPlan, this.namespace);
  }
  get subscriptions() {
    return this.client.resource(Subscription, this.namespace);
  }
  get groups() {
    return this.client.resource(OperatorGroup, this.namespace);
  }
  get catalogs() {
    return this.client.resource(CatalogSource, this.namespace);
  }
  get conditions() {
    return this.client.resource(OperatorCondition, this.namespace);
  }

  /** The same side, in another namespace. */
  in(namespace: string): Scene {
    return new Scene({ client: this.client, namespace, catalog: this.#catalog });
  }

  async makeNamespace(name: string, labels: Record<string, string> = {}): Promise<void> {
    await this.client.resource(Namespace).create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }

  async group(spec: OperatorGroupSpec = { targetNamespaces: [this.namespace] }, name = 'group'): Promise<void> {
    const metadata = { name, namespace: this.namespace };
    await this.groups.create({ apiVersion: 'operators.coreos.com/v1', kind: 'OperatorGroup', metadata, spec });
  }

  /** Changes nothing of Namespace, OperatorGroups and Subscriptions but that whoever watches them looks again. */
  async lookAgain(): Promise<void> {
    const body = { metadata: { annotations: { [lookedAgain]: new Date().toISOString() } } };
    await this.client.resource(Namespace).patch(this.namespace, { type: 'merge', body });
    for (const objects of [this.groups, this.subscriptions])
      for (const { metadata } of (await objects.list()).items)
        await objects.patch(metadata.name, { type: 'merge', body });
  }

  async subscribe(name: string, spec: Partial<SubscriptionSpec> = {}): Promise<void> {
    await this.subscriptions.create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'Subscription',
      metadata: { name, namespace: this.namespace },
      spec: { name, channel: 'stable', source: this.#catalog.name, sourceNamespace: olmNamespace, ...spec },
    });
  }

  async changeSubscription(name: string, spec: Partial<SubscriptionSpec>): Promise<void> {
    await this.subscriptions.patch(name, { type: 'merge', body: { spec: spec as JsonObject } });
  }

  /** The catalogue that is served elsewhere, for this namespace alone. */
  async catalogElsewhere(name: string): Promise<void> {
    await this.catalogs.create({
      apiVersion: 'operators.coreos.com/v1alpha1',
      kind: 'CatalogSource',
      metadata: { name, namespace: this.namespace },
      spec: { sourceType: 'grpc', address: this.#catalog.elsewhere, displayName: 'Elsewhere' },
    });
  }

  async account(name: string): Promise<void> {
    const metadata = { name, namespace: this.namespace };
    await this.client
      .resource(ServiceAccount, this.namespace)
      .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  }

  /** Lets an account do all this in the namespace. */
  async permit(account: string, rules: readonly JsonObject[]): Promise<void> {
    const metadata = { name: account, namespace: this.namespace };
    const group = 'rbac.authorization.k8s.io';
    await this.client
      .resource(Role, this.namespace)
      .create({ apiVersion: `${group}/v1`, kind: 'Role', metadata, rules: rules as never });
    await this.client.resource(RoleBinding, this.namespace).create({
      apiVersion: `${group}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: group, kind: 'Role', name: account },
      subjects: [{ kind: 'ServiceAccount', ...metadata }],
    });
  }

  /** Approves whatever plan waits for a version. */
  async approve(operator: string, version?: string): Promise<void> {
    const plan = (await this.plans.list()).items.find(isWaitingFor(csvName(operator, version)));
    if (plan === undefined) throw new Error(`no plan waits for ${csvName(operator, version)}`);
    await this.plans.patch(plan.metadata.name, { type: 'merge', body: { spec: { approved: true } } });
  }

  async waits(operator: string, version?: string): Promise<boolean> {
    return (await this.plans.list()).items.some(isWaitingFor(csvName(operator, version)));
  }

  /** Whether a CSV has come to this (`Failed UnsupportedOperatorGroup`), and the Subscription that brought it knows that it is there. */
  async isIn(state: string, operator: string, version?: string): Promise<boolean> {
    const csv = csvName(operator, version);
    const { phase = '', reason = '' } = (await this.versions.get(csv))?.status ?? {};
    if (`${phase} ${reason}` !== state) return false;
    const { items } = await this.subscriptions.list();
    return items.every(({ status }) => status?.currentCSV !== csv || status.installedCSV === csv);
  }

  /** Whether these operators are installed in their first version. */
  async areInstalled(...operators: string[]): Promise<boolean> {
    const installed = await Promise.all(operators.map((name) => this.isIn(succeeded, name)));
    return installed.every(Boolean);
  }

  /** Whether a version is installed, alone, and everything in the namespace knows of it. */
  async isAt(operator: string, version: string): Promise<boolean> {
    if (!(await this.isIn(succeeded, operator, version))) return false;
    const { items } = await this.versions.list();
    if (items.filter(({ metadata }) => metadata.name.startsWith(`${operator}.v`)).length !== 1) return false;
    const { status } = (await this.subscriptions.get(operator)) ?? {};
    if (status?.installedCSV !== csvName(operator, version)) return false;
    if (!(status.conditions ?? []).some(({ type }) => type === 'ResolutionFailed')) return true;
    await this.#resolveAgain();
    return false;
  }

  /** Upstream takes the moment in which two versions are there for a conflict. */
  async #resolveAgain(): Promise<void> {
    if (Date.now() - this.#lookedAgainAt < lookAgainMs) return;
    this.#lookedAgainAt = Date.now();
    await lookAgain(this.client, this.namespace);
  }

  async subscriptionHas(name: string, condition: string): Promise<boolean> {
    const found = await this.subscriptions.get(name);
    return (found?.status?.conditions ?? []).some(({ type, status }) => type === condition && status === 'True');
  }

  async planIs(phase: string, generation: number): Promise<boolean> {
    const { items } = await this.plans.list();
    return items.some(({ spec, status }) => spec.generation === generation && status?.phase === phase);
  }
}

const lookAgainMs = 3_000;
const succeeded = 'Succeeded InstallSucceeded';

function isWaitingFor(csv: string): (plan: InstallPlan & KubernetesObject) => boolean {
  return ({ spec, status }) =>
    !spec.approved && status?.phase === 'RequiresApproval' && spec.clusterServiceVersionNames.includes(csv);
}
