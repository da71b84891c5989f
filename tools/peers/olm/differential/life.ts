import { ClusterServiceVersion, InstallPlan, Namespace, OperatorGroup, Subscription } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { olmNamespace } from '../surroundings.ts';
import { becomes } from './until-equal.ts';

const applied = { fieldManager: 'peers', force: true };
const stepMs = 60_000;
const lookAgainMs = 3_000;

export interface Installation {
  namespace: string;
  package: string;
  /** The version to begin with. */
  csv: string;
  catalog: string;
  /** None: all namespaces. */
  targets?: readonly string[];
}

/** Namespace, OperatorGroup and a Subscription with manual approval, which then waits for it. */
export async function subscribe(client: Cluster, installation: Installation): Promise<void> {
  const { namespace, catalog, csv, targets } = installation;
  await client
    .resource(Namespace)
    .apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, applied);
  await client.resource(OperatorGroup, namespace).create({
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: namespace, namespace },
    spec: targets === undefined ? {} : { targetNamespaces: [...targets] },
  });
  await client.resource(Subscription, namespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'Subscription',
    metadata: { name: 'operator', namespace },
    spec: {
      name: installation.package,
      channel: 'stable',
      source: catalog,
      sourceNamespace: olmNamespace,
      startingCSV: csv,
      installPlanApproval: 'Manual',
    },
  });
  await becomes(async () => (await waitingPlan(client, namespace, csv)) !== undefined, stepMs);
}

/** Approves the plan of a version, and waits for its end; then for what comes next, where something does. */
export async function approve(client: Cluster, namespace: string, csv: string, next?: string): Promise<void> {
  const plan = await waitingPlan(client, namespace, csv);
  if (plan === undefined) return;
  await client
    .resource(InstallPlan, namespace)
    .patch(plan.metadata.name, { type: 'merge', body: { spec: { approved: true } } });
  const versions = client.resource(ClusterServiceVersion, namespace);
  const ended = await becomes(async () => ends.includes((await versions.get(csv))?.status?.phase ?? ''), stepMs);
  if (!ended || (await versions.get(csv))?.status?.phase === 'Failed') return;
  await becomes(async () => {
    if (await isAtRest(client, namespace, next)) return true;
    await lookAgain(client, namespace);
    return await becomes(() => isAtRest(client, namespace, next), lookAgainMs);
  }, stepMs);
}

/** The next plan waits; after the last one, nothing is left to do. */
async function isAtRest(client: Cluster, namespace: string, next: string | undefined): Promise<boolean> {
  if (next !== undefined) return (await waitingPlan(client, namespace, next)) !== undefined;
  const { items } = await client.resource(Subscription, namespace).list();
  return items.every(
    ({ status }) =>
      status?.state === 'AtLatestKnown' && !(status.conditions ?? []).some(({ type }) => type === 'ResolutionFailed'),
  );
}

/**
 * Upstream takes the moment in which two versions are there for a conflict, and looks again when something changes, or after
 * a quarter of an hour: this is the change.
 */
async function lookAgain(client: Cluster, namespace: string): Promise<void> {
  const subscriptions = client.resource(Subscription, namespace);
  const annotations = { [lookedAgain]: new Date().toISOString() };
  for (const { metadata } of (await subscriptions.list()).items)
    await subscriptions.patch(metadata.name, { type: 'merge', body: { metadata: { annotations } } });
}

/** Not compared. */
export const lookedAgain = 'peers/looked-again';

const ends = ['Succeeded', 'Failed'];

async function waitingPlan(client: Cluster, namespace: string, csv: string) {
  const { items } = await client.resource(InstallPlan, namespace).list();
  return items.find(
    ({ spec, status }) =>
      !spec.approved && status?.phase === 'RequiresApproval' && spec.clusterServiceVersionNames.includes(csv),
  );
}

export async function uninstall(client: Cluster, namespace: string): Promise<void> {
  const versions = client.resource(ClusterServiceVersion, namespace);
  await client.resource(Subscription, namespace).deleteCollection();
  await versions.deleteCollection();
  await becomes(async () => (await versions.list()).items.length === 0, stepMs);
}
