/** Builders of packages and what goes into them, for tests. */

import { gzipSync } from 'node:zlib';
import { annotations, labels, type ModulePlugin } from '@violet/api';
import { printYaml } from '@violet/machinery';
import { pack } from 'tar-stream';
import { discoverPackage } from './build/discover-package.ts';
import { type MemorySource, memorySource } from './build/memory-source.ts';
import type { ExtensionPackage } from './manifest/extension-package.ts';

export const exampleRegistry = 'registry.example.com';

/** A tar of small files, as layers and charts have it. */
export async function tarOf(files: Record<string, string>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mtime: new Date(0) }, content);
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A chart as `helm package` makes it; names are relative to the chart. */
export async function chartArchive(name: string, files: Record<string, string>): Promise<Buffer> {
  const placed = Object.entries(files).map(([path, content]) => [`${name}/${path}`, content]);
  return gzipSync(await tarOf(Object.fromEntries(placed)));
}

/** A ModulePlugin with everything that the manual asks for, whose one chart is `acp/chart-<name>`. */
export function aModulePlugin(name: string, version: string): ModulePlugin {
  const chart = `acp/chart-${name}`;
  return {
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModulePlugin',
    metadata: {
      name,
      labels: { [labels.moduleName]: name, [labels.moduleType]: 'plugin', [labels.product]: 'ACP' },
      annotations: {
        [annotations.builtInPlugin]: 'false',
        [annotations.displayName]: JSON.stringify({ en: `The ${name}`, zh: name }),
        [annotations.moduleName]: name,
      },
    },
    spec: {
      name,
      mainChart: chart,
      appReleases: [{ name, chartVersions: [{ name: chart, releaseName: name, version }] }],
      deleteable: true,
      description: { en: `The ${name}`, zh: name },
      logo: 'data:image/svg+xml;base64,PHN2Zy8+',
    },
  };
}

/** A plugin's chart and one image of a few bytes, in memory, and the manifest of their package. */
export async function aPlugin(
  name: string,
  version: string,
  images: Record<string, Uint8Array> = {},
): Promise<{ manifest: ExtensionPackage; source: MemorySource; artifact: string }> {
  const source = memorySource();
  const all = { [name]: await tarOf({ [`bin/${name}`]: `${name} ${version}` }), ...images };
  for (const [image, layer] of Object.entries(all)) {
    source.addImage(`${exampleRegistry}/acp/${image}:${version}`, [layer], { os: 'linux', architecture: 'amd64' });
  }
  const values = Object.keys(all).map((image) => [image, { repository: `acp/${image}`, tag: version }]);
  const metadata = { apiVersion: 'v2', name: `chart-${name}`, version };
  const archive = await chartArchive(`chart-${name}`, {
    'Chart.yaml': printYaml(metadata),
    'values.yaml': printYaml({ global: { images: Object.fromEntries(values) } }),
    'module-plugin.yaml': printYaml(aModulePlugin(name, version)),
    'scripts/plugin-config.yaml': 'supportedUpgradeVersions: ">= v1.0.0"\nmustUpgrade: false\nconfig: {}\n',
  });
  const artifact = `${exampleRegistry}/acp/chart-${name}:${version}`;
  source.addChart(artifact, archive, metadata);
  return { manifest: await discoverPackage(source, { name, artifact, platforms: ['linux/amd64'] }), source, artifact };
}
