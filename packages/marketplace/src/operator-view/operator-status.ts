import {
  type Artifact,
  type ArtifactVersion,
  annotations,
  type ClusterServiceVersion,
  labels,
  type OperatorStatusView,
  type PackageManifestStatus,
  type Subscription,
} from '@violet/api';
import { operatorSource } from '../guard/operator-source.ts';
import { type Phase, planOf, subscriptionPhase, waitsForApproval } from './subscription-phase.ts';

/** What is known of one operator on one cluster. */
export interface OperatorFacts {
  /** What the catalogues of the cluster offer. */
  offered: PackageManifestStatus | undefined;
  artifact: Artifact | undefined;
  /** Of the Artifact. */
  versions: readonly ArtifactVersion[];
  /** The oldest one for the package. */
  subscription: Subscription | undefined;
  /** The ClusterServiceVersions of the Subscription's namespace. */
  operators: readonly ClusterServiceVersion[];
  /** It belongs to the product, or was pushed to another cluster. */
  isExpected: boolean;
}

/** Whether a version is on the shelf that the packages of the cluster do not show yet. */
export function isLagging({ offered, artifact, versions }: OperatorFacts): boolean {
  const isElsewhere = offered !== undefined && offered.catalogSource !== artifact?.metadata.labels?.[labels.library];
  if (isElsewhere) return false;
  const shown = new Set(offered?.channels.flatMap(({ entries }) => entries.map(({ name }) => name)));
  return versions.some(({ status }) => status?.phase === 'Present' && !shown.has(status.version ?? ''));
}

/** How the operator stands; undefined where there is nothing to show. */
export function operatorStatus(facts: OperatorFacts): OperatorStatusView | undefined {
  const phase = phaseOf(facts);
  if (phase === undefined) return undefined;
  const { offered, subscription } = facts;
  const description = headOf(offered, subscription?.spec.channel)?.currentCSVDesc;
  const installed = installedOf(facts);
  const providerType =
    description?.annotations?.[annotations.providerType] ?? installed?.metadata.annotations?.[annotations.providerType];
  const isKnown = offered !== undefined || installed !== undefined;
  const installation = installationOf(facts);
  return {
    ...phase,
    ...(isKnown ? { source: operatorSource(providerType) } : {}),
    ...(description?.version === undefined ? {} : { availableVersion: description.version }),
    ...(installation === undefined ? {} : { installation }),
  };
}

function phaseOf(facts: OperatorFacts): Phase | undefined {
  const { offered, subscription, artifact, versions, isExpected } = facts;
  if (subscription !== undefined) return subscriptionPhase(subscription, installedOf(facts));
  if (offered !== undefined) return { phase: 'Ready' };
  const broken = versions.find(({ status }) => status?.phase === 'Failed')?.status;
  if (artifact?.spec.present === true && broken !== undefined) {
    return { phase: 'Failed', reason: broken.reason ?? '', message: broken.message ?? '' };
  }
  if (versions.some(({ status }) => status?.phase === 'Present')) {
    return { phase: 'Absent', reason: 'NotOfferedYet', message: 'its catalogue has not been read yet' };
  }
  if (!isExpected && artifact === undefined) return undefined;
  return { phase: 'Absent', reason: 'NotPushed', message: 'upload its package to this cluster with violet push' };
}

function installedOf({ subscription, operators }: OperatorFacts): ClusterServiceVersion | undefined {
  const name = subscription?.status?.installedCSV ?? '';
  return operators.find(({ metadata }) => metadata.name === name);
}

function headOf(offered: PackageManifestStatus | undefined, channel: string | undefined) {
  const wanted = channel || offered?.defaultChannel;
  return offered?.channels.find(({ name }) => name === wanted) ?? offered?.channels[0];
}

function installationOf(facts: OperatorFacts): OperatorStatusView['installation'] {
  const { subscription, artifact } = facts;
  if (subscription === undefined) return undefined;
  const { metadata, spec, status } = subscription;
  const installed = installedOf(facts);
  const plan = planOf(subscription);
  return {
    ...(artifact?.metadata.name === undefined ? {} : { artifactName: artifact.metadata.name }),
    ...(installed?.spec.version === undefined ? {} : { version: installed.spec.version }),
    ...(installed?.status?.phase === undefined ? {} : { csvPhase: installed.status.phase }),
    subscription: {
      name: metadata.name ?? '',
      namespace: metadata.namespace ?? '',
      source: spec.source,
      ...(spec.channel === undefined ? {} : { channel: spec.channel }),
      ...(spec.installPlanApproval === undefined ? {} : { installPlanApproval: spec.installPlanApproval }),
      ...(status?.currentCSV === undefined ? {} : { currentCSV: status.currentCSV }),
      ...(status?.installedCSV === undefined ? {} : { installedCSV: status.installedCSV }),
      ...(plan !== '' && waitsForApproval(subscription) ? { installPlan: plan } : {}),
    },
  };
}
