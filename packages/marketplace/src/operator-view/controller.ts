import {
  Artifact,
  ArtifactVersion,
  annotations,
  artifactNames,
  CatalogSource,
  ClusterServiceVersion,
  fieldManagers,
  labels,
  Namespace,
  OperatorView,
  PackageManifest,
  type PackageManifestStatus,
  ProductBase,
  packageOfArtifact,
  Subscription,
  systemNamespace,
} from '@violet/api';
import {
  again,
  defineController,
  done,
  type Key,
  type Outcome,
  type Reader,
  type Step,
  watch,
} from '@violet/controller';
import {
  dnsSubdomainProblems,
  formatApiVersion,
  isFailure,
  jsonEqual,
  type KubernetesObject,
  labelValueProblems,
  type Stored,
} from '@violet/machinery';
import { listedExtensions } from './listed-extensions.ts';
import { isLagging, type OperatorFacts, operatorStatus } from './operator-status.ts';
import { shownPackage } from './shown-package.ts';

const productBase = 'base';
const hiddenLibrary = 'system';
/** Packages cannot be watched: what was pushed is looked for again after this time. */
const catalogueLagMs = 1000;
/** A cluster that does not answer says nothing when it does again. */
const silenceMs = 2000;

/** Undefined where the cluster does not answer: what was known of it stays. */
interface ViewWorld {
  facts: OperatorFacts | undefined;
  remove(): Promise<void>;
}

type ViewStep = Step<OperatorView, ViewWorld>;

/**
 * One OperatorView in the global cluster for each operator on each cluster: lists need one call. The namespace is the cluster's name,
 * the name is that of the package.
 */
export function operatorViewController() {
  return defineController<OperatorView, ViewWorld>({
    name: 'operator-view',
    scope: 'hub',
    kind: OperatorView,
    watches: [
      watch({ kind: ProductBase, keys: everywhere((base) => listedExtensions(base, 'OperatorBundle')) }),
      watch({
        kind: Artifact,
        where: 'everywhere',
        namespace: systemNamespace,
        keys: everywhere((one) => [packageOfArtifact(one.metadata.name)]),
      }),
      watch({ kind: ArtifactVersion, where: 'everywhere', namespace: systemNamespace, keys: viewOfVersion }),
      watch({ kind: Subscription, where: 'everywhere', keys: ({ spec }, cluster) => viewKeys(cluster, [spec.name]) }),
      watch({
        kind: ClusterServiceVersion,
        where: 'everywhere',
        labelSelector: '!olm.copiedFrom',
        project: shownOperator,
        keys: viewsOfOperator,
      }),
      watch({ kind: CatalogSource, where: 'everywhere', keys: viewsOfCatalog }),
    ],
    observe,
    steps: [showStatus],
    whenAbsent: createView,
  });
}

const showStatus: ViewStep = async (view, { facts, remove }) => {
  if (facts === undefined) return again(silenceMs);
  const status = operatorStatus(facts);
  if (status === undefined) {
    await remove();
    return done;
  }
  const packageManifestStatus = facts.offered === undefined ? undefined : shownPackage(facts.offered);
  const next = { operatorStatus: status, ...(packageManifestStatus === undefined ? {} : { packageManifestStatus }) };
  if (!jsonEqual(view.status ?? {}, next)) view.status = next;
  return isLagging(facts) ? again(catalogueLagMs) : undefined;
};

/** Where there is something to show, the view is made empty, and filled by the run that this brings. */
async function createView(key: Key, reader: Reader): Promise<Outcome | undefined> {
  const { namespace = '', name } = key;
  const facts = await factsOf(namespace, name, reader);
  if (facts === undefined) return reader.members().includes(namespace) ? again(silenceMs) : undefined;
  if (operatorStatus(facts) === undefined) return undefined;
  const namespaceObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const applied = { fieldManager: fieldManagers.platform, force: true };
  await reader.client.resource(Namespace).apply(namespaceObject, applied);
  const view = {
    apiVersion: formatApiVersion(OperatorView.group, OperatorView.version),
    kind: OperatorView.kind,
    metadata: { name, namespace, labels: { [labels.clusterName]: namespace, ...lifecycleOf(facts.offered) } },
  };
  await reader.client.resource(OperatorView, namespace).apply(view, applied);
  return undefined;
}

function lifecycleOf(offered: PackageManifestStatus | undefined): Record<string, string> {
  const description = offered?.channels[0]?.currentCSVDesc;
  const type = description?.annotations?.[labels.lifecycleType];
  // A vendor writes it as an annotation, which may hold anything.
  return type === undefined || labelValueProblems(type).length > 0 ? {} : { [labels.lifecycleType]: type };
}

async function observe(view: Stored<OperatorView>, reader: Reader): Promise<ViewWorld> {
  const { name, namespace = '', uid } = view.metadata;
  return {
    facts: await factsOf(namespace, name, reader),
    remove: async () => {
      await reader.client.resource(OperatorView, namespace).delete(name, { preconditions: { uid } });
    },
  };
}

