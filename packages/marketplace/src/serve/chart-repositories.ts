import type { Readable } from 'node:stream';
import { Chart, type ChartEntry, ChartRepo, chartRepository, chartTag } from '@violet/api';
import { type Chart as LoadedChart, loadChartArchive } from '@violet/charts';
import { type Cluster, startCache } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { digestOf, mediaTypes, pullArtifact, type Registry } from '@violet/oci';
import { maxChartBytes } from '../local/read-version.ts';
import type { RepositoryPlace } from '../place.ts';
import { findFile, findVersion, refuseOtherSpelling } from './find-version.ts';
import { type IndexText, IndexTexts } from './index-texts.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { signedFile } from './signed-file.ts';
import { type ChartUpload, storeChart } from './store-chart.ts';

/** How long an upload waits for its Chart object; the chart is stored by then, and is listed later all the same. */
const listedWithinMs = 10_000;

export interface ChartDownload {
  size: number;
  /** Fails at its end when the bytes are not those of the digest. */
  stream: Readable;
  mediaType: string;
}

export interface StoredChart {
  outcome: 'stored' | 'unchanged';
  entry: Pick<ChartEntry, 'name' | 'version' | 'digest'>;
}

/** What clients ask of chart repositories. Whether they may is decided before. Failures name repository and chart. */
export interface ChartRepositories {
  index(at: RepositoryPlace): Promise<IndexText>;
  /** `<name>-<version>.tgz`, or the same with `.prov`. Throws NotFound. */
  open(at: RepositoryPlace, file: string): Promise<ChartDownload>;
  /** Throws AlreadyExists where the version has other content and nobody insists. */
  upload(at: RepositoryPlace, upload: ChartUpload, options: { force: boolean }): Promise<StoredChart>;
  /** Puts a provenance file beside the chart that it names. Throws NotFound where that is not there. */
  uploadProvenance(at: RepositoryPlace, provenance: Uint8Array, options: { force: boolean }): Promise<StoredChart>;
  /** Removes one version. Throws NotFound. */
  remove(at: RepositoryPlace, version: { name: string; version: string }): Promise<void>;
  ready(signal?: AbortSignal): Promise<void>;
  stop(): void;
}

export function openChartRepositories(options: {
  hub: Cluster;
  registry: Registry;
  now?: () => Date;
}): ChartRepositories {
  const { hub, registry, now = () => new Date() } = options;
  const repos = startCache(hub, ChartRepo);
  const charts = startCache(hub, Chart);
  const texts = new IndexTexts(charts, now);
  const queue = new KeyedQueue();

  function requireRepo({ namespace, repo }: RepositoryPlace): ChartRepo {
    const found = repos.get(repo, namespace);
    if (found !== undefined) return found;
    const names = repos.list(namespace).map(({ metadata }) => metadata.name);
    throw new Failure('NotFound', `there is no chart repository ${repo} in ${namespace}`, {
      hint: names.length === 0 ? 'There is none there.' : `There are: ${names.sort().join(', ')}.`,
    });
  }

  function requireLocal(at: RepositoryPlace): void {
    const { type } = requireRepo(at).spec;
    if (type === 'Local') return;
    throw new Failure('Invalid', `chart repository ${at.repo} is of type ${type}: only Local ones can be changed here`);
  }

  async function upload(at: RepositoryPlace, given: ChartUpload, { force }: { force: boolean }): Promise<StoredChart> {
    requireLocal(at);
    const chart = await readUpload(given);
    const { name, version } = chart.metadata;
    const tag = requireTag(version);
    const repository = chartRepository(at, name);
    const digest = digestOf(given.archive).slice('sha256:'.length);
    const { outcome, manifest } = await queue.run(repository, async () => {
      refuseOtherSpelling(charts, at, name);
      return storeChart(registry, { repository, tag, force }, { ...given, chart });
    });
    await charts.until(() => findVersion(charts, at, { name, version })?.manifest === manifest, listedWithinMs);
    return { outcome, entry: { name, version, digest } };
  }

  return {
    async index(at) {
      requireRepo(at);
      return texts.of(at);
    },
    async open(at, file) {
      requireRepo(at);
      const isProvenance = file.endsWith('.prov');
      const entry = findFile(charts, at, isProvenance ? file.slice(0, -'.prov'.length) : file);
      const mediaType = isProvenance ? mediaTypes.helmProvenance : mediaTypes.helmChart;
      const found =
        entry?.manifest && (await openLayer(registry, chartRepository(at, entry.name), entry.manifest, mediaType));
      if (found) return { ...found, mediaType: isProvenance ? 'text/plain; charset=utf-8' : 'application/gzip' };
      throw new Failure('NotFound', `chart repository ${at.repo} has no ${file}`);
    },
    upload,
    async uploadProvenance(at, provenance, options) {
      requireLocal(at);
      const { file, digest } = signedFile(provenance);
      const entry = findFile(charts, at, file);
      if (entry === undefined) throw new Failure('NotFound', `chart repository ${at.repo} has no ${file}`);
      if (entry.digest !== digest) {
        throw new Failure('Conflict', `the provenance file is of another ${file} (sha256:${digest})`);
      }
      const archive = await registry.readBlob(chartRepository(at, entry.name), `sha256:${digest}`, maxChartBytes);
      if (archive === undefined) throw new Failure('NotFound', `${file} is not in the registry any more`);
      return upload(at, { archive, provenance }, options);
    },
    async remove(at, { name, version }) {
      requireLocal(at);
      const tag = chartTag(version);
      const isThere = findVersion(charts, at, { name, version }) !== undefined;
      if (!isThere || tag === undefined || !(await registry.deleteManifest(chartRepository(at, name), tag))) {
        throw new Failure('NotFound', `chart repository ${at.repo} has no chart ${name} ${version}`);
      }
      await charts.until(() => findVersion(charts, at, { name, version }) === undefined, listedWithinMs);
    },
    async ready(signal) {
      await Promise.all([repos.whenSynced(signal), charts.whenSynced(signal)]);
    },
    stop() {
      texts.stop();
      repos.stop();
      charts.stop();
    },
  };
}

async function readUpload({ archive }: ChartUpload): Promise<LoadedChart> {
  if (archive.byteLength > maxChartBytes) {
    throw new Failure('RequestEntityTooLarge', `a chart has at most ${maxChartBytes} bytes`);
  }
  return loadChartArchive(archive);
}

function requireTag(version: string): string {
  const tag = chartTag(version);
  if (tag !== undefined) return tag;
  throw new Failure('Invalid', `version ${version} is too long to be a tag in a registry`);
}

async function openLayer(
  registry: Registry,
  repository: string,
  manifest: string,
  mediaType: string,
): Promise<{ size: number; stream: Readable } | undefined> {
  const artifact = await pullArtifact(registry, repository, manifest);
  const layer = artifact?.manifest.layers.find((candidate) => candidate.mediaType === mediaType);
  return layer === undefined ? undefined : registry.getBlob(repository, layer.digest);
}
