import { ClusterServiceVersion, InstallPlan, Namespace, OperatorGroup, Subscription } from '@violet/api';
import type { Cluster } from '@violet/kube';
import { olmNamespace } from '../surroundings.ts';
import type { Side } from './sides.ts';
import type { WatchedCluster } from './watched-cluster.ts';

const applied = { fieldManager: 'peers', force: true };
const restMs = 180_000;
const lookAgainMs = 1_000;
/** What fails in a plan is tried again for a minute, in which nothing is written. */
const triedMs = 90_000;
const passingMs = 10_000;

export interface Home {
  namespace: string;
  /** None: all namespaces. */
  targets?: readonly string[];
}

/** Namespace and OperatorGroup. */
export async function makeHome({ client }: Side, { namespace, targets }: Home): Promise<void> {
  await client
    .resource(Namespace)
    .apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, applied);
  await client.resource(OperatorGroup, namespace).create({
    apiVersion: 'operators.coreos.com/v1',
    kind: 'OperatorGroup',
    metadata: { name: namespace, namespace },
    spec: targets === undefined ? {} : { targetNamespaces: [...targets] },
  });
}

export interface Installation {
  namespace: string;
  package: string;
  /** The version to begin with. */
  csv: string;
  catalog: string;
}

/** A Subscription with manual approval, which then waits for it, or says why it cannot. */
export async function subscribe({ client, watched }: Side, installation: Installation): Promise<void> {
  const { namespace, catalog, csv } = installation;
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
  await watched.until(
    () => waitingPlan(watched, namespace, csv) !== undefined || refusal(watched, namespace) !== undefined,
  );
}

/** Approves the plan of a version, and waits for its end; then for what comes next, where something does. */
export async function approve(side: Side, namespace: string, csv: string, next?: string): Promise<void> {
  const { client, watched } = side;
  const plan = waitingPlan(watched, namespace, csv);
  if (plan === undefined) return;
  const { name } = plan.metadata;
  await client.resource(InstallPlan, namespace).patch(name, { type: 'merge', body: { spec: { approved: true } } });
  const phase = () => watched.get(InstallPlan, name, namespace)?.status?.phase;
  await watched.until(() => phase() === 'Complete' || phase() === 'Failed', { silentMs: triedMs });
  if (phase() === 'Failed') return;
  await watched.until(() => isInstalled(side, namespace, csv) || hasFailed(watched, namespace, csv));
  if (isInstalled(side, namespace, csv)) await rest(side, namespace, next);
}

/** Whoever waits is woken less and less often: upstream resolves the namespace anew each time. */
async function rest({ client, watched }: Side, namespace: string, next: string | undefined): Promise<void> {
  const end = Date.now() + restMs;
  for (let withinMs = lookAgainMs; Date.now() < end; withinMs *= 2) {
    if (await watched.until(() => isAtRest(watched, namespace, next), { withinMs })) return;
    await lookAgain(client, namespace);
  }
}

/** And stays so: upstream fails a CSV for a moment, too, before it installs it again. */
function hasFailed(watched: WatchedCluster, namespace: string, csv: string): boolean {
  const { phase, lastTransitionTime = '' } = watched.get(ClusterServiceVersion, csv, namespace)?.status ?? {};
  return phase === 'Failed' && Date.now() - Date.parse(lastTransitionTime) > passingMs;
}

export function isInstalled({ watched }: Side, namespace: string, csv: string): boolean {
  return watched.get(ClusterServiceVersion, csv, namespace)?.status?.phase === 'Succeeded';
}

/** The next plan waits; after the last one, nothing is left to do. */
function isAtRest(watched: WatchedCluster, namespace: string, next: string | undefined): boolean {
  if (next !== undefined) return waitingPlan(watched, namespace, next) !== undefined;
  return watched
    .list(Subscription, namespace)
    .every(({ status }) => status?.state === 'AtLatestKnown' && !hasCondition(status, 'ResolutionFailed'));
}

const refusals = ['ResolutionFailed', 'BundleUnpackFailed'];

/** The condition by which upstream and ours say why nothing can be installed. */
export function refusal(watched: WatchedCluster, namespace: string) {
  const conditions = watched.list(Subscription, namespace).flatMap(({ status }) => status?.conditions ?? []);
  return conditions.find(({ type, status }) => refusals.includes(type) && status === 'True');
}

function hasCondition(status: Subscription['status'], wanted: string): boolean {
  return (status?.conditions ?? []).some(({ type, status }) => type === wanted && status === 'True');
}

/**
 * Upstream takes the moment in which two versions are there for a conflict, and looks again when something changes, or after
 * a quarter of an hour: this is the change.
 */
export async function lookAgain(client: Cluster, namespace: string): Promise<void> {
  const subscriptions = client.resource(Subscription, namespace);
  const annotations = { [lookedAgain]: new Date().toISOString() };
  for (const { metadata } of (await subscriptions.list()).items)
    await subscriptions.patch(metadata.name, { type: 'merge', body: { metadata: { annotations } } });
}

/** Not compared. */
export const lookedAgain = 'peers/looked-again';

function waitingPlan(watched: WatchedCluster, namespace: string, csv: string) {
  return watched
    .list(InstallPlan, namespace)
    .find(
      ({ spec, status }) =>
        !spec.approved && status?.phase === 'RequiresApproval' && spec.clusterServiceVersionNames.includes(csv),
    );
}

export async function uninstall({ client, watched }: Side, namespace: string): Promise<void> {
  const own = () =>
    watched.list(ClusterServiceVersion, namespace).filter(({ metadata }) => !metadata.labels?.['olm.copiedFrom']);
  const versions = client.resource(ClusterServiceVersion, namespace);
  await client.resource(Subscription, namespace).deleteCollection();
  for (const { metadata } of own()) await versions.delete(metadata.name);
  await watched.until(() => own().length === 0);
}

/** After all is compared: an operator for all namespaces copies itself into each that is there. */
export async function removeNamespace({ client }: Side, namespace: string): Promise<void> {
  await client.resource(Namespace).delete(namespace);
}
