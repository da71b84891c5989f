import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfos, moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const plugin = 'gpu-device-plugin';
const name = 'business-c5b03393776ecd3d02e6590f4c1c07b8';
const config = { custom: { mps_enable: false, pgpu_enable: true, vgpu_enable: false } };

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  await push(platform, await samplePackage(plugin, 'v4.0.15'));
  await kubectl('apply -f -', { input: moduleInfoYaml({ cluster: 'business', plugin, version: 'v4.0.15', config }) });
  await untilModuleInfo(kubectl, plugin, { STATUS: 'Running' });
});
afterAll(async () => {
  await kubectl?.try(`delete moduleinfo ${name} --ignore-not-found`);
  await platform?.remove();
});

async function imageOfDriver(): Promise<string> {
  const path = 'jsonpath={.spec.template.spec.containers[0].image}';
  return kubectl(['-n', 'cpaas-system', 'get', 'daemonset', 'gpu-pgpu', '-o', path], { context: 'business' });
}

// The manual, Cluster Plugin > Upgrade Process.
describe('upgrading a plugin', () => {
  it('1. offers the new version once it is uploaded', async () => {
    await push(platform, await samplePackage(plugin, 'v4.1.0'));

    const row = await untilModuleInfo(kubectl, plugin, { NEW_VERSION: 'v4.1.0' });

    expect(row).toMatchObject({ STATUS: 'Running', TARGET_VERSION: 'v4.0.15', CURRENT_VERSION: 'v4.0.15' });
    const { status } = JSON.parse(await kubectl(`get moduleplugin ${plugin} -o json`));
    expect(status.latestVersion).toBe('v4.1.0');
    expect(status.moduleConfigs.map(({ version }: { version: string }) => version)).toEqual(['v4.1.0', 'v4.0.15']);
  });

  it('4. performs the upgrade, and keeps the old version as the current one until the new one is healthy', async () => {
    const before = await imageOfDriver();
    const seen: Record<string, string>[] = [];
    const watching = (async () => {
      for (;;) {
        const [row] = await moduleInfos(kubectl, plugin);
        if (row !== undefined) seen.push(row);
        if (row?.['CURRENT_VERSION'] === 'v4.1.0') return;
      }
    })();

    await kubectl(['patch', 'moduleinfo', name, '--type=merge', '-p', '{"spec":{"version":"v4.1.0"}}']);
    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running', CURRENT_VERSION: 'v4.1.0' });
    await watching;

    const early = seen.filter((row) => row['CURRENT_VERSION'] === 'v4.1.0' && row['STATUS'] !== 'Running');
    expect(early).toEqual([]);
    expect(seen.every((row) => row['NEW_VERSION'] === 'v4.1.0')).toBe(true);
    expect(seen.at(-1)).toMatchObject({
      STATUS: 'Running',
      TARGET_VERSION: 'v4.1.0',
      CURRENT_VERSION: 'v4.1.0',
      NEW_VERSION: 'v4.1.0',
    });
    expect(before).toMatch(/gpu-pgpu:v4\.0\.15$/);
    expect(await imageOfDriver()).toMatch(/gpu-pgpu:v4\.1\.0$/);
  });

  it('does not go back to an older version, and goes on running', async () => {
    await kubectl(['patch', 'moduleinfo', name, '--type=merge', '-p', '{"spec":{"version":"v4.0.15"}}']);

    await untilModuleInfo(kubectl, plugin, { STATUS: 'Failed', CURRENT_VERSION: 'v4.1.0', TARGET_VERSION: 'v4.0.15' });
    const { status } = JSON.parse(await kubectl(`get moduleinfo ${name} -o json`));
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Validated', status: 'False', reason: 'UpgradeNotSupported' }),
    );
    expect(await imageOfDriver()).toMatch(/gpu-pgpu:v4\.1\.0$/);

    await kubectl(['patch', 'moduleinfo', name, '--type=merge', '-p', '{"spec":{"version":"v4.1.0"}}']);
    await untilModuleInfo(kubectl, plugin, { STATUS: 'Running', CURRENT_VERSION: 'v4.1.0' });
  });
});
