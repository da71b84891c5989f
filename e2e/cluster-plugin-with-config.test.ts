import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asFieldManager, untilNoDrift } from './harness/drift.ts';
import { eventually } from './harness/eventually.ts';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const plugin = 'gpu-device-plugin';
const canonicalName = 'business-c5b03393776ecd3d02e6590f4c1c07b8';

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  await push(platform, await samplePackage(plugin, 'v4.0.15'));
});
afterAll(() => platform?.remove());

function gpuInfo(mps: boolean, pgpu: boolean, vgpu: boolean, name?: string): string {
  const config = { custom: { mps_enable: mps, pgpu_enable: pgpu, vgpu_enable: vgpu } };
  const named = name === undefined ? {} : { name };
  return moduleInfoYaml({ cluster: 'business', plugin, version: 'v4.0.15', config, ...named });
}

/** What shows whether anything was written or installed again. */
async function written(): Promise<string[]> {
  const path = '-o jsonpath={.metadata.resourceVersion}';
  const releases = await kubectl('-n cpaas-system get secrets -l owner=helm -o name', { context: 'business' });
  return [await kubectl(`get moduleinfo ${canonicalName} ${path}`), releases];
}

async function daemonSets(): Promise<string[]> {
  const text = await kubectl('-n cpaas-system get daemonsets -o name', { context: 'business' });
  return text
    .trim()
    .split('\n')
    .filter((line) => line.includes('/gpu-'))
    .sort();
}

// The manual, Cluster Plugin > Installing via YAML > with-config.
describe('installing a plugin with configuration', () => {
  it('1. checks available versions and the form', async () => {
    expect(rowsOf(await kubectl(`get moduleplugins ${plugin}`))).toMatchObject([{ NAME: plugin }]);
    expect(rowsOf(await kubectl(`get moduleconfigs -l cpaas.io/module-name=${plugin}`))).toMatchObject([
      { NAME: `${plugin}-v4.0.15` },
    ]);

    const { spec } = JSON.parse(await kubectl(`get moduleconfigs ${plugin}-v4.0.15 -o json`));
    expect(spec).toMatchObject({
      affinity: {
        clusterAffinity: {
          matchExpressions: [{ key: 'cpaas.io/os-linux', operator: 'Exists' }],
          matchLabels: { 'cpaas.io/arch-amd64': 'true' },
        },
      },
      config: { custom: { mps_enable: false, pgpu_enable: false, vgpu_enable: false } },
      version: 'v4.0.15',
    });
  });

  it('2. creates a ModuleInfo, 3. verifies the installation', async () => {
    await kubectl('apply -f -', { input: gpuInfo(false, true, true) });

    const row = await untilModuleInfo(kubectl, plugin, { STATUS: 'Running' });

    expect(row).toEqual({
      NAME: canonicalName,
      CLUSTER: 'business',
      MODULE: plugin,
      DISPLAY_NAME: plugin,
      STATUS: 'Running',
      TARGET_VERSION: 'v4.0.15',
      CURRENT_VERSION: 'v4.0.15',
      NEW_VERSION: 'v4.0.15',
    });
  });

  it('installed the drivers that were switched on, and no other', async () => {
    expect(await daemonSets()).toEqual(['daemonset.apps/gpu-pgpu', 'daemonset.apps/gpu-vgpu']);
  });

  it('shows no drift under its own name, and applying that again changes nothing', async () => {
    const input = gpuInfo(false, true, true, canonicalName);
    await kubectl('apply -f -', { input });
    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running' });

    await untilNoDrift(kubectl, input, written);
    await untilNoDrift(kubectl, input, written, asFieldManager);
    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running' });
  });

  it('swaps the drivers when the configuration changes', async () => {
    await kubectl('apply -f -', { input: gpuInfo(true, false, false) });

    await eventually('mps has taken the place of pgpu and vgpu', async () => {
      const found = await daemonSets();
      return found.length === 1 && found[0] === 'daemonset.apps/gpu-mps' ? found : undefined;
    });
    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running', CURRENT_VERSION: 'v4.0.15' });
  });

  it('uninstalls and leaves nothing behind', async () => {
    await kubectl(`delete moduleinfo ${canonicalName}`);

    expect(await kubectl('get moduleinfo -o name')).toBe('');
    expect(await daemonSets()).toEqual([]);
    expect(await kubectl('-n cpaas-system get secrets -l owner=helm -o name', { context: 'business' })).toBe('');
    expect(await kubectl('-n cpaas-system get appreleases -o name', { context: 'business' })).toBe('');
  });
});
