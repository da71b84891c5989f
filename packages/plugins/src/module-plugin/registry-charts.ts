import { type Chart, chartFileText, loadChartArchive } from '@violet/charts';
import { pullLayer, type Registry } from '@violet/oci';
import type { ChartSource, PluginChart } from './chart-source.ts';

const chartContent = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';

/** Charts kept: a chart is asked for when its version is published, seldom again. */
const cacheSize = 16;

/** Charts out of an OCI registry, kept by digest. */
export function registryCharts(registry: Registry): ChartSource {
  const byDigest = new Map<string, PluginChart>();
  return {
    async open(repository, reference) {
      const key = `${repository}@${reference}`;
      const known = byDigest.get(key);
      if (known !== undefined) return known;
      const layer = await pullLayer(registry, repository, reference, chartContent);
      if (layer === undefined) return undefined;
      const chart = pluginChart(await loadChartArchive(layer.bytes));
      if (reference.includes(':')) remember(byDigest, key, chart);
      return chart;
    },
    digestOf: async (repository, tag) => (await registry.headManifest(repository, tag))?.digest,
  };
}

function pluginChart(chart: Chart): PluginChart {
  return {
    name: chart.metadata.name,
    version: chart.metadata.version,
    file: (path) => chartFileText(chart, path),
  };
}

function remember(cache: Map<string, PluginChart>, key: string, chart: PluginChart): void {
  cache.set(key, chart);
  const [oldest] = cache.keys();
  if (cache.size > cacheSize && oldest !== undefined) cache.delete(oldest);
}
