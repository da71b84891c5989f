import { type Chart, loadChartArchive } from '@violet/charts';
import { Failure } from '@violet/machinery';
import { type Credentials, isDigest, pullLayer, type Registry } from '@violet/oci';

/** Makes the client of a registry; it is closed after use. `address` is `host[:port]`. */
export type OpenRegistry = (address: string, credentials: Credentials | undefined) => Registry;

export interface FetchedChart {
  chart: Chart;
  /** Of the chart's manifest in the registry. */
  digest: string;
}

const chartMediaType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const maxChartBytes = 20 * 1024 * 1024;
const maxCached = 64;

/** Charts of registries, each read once: a digest never means anything else. */
export class ChartRegistry {
  private readonly open: OpenRegistry;
  private readonly charts = new Map<string, Chart>();

  constructor(open: OpenRegistry) {
    this.open = open;
  }

  /**
   * The chart at `repoURL/name`, by digest or else by version. Throws a Failure: NotFound (reason ChartNotFound) when it
   * is not there, Invalid (reason ChartInvalid) when it is no chart, and what the registry says otherwise.
   */
  async fetch(
    source: { repoURL: string; name: string; version: string; digest?: string | undefined },
    credentials: (address: string) => Promise<Credentials | undefined>,
  ): Promise<FetchedChart> {
    const known = source.digest === undefined ? undefined : this.recall(source.digest);
    if (known !== undefined) return known;
    const { address, repository } = locate(source.repoURL, source.name);
    const registry = this.open(address, await credentials(address));
    try {
      return await this.pull(registry, repository, source);
    } finally {
      registry.close();
    }
  }

  private async pull(
    registry: Registry,
    repository: string,
    source: { version: string; digest?: string | undefined },
  ): Promise<FetchedChart> {
    const tag = source.version.replaceAll('+', '_');
    const reference = source.digest ?? tag;
    const found = isDigest(reference) ? undefined : await registry.headManifest(repository, reference);
    const known = found === undefined ? undefined : this.recall(found.digest);
    if (known !== undefined) return known;
    const layer = await pullLayer(registry, repository, reference, chartMediaType, maxChartBytes);
    if (layer === undefined) {
      throw new Failure('NotFound', `chart ${registry.address}/${repository}:${tag} is not in the registry`, {
        reason: 'ChartNotFound',
        hint: 'push the package that brings this version',
      });
    }
    const chart = await readChart(layer.bytes, `${registry.address}/${repository}:${tag}`);
    this.remember(layer.artifact.digest, chart);
    return { chart, digest: layer.artifact.digest };
  }

  private recall(digest: string): FetchedChart | undefined {
    const chart = this.charts.get(digest);
    return chart === undefined ? undefined : { chart, digest };
  }

  private remember(digest: string, chart: Chart): void {
    this.charts.set(digest, chart);
    const [oldest] = this.charts.keys();
    if (this.charts.size > maxCached && oldest !== undefined) this.charts.delete(oldest);
  }
}

async function readChart(bytes: Uint8Array, source: string): Promise<Chart> {
  try {
    return await loadChartArchive(bytes);
  } catch (error) {
    throw new Failure('Invalid', `chart ${source}: ${(error as Error).message}`, {
      cause: error,
      reason: 'ChartInvalid',
    });
  }
}

/** `oci://host:port/path` or without the scheme; the path goes before the chart's name. */
function locate(repoURL: string, name: string): { address: string; repository: string } {
  const [address = '', ...path] = repoURL
    .replace(/^(oci|https?):\/\//, '')
    .replace(/\/+$/, '')
    .split('/');
  return { address, repository: [...path, name].join('/') };
}