async function factsOf(cluster: string, name: string, reader: Reader): Promise<OperatorFacts | undefined> {
  const member = reader.member(cluster);
  if (member === undefined || !member.reachable) return undefined;
  const subscriptions = member.list(Subscription).filter(({ spec }) => spec.name === name);
  const subscription = subscriptions.sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))[0];
  const offered = await offeredOn(member, name, subscription);
  const artifact = artifactFor(name, member);
  const isHidden = offered === undefined ? isOfPlatform(artifact) : isHiddenCatalog(member, offered);
  if (isHidden && subscription === undefined) return nothing;
  return {
    offered,
    artifact: isOfPlatform(artifact) ? undefined : artifact,
    versions: member
      .list(ArtifactVersion, systemNamespace)
      .filter((version) => artifactOf(version) === (artifact?.metadata.name ?? name)),
    subscription,
    operators: subscription === undefined ? [] : member.list(ClusterServiceVersion, subscription.metadata.namespace),
    isExpected: !isHidden && isExpected(cluster, name, reader),
  };
}

const nothing: OperatorFacts = {
  offered: undefined,
  artifact: undefined,
  versions: [],
  subscription: undefined,
  operators: [],
  isExpected: false,
};

/** Operators of the platform itself are its own affair. */
function isOfPlatform(artifact: Stored<Artifact> | undefined): boolean {
  return artifact?.metadata.labels?.[labels.library] === hiddenLibrary;
}

function artifactFor(packageName: string, member: Reader): Stored<Artifact> | undefined {
  const found = artifactNames(packageName).map((name) => member.get(Artifact, name, systemNamespace));
  return found.find((artifact) => artifact !== undefined);
}

function isPushedTo(member: Reader | undefined, name: string): boolean {
  const artifact = member && artifactFor(name, member);
  return artifact !== undefined && !isOfPlatform(artifact);
}

function isExpected(cluster: string, name: string, reader: Reader): boolean {
  if (listedExtensions(reader.get(ProductBase, productBase), 'OperatorBundle').includes(name)) return true;
  return reader.members().some((other) => other !== cluster && isPushedTo(reader.member(other), name));
}

/** The package as the Subscription's catalogue has it, else as any has it. */
async function offeredOn(
  member: Reader,
  name: string,
  subscription: Stored<Subscription> | undefined,
): Promise<PackageManifestStatus | undefined> {
  const namespace = subscription?.metadata.namespace ?? systemNamespace;
  try {
    const found = await member.client.resource(PackageManifest, namespace).get(name);
    return found?.status;
  } catch (error) {
    // A cluster without packages has none to offer.
    if (isFailure(error)) return undefined;
    throw error;
  }
}

function isHiddenCatalog(member: Reader, { catalogSource, catalogSourceNamespace }: PackageManifestStatus): boolean {
  const source = member.get(CatalogSource, catalogSource, catalogSourceNamespace);
  return source?.metadata.labels?.[labels.hidden] === 'true';
}

function ageOf({ metadata }: Stored<Subscription>): string {
  return `${metadata.creationTimestamp}/${metadata.uid}`;
}

function artifactOf({ metadata }: ArtifactVersion): string | undefined {
  return metadata.labels?.[labels.artifactVersion];
}

/** What is no name of an object has no view, whoever subscribes to it. */
function viewKeys(cluster: string, names: readonly string[]): Key[] {
  const possible = names.filter((name) => dnsSubdomainProblems(name).length === 0);
  return possible.map((name) => ({ namespace: cluster, name }));
}

/** What is pushed to one cluster is absent on the others. */
function everywhere<T extends KubernetesObject>(namesOf: (object: Stored<T>) => readonly string[]) {
  return (object: Stored<T>, _cluster: string, reader: Reader): Key[] =>
    reader.members().flatMap((cluster) => viewKeys(cluster, namesOf(object)));
}

function viewOfVersion(version: Stored<ArtifactVersion>, cluster: string): Key[] {
  return viewKeys(cluster, [version.status?.name ?? '', packageOfArtifact(artifactOf(version) ?? '')]);
}

function viewsOfOperator({ metadata }: Stored<ClusterServiceVersion>, cluster: string, reader: Reader): Key[] {
  const subscriptions = reader.member(cluster)?.list(Subscription, metadata.namespace) ?? [];
  const names = subscriptions.map(({ spec }) => spec.name);
  return viewKeys(cluster, names);
}

/** All that the cluster shows may come from another catalogue now. */
function viewsOfCatalog(_source: Stored<CatalogSource>, cluster: string, reader: Reader): Key[] {
  const names = reader.list(OperatorView, cluster).map(({ metadata }) => metadata.name);
  return viewKeys(cluster, names);
}

/** A ClusterServiceVersion may have a megabyte; a list shows a few words of it. */
const shownOperator = {
  id: 'operator-view',
  of(object: Stored<KubernetesObject>): Stored<KubernetesObject> {
    const { apiVersion, kind, metadata, spec, status } = object as Stored<ClusterServiceVersion>;
    const providerType = metadata.annotations?.[annotations.providerType];
    const kept = {
      apiVersion,
      kind,
      metadata: {
        ...metadata,
        annotations: providerType === undefined ? {} : { [annotations.providerType]: providerType },
      },
      spec: { version: spec.version, displayName: spec.displayName },
      status: { phase: status?.phase, reason: status?.reason, message: status?.message },
    };
    return kept as unknown as Stored<KubernetesObject>;
  },
};
