import { ModuleConfig, ModulePlugin } from '@violet/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aFleet, conditionOf, type Fleet } from '../testing/a-fleet.ts';
import { modulePluginOf, type PluginSketch } from '../testing/a-plugin.ts';

let fleet: Fleet;
beforeAll(async () => {
  fleet = await aFleet();
});
afterAll(() => fleet?.close());

const config = (name: string) => fleet.hub.resource(ModuleConfig).get(name);
const plugin = (name: string) => fleet.hub.resource(ModulePlugin).get(name);
const ready = async (name: string) => {
  const found = await plugin(name);
  return found === undefined ? undefined : conditionOf(found, 'Ready');
};
const message = async (name: string) => (await plugin(name))?.status?.conditions?.[0]?.message;

async function applyByHand(sketch: PluginSketch): Promise<void> {
  await fleet.hub.resource(ModulePlugin).apply(modulePluginOf(sketch), { fieldManager: 'kubectl', force: true });
}

describe('a published plugin', () => {
  it('has a ModuleConfig for each version, when two are pushed at once too', async () => {
    await fleet.publish({ name: 'twins', version: 'v1.9.0' }, { name: 'twins', version: 'v1.10.0' });
    await expect
      .poll(async () => (await plugin('twins'))?.status?.moduleConfigs)
      .toMatchObject([
        { name: 'twins-v1.10.0', readyForDeploy: true },
        { name: 'twins-v1.9.0', readyForDeploy: true },
      ]);
    expect((await plugin('twins'))?.status?.latestVersion).toBe('v1.10.0');
    expect(await config('twins-v1.9.0')).toMatchObject({
      metadata: {
        finalizers: ['moduleconfig'],
        labels: { 'cpaas.io/module-version': 'v1.9.0', 'cpaas.io/module-type': 'plugin', 'cpaas.io/product': 'Demo' },
      },
      spec: { version: 'v1.9.0', supportedUpgradeVersions: '>= v1.0.0', config: {} },
    });
  });

  it('names the chart that stands in for another version', async () => {
    const files = { 'module-plugin.yaml': undefined };
    await fleet.publish({ name: 'bare', version: 'v1.0.0', files }, { name: 'bare', version: 'v2.0.0', files });
    await expect
      .poll(async () => (await config('bare-v1.0.0'))?.spec)
      .toMatchObject({
        version: 'v1.0.0',
        appReleases: [{ chartVersions: [{ version: 'v1.0.0' }] }],
      });
  });

  it('says which version cannot be read, and has the others', async () => {
    const files = { 'scripts/plugin-config.yaml': 'mustUpgrade: perhaps\n' };
    await fleet.publish({ name: 'half', version: 'v1.0.0', files }, { name: 'half', version: 'v2.0.0' });
    await expect.poll(() => ready('half')).toBe('False VersionNotPublished');
    expect(await message('half')).toBe('v1.0.0: scripts/plugin-config.yaml: mustUpgrade must be true or false');
    expect(await config('half-v1.0.0')).toBeUndefined();
    expect(await config('half-v2.0.0')).toBeDefined();
  });

  it('is not stopped by one annotation that says nothing', async () => {
    await fleet.publish({ name: 'garbled', version: 'v1.0.0' });
    const body = { metadata: { annotations: { 'version.violet.cpaas.io/v3.0.0': 'nonsense' } } };
    await fleet.hub.resource(ModulePlugin).patch('garbled', { type: 'merge', body });
    await expect.poll(() => ready('garbled')).toBe('False VersionNotPublished');
    expect(await message('garbled')).toContain('v3.0.0: annotation');
    expect(await config('garbled-v1.0.0')).toBeDefined();
  });

  it('has a version that cannot be installed marked so', async () => {
    const files = { 'scripts/plugin-config.yaml': "valuesTemplates: {ait/unready: '<< if >>'}\n" };
    await fleet.publish({ name: 'unready', version: 'v1.0.0', files });
    await expect.poll(async () => (await config('unready-v1.0.0'))?.status?.readyForDeploy).toBe(false);
    expect((await config('unready-v1.0.0'))?.status?.conditions?.[0]?.message).toContain(
      'valuesTemplates[ait/unready]',
    );
  });

  it('makes a ModuleConfig again that somebody deletes, and forgets versions that are withdrawn', async () => {
    await fleet.publish({ name: 'gone', version: 'v1.0.0' });
    await expect.poll(async () => (await plugin('gone'))?.status?.latestVersion).toBe('v1.0.0');
    const { uid } = (await config('gone-v1.0.0'))?.metadata ?? {};
    await fleet.hub.resource(ModuleConfig).delete('gone-v1.0.0');
    await expect.poll(async () => (await config('gone-v1.0.0'))?.metadata.uid ?? uid).not.toBe(uid);
  });
});

describe('a plugin applied by hand', () => {
  it('waits for its chart, and takes it when it comes', async () => {
    const sketch = { name: 'handmade', version: 'v1.0.0' };
    await applyByHand(sketch);
    await expect.poll(() => ready('handmade')).toBe('False VersionNotPublished');
    expect(await message('handmade')).toContain('the registry has no chart ait/handmade:v1.0.0');
    await fleet.pushChart(sketch);
    await expect.poll(() => ready('handmade')).toBe('True Succeeded');
    expect((await config('handmade-v1.0.0'))?.spec.version).toBe('v1.0.0');
  });

  it('stays what it was when the tag moves, and follows its own changes', async () => {
    const sketch = { name: 'tagged', version: 'v1.0.0' };
    await fleet.pushChart(sketch);
    await applyByHand(sketch);
    await expect.poll(() => ready('tagged')).toBe('True Succeeded');
    const before = await config('tagged-v1.0.0');
    await fleet.pushChart({ ...sketch, files: { 'scripts/plugin-config.yaml': 'config: {moved: true}\n' } });
    await applyByHand({ ...sketch, spec: { upgradeRiskLevel: 'middle' } });
    await expect.poll(async () => (await config('tagged-v1.0.0'))?.spec.upgradeRiskLevel).toBe('middle');
    const after = await config('tagged-v1.0.0');
    expect(after?.spec.config).toEqual({});
    expect(digestsOf(after)).toEqual(digestsOf(before));
  });
});

function digestsOf(found: ModuleConfig | undefined): string | undefined {
  return found?.metadata.annotations?.['version.violet.cpaas.io/v1.0.0'];
}
