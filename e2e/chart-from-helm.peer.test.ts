import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { connectRegistry, pushArtifact, type Registry } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { peer } from './harness/paths.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { type Ran, run } from './harness/run.ts';
import { push, violet } from './harness/violet.ts';

// Names that no part of the platform can have been written for.
const plugin = `plugin-${randomBytes(4).toString('hex')}`;
const cluster = process.env['VIOLET_STORY_CLUSTERS']?.split('=')[0] ?? `fleet-${randomBytes(4).toString('hex')}`;
const directory = mkdtempSync(join(tmpdir(), 'violet-chart-'));
/** `violet create` makes a folder of the plugin's name, as `helm create` does: each has a place of its own. */
const packing = join(directory, 'packing');
const chart = join(directory, plugin);

let platform: StoryPlatform;
let kubectl: Kubectl;
let registry: Registry;
/** Where the vendor's chart and image come from: a registry of its own. */
let vendor: StoryPlatform;

beforeAll(async () => {
  [platform, vendor] = await Promise.all([
    startPlatform({ clusters: ['global', cluster] }),
    startPlatform({ clusters: ['global'], kubeconfigs: {} }),
  ]);
  kubectl = kubectlFor(platform.kubeconfig);
  registry = connectRegistry({
    address: vendor.registryAddress,
    ca: readFileSync(vendor.ca),
    credentials: { username: 'admin', password: vendor.adminPassword },
  });
});
afterAll(async () => {
  await kubectl?.try(`delete moduleinfo -l cpaas.io/module-name=${plugin}`);
  await Promise.all([platform?.remove(), vendor?.remove()]);
});

async function helm(...words: string[]): Promise<Ran> {
  const ran = await run(peer('helm') ?? 'helm', words, {
    cwd: directory,
    environment: { HELM_REGISTRY_CONFIG: join(directory, 'registry.json') },
  });
  if (ran.code !== 0) throw new Error(`helm ${words.join(' ')}\n${ran.stderr}`);
  return ran;
}

/** What makes an ordinary chart a plugin's chart. */
function makePlugin(): void {
  appendFileSync(
    join(chart, 'values.yaml'),
    `\nglobal:\n  registry:\n    address: ${vendor.registryAddress}\n  images:\n    main:\n      repository: acme/${plugin}\n      tag: v1.0.0\n`,
  );
  mkdirSync(join(chart, 'scripts'));
  writeFileSync(
    join(chart, 'scripts/plugin-config.yaml'),
    `supportedUpgradeVersions: ">= v0.1.0"
mustUpgrade: false
config:
  replicas: 2
valuesTemplates:
  acme/${plugin}: |
    replicaCount: << .MiConfig.replicas >>
    image:
      repository: << .RegistryAddress >>/acme/${plugin}
      tag: v1.0.0
deployDescriptors: []
`,
  );
  writeFileSync(
    join(chart, 'module-plugin.yaml'),
    `apiVersion: cluster.alauda.io/v1alpha1
kind: ModulePlugin
metadata:
  name: ${plugin}
  annotations:
    cpaas.io/built-in-plugin: "false"
    cpaas.io/display-name: '{"en": "Of a test", "zh": "测试"}'
    cpaas.io/module-name: ${plugin}
  labels:
    cpaas.io/module-name: ${plugin}
    cpaas.io/module-type: plugin
    cpaas.io/product: ACP
spec:
  name: ${plugin}
  mainChart: acme/${plugin}
  appReleases:
  - name: ${plugin}
    chartVersions:
    - {name: acme/${plugin}, releaseName: ${plugin}, version: 0.1.0}
  deleteable: true
  description: {en: Of a test, zh: 测试}
  logo: data:image/svg+xml;base64,AAAA
`,
  );
}

async function pushImage(): Promise<void> {
  const layer = gzipSync(Buffer.alloc(1024));
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } }),
  );
  await pushArtifact(registry, `acme/${plugin}`, 'v1.0.0', {
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', bytes: config },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', bytes: layer }],
  });
}

describe('a chart that Helm made', () => {
  it('becomes a plugin and runs', async () => {
    await helm('create', plugin);
    makePlugin();
    mkdirSync(packing);
    await pushImage();
    await helm('package', plugin);
    await helm(
      'registry',
      'login',
      vendor.registryAddress,
      '-u',
      'admin',
      '-p',
      vendor.adminPassword,
      '--ca-file',
      vendor.ca,
    );
    await helm('push', `${plugin}-0.1.0.tgz`, `oci://${vendor.registryAddress}/acme`, '--ca-file', vendor.ca);

    const login = ['--username', 'admin', '--password', vendor.adminPassword];
    const artifact = `${vendor.registryAddress}/acme/${plugin}:0.1.0`;
    const created = await violet(
      vendor,
      ['create', plugin, '--artifact', artifact, '--platforms', 'linux/amd64', ...login],
      { cwd: packing },
    );
    expect(created).toMatchObject({ code: 0 });
    const packaged = await violet(vendor, ['package', plugin, ...login], { cwd: packing });
    expect(packaged).toMatchObject({ code: 0 });

    await push(platform, join(packing, `${plugin}.tgz`));
    await kubectl('create -f -', {
      input: moduleInfoYaml({ cluster, plugin, version: '0.1.0', config: { replicas: 3 } }),
    });

    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running', CURRENT_VERSION: '0.1.0', CLUSTER: cluster });
    const deployments = JSON.parse(await kubectl('-n cpaas-system get deployments -o json', { context: cluster }));
    const deployment = deployments.items.find(
      ({ metadata }: { metadata: { name: string } }) => metadata.name === plugin,
    );
    expect(deployment.status.readyReplicas).toBe(3);
    expect(deployment.spec.template.spec.containers[0].image).toBe(`${platform.registryAddress}/acme/${plugin}:v1.0.0`);
  });

  it('is a release that Helm knows', async () => {
    const words = ['-n', 'cpaas-system', '--kubeconfig', platform.kubeconfig, '--kube-context', cluster];
    const listed = JSON.parse((await helm('ls', '-o', 'json', ...words)).stdout);
    expect(listed).toContainEqual(
      expect.objectContaining({ name: plugin, revision: '1', status: 'deployed', chart: `${plugin}-0.1.0` }),
    );

    const manifest = (await helm('get', 'manifest', plugin, ...words)).stdout;
    const values = join(directory, 'values.yaml');
    writeFileSync(
      values,
      (await helm('get', 'values', plugin, ...words)).stdout.replace(/^USER-SUPPLIED VALUES:\n/, ''),
    );
    const rendered = (await helm('template', plugin, plugin, '-n', 'cpaas-system', '-f', values)).stdout;
    // `helm template` prints hooks too; a manifest holds none.
    const withoutHooks = rendered
      .split('\n---\n')
      .filter((part) => !part.includes('helm.sh/hook'))
      .join('\n---\n');
    expect(manifest.trim()).toBe(withoutHooks.trim());
    expect((await helm('history', plugin, ...words)).stdout).toContain('deployed');
  });
});
