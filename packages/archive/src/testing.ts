/** Builders of packages and what goes into them, for tests. */

import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { annotations, labels, type ModulePlugin } from '@violet/api';
import { printYaml } from '@violet/machinery';
import { type Descriptor, digestOf, mediaTypes } from '@violet/oci';
import { pack } from 'tar-stream';
import { discoverPackage } from './discover/discover-package.ts';
import type { ExtensionPackage } from './manifest/extension-package.ts';
import type { ImageSource, SourceManifest } from './sources/image-source.ts';
import { type MemorySource, memorySource } from './sources/memory-source.ts';

export { writeSparsePackage } from './testing/sparse-package.ts';

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

/** A plugin with one image more, `acp/<name>-strong`: an index that is pinned by sha512, as all below it is. */
export async function aPluginBySha512(
  name: string,
  version: string,
): Promise<{ manifest: ExtensionPackage; source: ImageSource; digest: string }> {
  const { manifest, source } = await aPlugin(name, version);
  const blobs = new Map<string, SourceManifest>();
  const add = (content: Uint8Array | object, mediaType: string): Descriptor => {
    const bytes = content instanceof Uint8Array ? content : Buffer.from(JSON.stringify(content));
    const digest = digestOf(bytes, 'sha512');
    blobs.set(digest, { bytes, mediaType });
    return { mediaType, digest, size: bytes.length };
  };
  const platform = { os: 'linux', architecture: 'amd64' };
  const layers = [add(await tarOf({ 'bin/strong': `${name} ${version}` }), mediaTypes.layer)];
  const config = add(platform, mediaTypes.imageConfig);
  const child = add({ schemaVersion: 2, config, layers }, mediaTypes.imageManifest);
  const { digest } = add({ schemaVersion: 2, manifests: [{ ...child, platform }] }, mediaTypes.imageIndex);
  manifest.spec.relatedImages.push({ image: `${exampleRegistry}/acp/${name}-strong:${version}@${digest}` });
  const strong: ImageSource = {
    manifest: async (image, at) => blobs.get(at) ?? source.manifest(image, at),
    blob: async (image, at) => {
      const bytes = blobs.get(at)?.bytes;
      return bytes === undefined ? source.blob(image, at) : Readable.from([bytes], { objectMode: false });
    },
  };
  return { manifest, source: strong, digest };
}

/** What the tests of an operator ask for: fields of its ClusterServiceVersion, and files that replace or join the bundle's. */
export interface BundleOptions {
  channels?: string[];
  /** Default `v<version>`. */
  tag?: string;
  replaces?: string;
  annotations?: Record<string, string>;
  files?: Record<string, string>;
}

/** An operator's bundle image and one image of a few bytes, in memory, and the manifest of their package. */
export async function aBundle(
  name: string,
  version: string,
  options: BundleOptions = {},
): Promise<{ manifest: ExtensionPackage; source: MemorySource; artifact: string }> {
  const source = memorySource();
  const { tag = `v${version}` } = options;
  const platform = { os: 'linux', architecture: 'amd64' };
  const image = `${exampleRegistry}/acp/${name}:${tag}`;
  const artifact = `${exampleRegistry}/acp/${name}-bundle:${tag}`;
  source.addImage(image, [await tarOf({ [`bin/${name}`]: `${name} ${version}` })], platform);
  const { files, labels: bundleLabels } = bundleFiles(name, version, image, options);
  source.addImage(artifact, [await tarOf({ ...files, ...options.files })], platform, bundleLabels);
  return { manifest: await discoverPackage(source, { name, artifact, platforms: ['linux/amd64'] }), source, artifact };
}

/** The files of a bundle whose one kind is `Thing`, and the labels of its image. */
export function bundleFiles(
  name: string,
  version: string,
  image: string,
  { channels = ['stable'], replaces, annotations: own = {} }: BundleOptions = {},
): { files: Record<string, string>; labels: Record<string, string> } {
  const prefix = 'operators.operatorframework.io.bundle';
  const bundleLabels = {
    [`${prefix}.mediatype.v1`]: 'registry+v1',
    [`${prefix}.manifests.v1`]: 'manifests/',
    [`${prefix}.metadata.v1`]: 'metadata/',
    [`${prefix}.package.v1`]: name,
    [`${prefix}.channels.v1`]: channels.join(','),
    [`${prefix}.channel.default.v1`]: channels[0] ?? '',
  };
  const files = {
    'manifests/csv.yaml': printYaml(aCsv(name, version, { image, replaces, annotations: own })),
    'manifests/crd.yaml': printYaml(aThingDefinition(name)),
    'metadata/annotations.yaml': printYaml({ annotations: bundleLabels }),
  };
  return { files, labels: bundleLabels };
}

function aCsv(
  name: string,
  version: string,
  { image, replaces, annotations: own }: { image: string; replaces: string | undefined; annotations: object },
): object {
  const template = {
    metadata: { labels: { name } },
    spec: { serviceAccountName: name, containers: [{ name: 'manager', image }] },
  };
  const modes = ['OwnNamespace', 'SingleNamespace', 'MultiNamespace', 'AllNamespaces'];
  return {
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'ClusterServiceVersion',
    metadata: { name: `${name}.v${version}`, namespace: 'placeholder', annotations: own },
    spec: {
      displayName: `The ${name}`,
      version,
      description: `Runs ${name}.`,
      ...(replaces === undefined ? {} : { replaces }),
      installModes: modes.map((type) => ({ type, supported: true })),
      customresourcedefinitions: { owned: [{ name: `things.${name}.example.com`, version: 'v1', kind: 'Thing' }] },
      install: {
        strategy: 'deployment',
        spec: {
          deployments: [{ name, spec: { replicas: 1, selector: { matchLabels: { name } }, template } }],
        },
      },
    },
  };
}

function aThingDefinition(name: string): object {
  const group = `${name}.example.com`;
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: 'Thing', listKind: 'ThingList', plural: 'things', singular: 'thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}

/** Somebody whose signatures, made with SHA-256, people may trust. */
export interface Vendor {
  /** Of the key, in upper case. */
  fingerprint: string;
  /** Armored. */
  publicKey: string;
  /** Armored; locked where a passphrase was given. */
  secretKey: string;
  /** Writes `<path>.sig`. */
  sign(path: string): Promise<void>;
}

/** A key to sign with, armored: both halves. */
export async function aKeyPair(name: string): Promise<{ privateKey: string; publicKey: string }> {
  const { generateKey } = await import('openpgp');
  // A minute old: clocks differ.
  const date = new Date(Date.now() - 60_000);
  return generateKey({ userIDs: [{ name }], type: 'ecc', curve: 'nistP256', format: 'armored', date });
}

export async function aVendor(name = 'Vendor', passphrase = ''): Promise<Vendor> {
  const { createMessage, encryptKey, enums, generateKey, sign } = await import('openpgp');
  const config = { preferredHashAlgorithm: enums.hash.sha256 };
  const { privateKey } = await generateKey({ userIDs: [{ name }], type: 'ecc', curve: 'nistP256', format: 'object' });
  const locked = passphrase === '' ? privateKey : await encryptKey({ privateKey, passphrase });
  return {
    fingerprint: privateKey.getFingerprint().toUpperCase(),
    publicKey: privateKey.toPublic().armor(),
    secretKey: locked.armor(),
    async sign(path) {
      const binary = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
      const message = await createMessage({ binary });
      const signature = await sign({ message, signingKeys: privateKey, detached: true, format: 'binary', config });
      await writeFile(`${path}.sig`, Readable.fromWeb(signature as never));
    },
  };
}
