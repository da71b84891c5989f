import { type AppRelease, annotations, labels, type ModuleInfo, moduleInfoReasons } from '@violet/api';
import { again, done, type Outcome, type Step, type StepContext } from '@violet/controller';
import type { Applied } from '@violet/kube';
import { isFailure, jsonEqual, type Stored } from '@violet/machinery';
import { refuseMalformed, refuseOtherName } from './admission.ts';
import { availableVersions, type Candidate } from './available-versions.ts';
import { refuseDependencies } from './dependencies.ts';
import { desiredReleases } from './desired-releases.ts';
import { carries, platformMetadata } from './metadata.ts';
import { installedPlugins, pluginsBefore } from './neighbours.ts';
import { type PlacementFacts, refusePlacement } from './placement.ts';
import { configOf, isInstalled, isOffered, refuseVersion } from './published.ts';
import { reachOf, unreachableAgainMs } from './reach.ts';
import type { Refusal } from './refusal.ts';
import { reportReleases } from './release-report.ts';
import { clusterOf, pluginOf } from './request.ts';
import { writeStanding } from './status.ts';
import { refuseUpgrade } from './upgrade.ts';
import type { ModuleInfoWorld, TargetCluster } from './world.ts';

type ModuleInfoStep = Step<ModuleInfo, ModuleInfoWorld>;

const stampedAgainMs = 1_000;

/** What the webhook refuses at once, where it did not answer. */
const requireWellFormed: ModuleInfoStep = (info, _world, { now }) => {
  const failure = refuseOtherName(info) ?? refuseMalformed(info);
  if (failure === undefined) return undefined;
  return refuse(info, { reason: moduleInfoReasons.invalid, message: failure.message, waits: false }, now());
};

const requirePublishedVersion: ModuleInfoStep = (info, world, { now }) =>
  refuse(info, refuseVersion(info, world.configs, world.plugin !== undefined), now());

const requireCluster: ModuleInfoStep = (info, world, { now }) => {
  if (world.cluster !== undefined) return undefined;
  const message = `there is no cluster ${clusterOf(info)}: kubectl get clusters.platform.tkestack.io lists them`;
  return refuse(info, { reason: moduleInfoReasons.clusterNotFound, message, waits: false }, now());
};

const stampMetadata: ModuleInfoStep = async (info, world) => {
  const source = configOf(info, world.configs) ?? world.plugin;
  if (source === undefined) return undefined;
  const wanted = platformMetadata(info, source, world.cluster);
  if (carries(info, wanted)) return undefined;
  await world.applyMetadata(wanted);
  // The change itself brings the next run, with the object as it is now.
  return again(stampedAgainMs);
};

const offerVersions: ModuleInfoStep = (info, world) => {
  const status = info.status ?? { phase: 'Pending', version: '' };
  const candidates = candidatesOf(status.version, world);
  const versions = availableVersions(pluginOf(info), status.version, candidates, placementFacts(info, world));
  info.status = { ...status, availableVersions: versions };
};

/** Asked of a version that is new to the cluster: what runs goes on, whatever the cluster's labels become. */
const requirePlacement: ModuleInfoStep = (info, world, { now }) => {
  if (isInstalled(info)) return undefined;
  const affinity = configOf(info, world.configs)?.spec.affinity;
  return refuse(info, refusePlacement(pluginOf(info), affinity, placementFacts(info, world)), now());
};

const requireUpgradePath: ModuleInfoStep = (info, world, { now }) => {
  const config = configOf(info, world.configs);
  const refusal = refuseUpgrade({
    plugin: pluginOf(info),
    from: info.status?.version ?? '',
    to: info.spec.version,
    supported: config?.spec.supportedUpgradeVersions,
    lifecycle: config?.metadata.labels?.[labels.lifecycleType],
  });
  return refuse(info, refusal, now());
};

const requireDependencies: ModuleInfoStep = (info, world, { now }) => {
  if (isInstalled(info)) return undefined;
  const refusal = refuseDependencies(pluginOf(info), configOf(info, world.configs)?.spec.dependencies, {
    cluster: clusterOf(info),
    versions: { kubernetes: world.cluster?.status?.version ?? '', ...world.platformVersions },
    installed: installedPlugins(world.neighbours),
  });
  return refuse(info, refusal, now());
};

const requireReachableCluster: ModuleInfoStep = (info, world, { now }) => {
  const reach = reachOf(world);
  if (reach === 'here') return undefined;
  const message = `cluster ${clusterOf(info)} does not answer; what runs there goes on running`;
  if (reach === 'away') writeStanding(info, { is: 'unreachable', message }, now());
  return again(unreachableAgainMs);
};

