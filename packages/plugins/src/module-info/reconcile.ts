import {
  type AppRelease,
  annotations,
  labels,
  type ModuleConfig,
  type ModuleInfo,
  moduleInfoReasons,
} from '@violet/api';
import { done, type Outcome, type Step, type StepContext } from '@violet/controller';
import type { Applied } from '@violet/kube';
import { isFailure, jsonEqual, type Stored } from '@violet/machinery';
import { availableVersions, type Candidate } from './available-versions.ts';
import { refuseDependencies } from './dependencies.ts';
import { desiredReleases } from './desired-releases.ts';
import { carries, platformMetadata } from './metadata.ts';
import { type PlacementFacts, refusePlacement } from './placement.ts';
import type { Refusal } from './refusal.ts';
import { reportReleases } from './release-report.ts';
import { writeStanding } from './status.ts';
import { refuseUpgrade } from './upgrade.ts';
import type { ModuleInfoWorld, TargetCluster } from './world.ts';

type ModuleInfoStep = Step<ModuleInfo, ModuleInfoWorld>;

const pluginOf = (info: ModuleInfo) => info.metadata.labels?.[labels.moduleName] ?? '';
const clusterOf = (info: ModuleInfo) => info.metadata.labels?.[labels.clusterName] ?? '';

const requirePublishedVersion: ModuleInfoStep = (info, world, { now }) => {
  const plugin = pluginOf(info);
  if (world.plugin === undefined && world.configs.length === 0) {
    const message = `no plugin ${plugin} is published: push its package with violet first`;
    return refuse(info, { reason: moduleInfoReasons.pluginNotFound, message, waits: false }, now());
  }
  if (configOf(info, world) !== undefined) return undefined;
  const known = world.configs.map(({ spec }) => spec.version).join(', ') || 'none';
  const message = `plugin ${plugin} is not published in version ${info.spec.version} (published: ${known})`;
  return refuse(info, { reason: moduleInfoReasons.versionNotFound, message, waits: false }, now());
};

const requireCluster: ModuleInfoStep = (info, world, { now }) => {
  if (world.cluster !== undefined) return undefined;
  const message = `there is no cluster ${clusterOf(info)}: kubectl get clusters.platform.tkestack.io lists them`;
  return refuse(info, { reason: moduleInfoReasons.clusterNotFound, message, waits: false }, now());
};

const stampMetadata: ModuleInfoStep = async (info, world) => {
  const source = configOf(info, world) ?? world.plugin;
  if (source === undefined) return;
  const wanted = platformMetadata(info, source, world.cluster);
  if (!carries(info, wanted)) await world.applyMetadata(wanted);
};

const offerVersions: ModuleInfoStep = (info, world) => {
  const status = info.status ?? { phase: 'Pending', version: '' };
  const versions = availableVersions(pluginOf(info), status.version, candidatesOf(world), placementFacts(info, world));
  info.status = { ...status, availableVersions: versions };
};

const requirePlacement: ModuleInfoStep = (info, world, { now }) => {
  const affinity = configOf(info, world)?.spec.affinity;
  return refuse(info, refusePlacement(pluginOf(info), affinity, placementFacts(info, world)), now());
};

const requireUpgradePath: ModuleInfoStep = (info, world, { now }) => {
  const config = configOf(info, world);
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
  const facts = world.target?.facts;
  const refusal = refuseDependencies(pluginOf(info), configOf(info, world)?.spec.dependencies, {
    cluster: clusterOf(info),
    versions: { ...(facts === undefined ? {} : { kubernetes: facts.version }), ...world.platformVersions },
    installed: world.neighbours.map((neighbour) => ({
      name: pluginOf(neighbour),
      version: neighbour.status?.version ?? '',
      running: neighbour.status?.phase === 'Running',
    })),
  });
  return refuse(info, refusal, now());
};

const requireReachableCluster: ModuleInfoStep = (info, world, { now }) => {
  if (world.target?.reachable === true) return undefined;
  const message = `cluster ${clusterOf(info)} does not answer; what runs there goes on running`;
  writeStanding(info, { is: 'unreachable', message }, now());
  return done;
};

const installReleases: ModuleInfoStep = async (info, world, context) => {
  const { target } = world;
  if (target === undefined) return undefined;
  const desired = releasesOf(info, world, context);
  if (!Array.isArray(desired)) return desired;
  const live = await Promise.all(desired.map((release) => applyWhereChanged(release, target)));
  const names = new Set(desired.map(({ metadata }) => metadata.name));
  const obsolete = target.releases.filter(({ metadata }) => !names.has(metadata.name));
  await Promise.all(obsolete.map(({ metadata }) => target.deleteRelease(metadata.name ?? '')));
  report(info, desired, live, context.now());
  return undefined;
};

/** In the order in which a person would ask: is it there, may it be here, does it run? */
export const moduleInfoSteps: readonly ModuleInfoStep[] = [
  requirePublishedVersion,
  requireCluster,
  stampMetadata,
  offerVersions,
  requirePlacement,
  requireUpgradePath,
  requireDependencies,
  requireReachableCluster,
  installReleases,
  offerVersions,
];

export function configOf(info: ModuleInfo, world: ModuleInfoWorld): ModuleConfig | undefined {
  return world.configs.find(({ spec }) => spec.version === info.spec.version);
}

function candidatesOf(world: ModuleInfoWorld): Candidate[] {
  return world.configs.flatMap(({ spec, metadata }) =>
    spec.version === undefined
      ? []
      : [{ spec: { ...spec, version: spec.version }, lifecycle: metadata.labels?.[labels.lifecycleType] }],
  );
}

function placementFacts(info: ModuleInfo, world: ModuleInfoWorld): PlacementFacts {
  return {
    cluster: clusterOf(info),
    clusterLabels: world.cluster?.metadata.labels,
    installedPlugins: world.neighbours.map(pluginOf),
  };
}

function refuse(info: ModuleInfo, refusal: Refusal | undefined, now: Date): Outcome | undefined {
  if (refusal === undefined) return undefined;
  writeStanding(info, { is: 'refused', refusal }, now);
  return done;
}

/** The releases to apply, or the end of the run where their values cannot be made. */
function releasesOf(info: ModuleInfo, world: ModuleInfoWorld, { now }: StepContext): Applied<AppRelease>[] | Outcome {
  const spec = configOf(info, world)?.spec;
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
  const { source } = release.spec as AppRelease['spec'];
  if (
    live !== undefined &&
    live.metadata.annotations?.[annotations.specHash] === hash &&
    jsonEqual(live.spec.source, source)
  ) {
    return live;
  }
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
