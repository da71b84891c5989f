import {
  annotations,
  type ModuleConfig,
  type ModulePlugin,
  moduleConfigName,
  type PublishedVersion,
  printPublishedVersion,
  publishedVersionAnnotation,
  readPublishedVersions,
} from '@violet/api';
import { again, completeConditions, type Step } from '@violet/controller';
import type { Applied } from '@violet/kube';
import { Failure, isFailure } from '@violet/machinery';
import type { ChartSource } from './chart-source.ts';
import { deriveConfig, describes, mainChartOf, originHash, versionOf } from './derive-config.ts';
import { latestVersion, type PluginInstallation, writePluginStatus } from './status.ts';

export interface ModulePluginWorld {
  configs: ModuleConfig[];
  installations: PluginInstallation[];
  charts: ChartSource;
  applyConfig(config: Applied<ModuleConfig>): Promise<ModuleConfig>;
}

/** A chart that is not in the registry may come. */
const absentChartMs = 5_000;

type ModulePluginStep = Step<ModulePlugin, ModulePluginWorld>;

/** A version whose ModuleConfig could not be made, and why. */
export interface Unpublished {
  version: string;
  failure: Failure;
}

const publishVersions: ModulePluginStep = async (plugin, world, { now }) => {
  const { published: wanted, unpublished: unreadable } = await publishedVersions(plugin, world);
  const results = await Promise.all(wanted.map((published) => publish(plugin, published, world)));
  const configs = results.flatMap(({ config }) => (config === undefined ? [] : [config]));
  const failed = results.flatMap(({ unpublished: problem }) => (problem === undefined ? [] : [problem]));
  const unpublished = [...unreadable, ...failed];
  writePluginStatus(plugin, joined(world.configs, configs), world.installations);
  writeConditions(plugin, unpublished, now());
  // A registry that does not answer is asked again, and a chart may come; what is wrong in it waits for another push.
  const passing = unpublished.find(({ failure }) => !isFailure(failure, 'Invalid', 'NotFound', 'BadRequest'));
  if (passing !== undefined) throw passing.failure;
  return unpublished.some(({ failure }) => isFailure(failure, 'NotFound')) ? again(absentChartMs) : undefined;
};

export const modulePluginSteps: readonly ModulePluginStep[] = [publishVersions];

/** The versions that `violet push` recorded; for a plugin that was applied by hand, the one its spec names. */
async function publishedVersions(
  plugin: ModulePlugin,
  world: ModulePluginWorld,
): Promise<{ published: PublishedVersion[]; unpublished: Unpublished[] }> {
  const { published, malformed } = readPublishedVersions(plugin.metadata.annotations);
  const version = versionOf(plugin.spec);
  const chart = mainChartOf(plugin.spec);
  const isRecorded = published.length + malformed.length > 0;
  if (isRecorded || version === undefined || chart === undefined) return { published, unpublished: malformed };
  const known = recordedBefore(plugin, version, world.configs);
  if (known?.repository === chart.name) return { published: [known], unpublished: [] };
  try {
    const digest = await world.charts.digestOf(chart.name, chart.version);
    if (digest === undefined) throw chartMissing(`${chart.name}:${chart.version}`, version);
    return { published: [{ version, repository: chart.name, digest }], unpublished: [] };
  } catch (error) {
    return { published: [], unpublished: [{ version, failure: failureOf(error) }] };
  }
}

/** What a tag named when the version was published: where it points later is nobody's upgrade. */
function recordedBefore(
  plugin: ModulePlugin,
  version: string,
  configs: readonly ModuleConfig[],
): PublishedVersion | undefined {
  const config = configs.find(
    ({ metadata }) => metadata.name === moduleConfigName(plugin.metadata.name ?? '', version),
  );
  const { published } = readPublishedVersions(config?.metadata.annotations);
  return published.find((candidate) => candidate.version === version);
}

async function publish(
  plugin: ModulePlugin,
  published: PublishedVersion,
  world: ModulePluginWorld,
): Promise<{ config?: ModuleConfig; unpublished?: Unpublished }> {
  const existing = world.configs.find(
    ({ metadata }) => metadata.name === moduleConfigName(plugin.metadata.name ?? '', published.version),
  );
  if (existing !== undefined && isMadeFrom(existing, plugin, published)) return { config: existing };
  try {
    const chart = await world.charts.open(published.repository, published.digest);
    if (chart === undefined) throw chartMissing(`${published.repository}@${published.digest}`, published.version);
    return { config: await world.applyConfig(deriveConfig(plugin, published, chart)) };
  } catch (error) {
    return { unpublished: { version: published.version, failure: failureOf(error) } };
  }
}

function failureOf(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('InternalError', String(error), { cause: error });
}

function chartMissing(reference: string, version: string): Failure {
  return new Failure('NotFound', `the registry has no chart ${reference} (version ${version})`, {
    hint: 'Push the package of that version again.',
  });
}

/** From this chart, and from this ModulePlugin where it describes the version. */
function isMadeFrom(config: ModuleConfig, plugin: ModulePlugin, published: PublishedVersion): boolean {
  const recorded = config.metadata.annotations?.[publishedVersionAnnotation(published.version)];
  const origin = config.metadata.annotations?.[annotations.specHash];
  const isCurrent = !describes(plugin, published.version) || origin === originHash(plugin);
  return isCurrent && recorded === printPublishedVersion(published) && config.metadata.deletionTimestamp === undefined;
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
