import { gzipSync } from 'node:zlib';
import { printYaml } from '@violet/machinery';
import { digestOf, parseReference, type Reference } from '@violet/oci';
import { describe, expect, it } from 'vitest';
import { memorySource } from '../sources/memory-source.ts';
import { aBundle, aModulePlugin, aPlugin, chartArchive, exampleRegistry } from '../testing.ts';
import { discoverPackage } from './discover-package.ts';

const artifact = `${exampleRegistry}/acp/chart-demo:v1.0.0`;

async function discoverChart(files: Record<string, string>) {
  const source = memorySource();
  const metadata = { apiVersion: 'v2', name: 'chart-demo', version: 'v1.0.0' };
  source.addChart(
    artifact,
    await chartArchive('chart-demo', { 'Chart.yaml': printYaml(metadata), ...files }),
    metadata,
  );
  return discoverPackage(source, { name: 'demo', artifact, platforms: ['linux/amd64'] });
}

describe('what an artifact makes a package of', () => {
  it('finds the plugin, its version and the images of its values, in the registry of the chart', async () => {
    const { manifest } = await aPlugin('demo', 'v1.0.0');

    expect(manifest.spec).toMatchObject({
      type: 'plugin',
      version: 'v1.0.0',
      displayName: 'The demo',
      artifact,
      relatedImages: [{ image: `${exampleRegistry}/acp/demo:v1.0.0` }],
      modulePlugin: { metadata: { name: 'demo' } },
    });
  });

  it('takes a chart without module-plugin.yaml as a chart', async () => {
    const manifest = await discoverChart({});

    expect(manifest.spec).toMatchObject({
      type: 'chart',
      version: 'v1.0.0',
      displayName: 'chart-demo',
      relatedImages: [],
    });
  });

  it('keeps third-party repositories where the chart looks for them', async () => {
    const images = { kubectl: { repository: '3rdparty/kubectl', tag: 'v1.31.2', thirdparty: true } };
    const manifest = await discoverChart({ 'values.yaml': printYaml({ global: { images } }) });

    expect(manifest.spec.relatedImages).toEqual([{ image: `${exampleRegistry}/3rdparty/kubectl:v1.31.2` }]);
  });

  it.each([
    [
      'a repository with a registry',
      { repository: 'harbor.example.com/a/b', tag: 'v1' },
      /names a registry; leave "harbor/,
    ],
    ['a repository that is none', { repository: 'A B', tag: 'v1' }, /"A B" is not a repository/],
    ['no repository', { tag: 'v1' }, /global\.images\.x\.repository: it is missing/],
    [
      'a tag that YAML takes for a number',
      { repository: 'a/b', tag: 1.1 },
      /1\.1 is read as a number; put it in quotes/,
    ],
  ])('refuses %s, naming the field', async (_what, image, message) => {
    const values = printYaml({ global: { images: { x: image } } });

    await expect(discoverChart({ 'values.yaml': values })).rejects.toThrow(message);
  });

  it('refuses a plugin whose version is not that of its chart', async () => {
    const plugin = printYaml(aModulePlugin('demo', 'v2.0.0'));

    await expect(discoverChart({ 'module-plugin.yaml': plugin })).rejects.toThrow(
      "module-plugin.yaml says version v2.0.0 of acp/chart-demo, the chart's Chart.yaml says v1.0.0",
    );
  });

  it('takes what the digest of the artifact says, whatever its tag has become (GHSA-qv35-3gw6-8q4j)', async () => {
    const { source } = await aPlugin('demo', 'v1.0.0');
    const pinned = `${artifact}@sha256:${'0'.repeat(64)}`;
    const lying = { ...source, manifest: (image: Reference) => source.manifest(image, image.tag ?? '') };

    for (const one of [source, lying]) {
      const found = discoverPackage(one, { name: 'demo', artifact: pinned, platforms: ['linux/amd64'] });
      await expect(found).rejects.toThrow(pinned);
    }
  });

  it('names what is wrong in module-plugin.yaml', async () => {
    await expect(discoverChart({ 'module-plugin.yaml': 'null' })).rejects.toThrow(
      'chart-demo: module-plugin.yaml: kind: ModulePlugin was expected',
    );
  });

  it.each([
    ['is no archive', Buffer.from('hello')],
    ['unfolds to more than charts have', gzipSync(Buffer.alloc(110 * 1024 * 1024))],
  ])('names a chart that %s', async (_what, archive) => {
    const source = memorySource();
    source.addChart(artifact, archive, { name: 'chart-demo' });

    await expect(discoverPackage(source, { name: 'demo', artifact, platforms: [] })).rejects.toMatchObject({
      name: 'Failure',
      message: expect.stringMatching(/^registry\.example\.com\/acp\/chart-demo:v1\.0\.0: /),
    });
  });

  it('says that an image is no chart', async () => {
    const source = memorySource();
    source.addImage(artifact, [Buffer.from('x')], { os: 'linux', architecture: 'amd64' });

    await expect(discoverPackage(source, { name: 'demo', artifact, platforms: [] })).rejects.toThrow(
      `${artifact} is neither a Helm chart nor an operator bundle`,
    );
  });

  it('refuses a bundle without a tag, of which no push could make an artifact version', async () => {
    const { source, artifact: bundle } = await aBundle('demo-operator', '1.2.0');
    const pinned = await source.manifest(parseReference(bundle), 'v1.2.0');
    const digest = digestOf(pinned?.bytes ?? Buffer.alloc(0));
    const discovering = (reference: string) =>
      discoverPackage(source, { name: 'demo', artifact: reference, platforms: ['linux/amd64'] });

    await expect(discovering(`${bundle.replace(':v1.2.0', '')}@${digest}`)).rejects.toThrow(
      `demo-operator-bundle@${digest} has no tag, which is the version of the artifact`,
    );
    await expect(discovering(`${bundle}@${digest}`)).resolves.toMatchObject({ spec: { type: 'bundle' } });
  });

  it('finds the operator of a bundle, its version without v, and the images of its ClusterServiceVersion', async () => {
    const { manifest, artifact: bundle } = await aBundle('demo-operator', '1.2.0');

    expect(manifest.spec).toEqual({
      type: 'bundle',
      version: '1.2.0',
      displayName: 'The demo-operator',
      artifact: bundle,
      platforms: ['linux/amd64'],
      relatedImages: [{ image: `${exampleRegistry}/acp/demo-operator:v1.2.0` }],
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['without a ClusterServiceVersion', { 'manifests/csv.yaml': 'kind: ConfigMap' }, /no csv in bundle/],
    ['that is no YAML', { 'manifests/csv.yaml': 'a: [' }, /csv\.yaml/],
  ])('refuses a bundle %s, as a catalogue would', async (_what, files, message) => {
    const making = aBundle('demo-operator', '1.2.0', { files });

    await expect(making).rejects.toThrow(/demo-operator-bundle:v1\.2\.0 is no usable bundle: /);
    await expect(making).rejects.toThrow(message);
  });
});
