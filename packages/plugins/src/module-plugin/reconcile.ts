import {
  type ModuleConfig,
  type ModulePlugin,
  moduleConfigName,
  type PublishedVersion,
  printPublishedVersion,
  publishedVersionAnnotation,
  publishedVersionsOf,
} from '@violet/api';
import { completeConditions, type Step } from '@violet/controller';
import type { Applied } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import type { ChartSource } from './chart-source.ts';
import { deriveConfig, mainChartOf, versionOf } from './derive-config.ts';
import { latestVersion, type PluginInstallation, writePluginStatus } from './status.ts';

export interface ModulePluginWorld {
  configs: ModuleConfig[];
  installations: PluginInstallation[];
  charts: ChartSource;
  applyConfig(config: Applied<ModuleConfig>): Promise<ModuleConfig>;
}

type ModulePluginStep = Step<ModulePlugin, ModulePluginWorld>;

/** A version whose ModuleConfig could not be made, and why. */
export interface Unpublished {
  version: string;
  failure: Failure;
}

const publishVersions: ModulePluginStep = async (plugin, world, { now }) => {
  const wanted = await publishedVersions(plugin, world.charts);
  const results = await Promise.all(wanted.map((published) => publish(plugin, published, world)));
  const configs = results.flatMap(({ config }) => (config === undefined ? [] : [config]));
  const unpublished = results.flatMap(({ unpublished: problem }) => (problem === undefined ? [] : [problem]));
  writePluginStatus(plugin, joined(world.configs, configs), world.installations);
  writeConditions(plugin, unpublished, now());
  // A registry that does not answer is asked again; what the chart itself lacks waits for another push.
  const passing = unpublished.find(({ failure }) => !isFailure(failure, 'Invalid', 'NotFound', 'BadRequest'));
  if (passing !== undefined) throw passing.failure;
};

export const modulePluginSteps: readonly ModulePluginStep[] = [publishVersions];

/** The versions that `violet push` recorded; for a plugin that was applied by hand, the one its spec names. */
async function publishedVersions(plugin: ModulePlugin, charts: ChartSource): Promise<PublishedVersion[]> {
  const recorded = publishedVersionsOf(plugin.metadata.annotations);
  if (recorded.length > 0) return recorded;
  const version = versionOf(plugin.spec);
  const chart = mainChartOf(plugin.spec);
  if (version === undefined || chart === undefined) return [];
  const digest = await charts.digestOf(chart.name, chart.version);
  return digest === undefined ? [] : [{ version, repository: chart.name, digest }];
}

async function publish(
  plugin: ModulePlugin,
  published: PublishedVersion,
  world: ModulePluginWorld,
): Promise<{ config?: ModuleConfig; unpublished?: Unpublished }> {
  const existing = world.configs.find(
    ({ metadata }) => metadata.name === moduleConfigName(plugin.metadata.name ?? '', published.version),
  );
  if (existing !== undefined && isMadeFrom(existing, published)) return { config: existing };
  try {
    const chart = await world.charts.open(published.repository, published.digest);
    if (chart === undefined) throw chartMissing(published);
    return { config: await world.applyConfig(deriveConfig(plugin, published, chart)) };
  } catch (error) {
    const failure = error instanceof Failure ? error : new Failure('InternalError', String(error), { cause: error });
    return { unpublished: { version: published.version, failure } };
  }
}

function chartMissing({ repository, digest, version }: PublishedVersion): Failure {
  return new Failure('NotFound', `the registry has no chart ${repository}@${digest} (version ${version})`, {
    hint: 'Push the package of that version again.',
  });
}

function isMadeFrom(config: ModuleConfig, published: PublishedVersion): boolean {
  const recorded = config.metadata.annotations?.[publishedVersionAnnotation(published.version)];
  return recorded === printPublishedVersion(published) && config.metadata.deletionTimestamp === undefined;
}

function joined(cached: readonly ModuleConfig[], fresh: readonly ModuleConfig[]): ModuleConfig[] {
  const names = new Set(fresh.map(({ metadata }) => metadata.name));
  return [...cached.filter(({ metadata }) => !names.has(metadata.name)), ...fresh];
}

function writeConditions(plugin: ModulePlugin, unpublished: readonly Unpublished[], now: Date): void {
  const [first] = unpublished;
  const ready =
    first === undefined
      ? {
          type: 'Ready',
          status: 'True' as const,
          reason: 'Succeeded',
          message: `latest version ${latestVersion(plugin) ?? 'none'}`,
        }
      : {
          type: 'Ready',
          status: 'False' as const,
          reason: 'VersionNotPublished',
          message: `${first.version}: ${first.failure.message}`,
        };
  const unknown = { reason: 'Unknown', message: 'not known yet' };
  const { generation } = plugin.metadata;
  plugin.status = {
    ...plugin.status,
    conditions: completeConditions(plugin.status?.conditions, ['Ready'], unknown, [ready], now, generation),
  };
}