const installReleases: ModuleInfoStep = async (info, world, context) => {
  const { target } = world;
  if (target === undefined) return undefined;
  const desired = releasesOf(info, world, context);
  if (!Array.isArray(desired)) return desired;
  const taken = refuseTaken(info, desired, target);
  if (taken !== undefined) return refuse(info, taken, context.now());
  const live = await Promise.all(desired.map((release) => applyWhereChanged(release, target)));
  const names = new Set(desired.map(({ metadata }) => metadata.name));
  const obsolete = target.releases.filter(({ metadata }) => !names.has(metadata.name));
  await Promise.all(obsolete.map(({ metadata }) => target.deleteRelease(metadata.name ?? '')));
  report(info, desired, live, context.now());
  return undefined;
};

/** In the order in which a person would ask: is it there, may it be here, does it run? */
export const moduleInfoSteps: readonly ModuleInfoStep[] = [
  requireWellFormed,
  stampMetadata,
  offerVersions,
  requirePublishedVersion,
  requireCluster,
  requirePlacement,
  requireUpgradePath,
  requireDependencies,
  requireReachableCluster,
  installReleases,
  offerVersions,
];

function candidatesOf(installed: string, world: ModuleInfoWorld): Candidate[] {
  return world.configs
    .filter((config) => isOffered(config) || config.spec.version === installed)
    .flatMap(({ spec, metadata }) =>
      spec.version === undefined
        ? []
        : [{ spec: { ...spec, version: spec.version }, lifecycle: metadata.labels?.[labels.lifecycleType] }],
    );
}

function placementFacts(info: ModuleInfo, world: ModuleInfoWorld): PlacementFacts {
  return {
    cluster: clusterOf(info),
    clusterLabels: world.cluster?.metadata.labels,
    installedPlugins: pluginsBefore(info, world.neighbours),
  };
}

/** Two plugins that call an AppRelease the same would take it from each other. */
function refuseTaken(
  info: ModuleInfo,
  desired: readonly Applied<AppRelease>[],
  target: TargetCluster,
): Refusal | undefined {
  for (const { metadata } of desired) {
    const owner = target.otherOwnerOf(metadata.name ?? '');
    if (owner === undefined) continue;
    const message = `AppRelease ${metadata.name} on cluster ${clusterOf(info)} belongs to ${owner}`;
    return { reason: moduleInfoReasons.installFailed, message, waits: false };
  }
  return undefined;
}

function refuse(info: ModuleInfo, refusal: Refusal | undefined, now: Date): Outcome | undefined {
  if (refusal === undefined) return undefined;
  writeStanding(info, { is: 'refused', refusal }, now);
  return done;
}

/** The releases to apply, or the end of the run where their values cannot be made. */
function releasesOf(info: ModuleInfo, world: ModuleInfoWorld, { now }: StepContext): Applied<AppRelease>[] | Outcome {
  const spec = configOf(info, world.configs)?.spec;
  const { target, platform, published, chartPullSecret } = world;
  if (spec === undefined || target === undefined) return done;
  try {
    return desiredReleases({ info, spec, published, cluster: target.facts, platform, chartPullSecret });
  } catch (error) {
    if (!isFailure(error, 'Invalid')) throw error;
    const refusal: Refusal = { reason: moduleInfoReasons.valuesInvalid, message: error.message, waits: false };
    return refuse(info, refusal, now()) ?? done;
  }
}

/** Values are made once for each set of inputs: what is there already for the same inputs stays as it is. */
async function applyWhereChanged(release: Applied<AppRelease>, target: TargetCluster): Promise<AppRelease> {
  const live = target.releases.find(({ metadata }) => metadata.name === release.metadata.name);
  const hash = release.metadata.annotations?.[annotations.specHash];
  const { source, destination } = release.spec as AppRelease['spec'];
  if (
    live !== undefined &&
    live.metadata.annotations?.[annotations.specHash] === hash &&
    jsonEqual(live.spec.source, source)
  ) {
    return live;
  }
  await target.ensureNamespace(destination.namespace);
  return target.applyRelease(release);
}

function report(info: Stored<ModuleInfo>, desired: Applied<AppRelease>[], live: AppRelease[], now: Date): void {
  const found = reportReleases(desired, live, now, info.status?.appReleases);
  const status = writeStanding(info, { is: 'reported', report: found }, now);
  const hash = desired[0]?.metadata.annotations?.[annotations.specHash];
  info.status = {
    ...status,
    appReleases: found.entries,
    ...(hash === undefined ? {} : { specHash: hash }),
    // The version that runs changes only when the new one is healthy.
    version: found.synced && found.healthy ? info.spec.version : status.version,
  };
}
