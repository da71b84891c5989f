import type { Readable } from 'node:stream';
import { Chart, type ChartEntry, ChartRepo, chartRepository, chartTag } from '@violet/api';
import { loadChartArchive } from '@violet/charts';
import { type Cluster, type ResourceCache, startCache } from '@violet/kube';
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
const provenanceEnding = '.prov';

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
  return new RegistryChartRepositories(options);
}

class RegistryChartRepositories implements ChartRepositories {
  readonly #registry: Registry;
  readonly #repos: ResourceCache<ChartRepo>;
  readonly #charts: ResourceCache<Chart>;
  readonly #texts: IndexTexts;
  /** One after the other for each chart, so that of two uploads one is first. */
  readonly #queue = new KeyedQueue();

  constructor({ hub, registry, now = () => new Date() }: { hub: Cluster; registry: Registry; now?: () => Date }) {
    this.#registry = registry;
    this.#repos = startCache(hub, ChartRepo);
    this.#charts = startCache(hub, Chart);
    this.#texts = new IndexTexts(this.#charts, now);
  }

  async index(at: RepositoryPlace): Promise<IndexText> {
    this.#requireRepo(at);
    return this.#texts.of(at);
  }

  async open(at: RepositoryPlace, file: string): Promise<ChartDownload> {
    this.#requireRepo(at);
    const found = file.endsWith(provenanceEnding)
      ? await this.#layerOf(at, file.slice(0, -provenanceEnding.length), mediaTypes.helmProvenance)
      : await this.#layerOf(at, file, mediaTypes.helmChart);
    if (found === undefined) throw new Failure('NotFound', `chart repository ${at.repo} has no ${file}`);
    const mediaType = file.endsWith(provenanceEnding) ? 'text/plain; charset=utf-8' : 'application/gzip';
    return { ...found, mediaType };
  }

  async upload(at: RepositoryPlace, upload: ChartUpload, { force }: { force: boolean }): Promise<StoredChart> {
    this.#requireLocal(at);
    const { archive } = upload;
    if (archive.byteLength > maxChartBytes)
      throw new Failure('RequestEntityTooLarge', `a chart has at most ${maxChartBytes} bytes`);
    const chart = await loadChartArchive(archive);
    const { name, version } = chart.metadata;
    const place = { repository: chartRepository(at, name), tag: requireTag(version), force };
    const { outcome, manifest } = await this.#queue.run(place.repository, async () => {
      refuseOtherSpelling(this.#charts, at, name);
      return storeChart(this.#registry, place, { ...upload, chart });
    });
    const isListed = () => findVersion(this.#charts, at, { name, version })?.manifest === manifest;
    await this.#charts.until(isListed, listedWithinMs);
    return { outcome, entry: { name, version, digest: digestOf(archive).slice('sha256:'.length) } };
  }

  async uploadProvenance(
    at: RepositoryPlace,
    provenance: Uint8Array,
    options: { force: boolean },
  ): Promise<StoredChart> {
    this.#requireLocal(at);
    const { file, digest } = signedFile(provenance);
    const entry = findFile(this.#charts, at, file);
    if (entry === undefined) throw new Failure('NotFound', `chart repository ${at.repo} has no ${file}`);
    if (entry.digest !== digest)
      throw new Failure('Conflict', `the provenance file is of another ${file} (sha256:${digest})`);
    const archive = await this.#registry.readBlob(chartRepository(at, entry.name), `sha256:${digest}`, maxChartBytes);
    if (archive === undefined) throw new Failure('NotFound', `${file} is not in the registry any more`);
    return this.upload(at, { archive, provenance }, options);
  }

  async remove(at: RepositoryPlace, { name, version }: { name: string; version: string }): Promise<void> {
    this.#requireLocal(at);
    const tag = chartTag(version);
    const isThere = () => findVersion(this.#charts, at, { name, version }) !== undefined;
    const isKnown = tag !== undefined && isThere();
    if (!isKnown || !(await this.#registry.deleteManifest(chartRepository(at, name), tag)))
      throw new Failure('NotFound', `chart repository ${at.repo} has no chart ${name} ${version}`);
    await this.#charts.until(() => !isThere(), listedWithinMs);
  }

  async ready(signal?: AbortSignal): Promise<void> {
    await Promise.all([this.#repos.whenSynced(signal), this.#charts.whenSynced(signal)]);
  }

  stop(): void {
    this.#texts.stop();
    this.#repos.stop();
    this.#charts.stop();
  }

  #requireRepo({ namespace, repo }: RepositoryPlace): ChartRepo {
    const found = this.#repos.get(repo, namespace);
    if (found !== undefined) return found;
    // Whoever may ask for one repository may not be one to whom all are listed.
    throw new Failure('NotFound', `there is no chart repository ${repo} in ${namespace}`, {
      hint: `\`kubectl get chartrepos -n ${namespace}\` lists those that there are.`,
    });
  }

  #requireLocal(at: RepositoryPlace): void {
    const { type } = this.#requireRepo(at).spec;
    if (type === 'Local') return;
    throw new Failure('Invalid', `chart repository ${at.repo} is of type ${type}: only Local ones can be changed here`);
  }

  async #layerOf(at: RepositoryPlace, file: string, mediaType: string) {
    const entry = findFile(this.#charts, at, file);
    if (entry?.manifest === undefined) return undefined;
    const repository = chartRepository(at, entry.name);
    const artifact = await pullArtifact(this.#registry, repository, entry.manifest);
    const layer = artifact?.manifest.layers.find((candidate) => candidate.mediaType === mediaType);
    const blob = layer && (await this.#registry.getBlob(repository, layer.digest));
    return blob && { stream: blob.stream, size: layer.size };
  }
}

function requireTag(version: string): string {
  const tag = chartTag(version);
  if (tag !== undefined) return tag;
  throw new Failure('Invalid', `version ${version} is too long to be a tag in a registry`);
}
