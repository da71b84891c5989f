import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

const canonicalName = 'global-ee98c9991ea1464aaa8054bdacbab313';

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  await push(platform, await samplePackage('web-cli', 'v4.0.4'));
  await push(platform, await samplePackage('web-cli', 'v4.1.0'));
});
afterAll(() => platform?.remove());

const infoOf = (name?: string, version = 'v4.0.4') =>
  moduleInfoYaml({ cluster: 'global', plugin: 'web-cli', version, ...(name === undefined ? {} : { name }) });

/** Waits until only the canonical object is there, and answers with what shows whether anything changed. */
async function settled(): Promise<{ uid: string; generation: number; spec: { version: string } }> {
  return eventually('only the canonical ModuleInfo is left', async () => {
    const { items } = JSON.parse(await kubectl('get moduleinfo -l cpaas.io/module-name=web-cli -o json'));
    if (items.length !== 1 || items[0].metadata.name !== canonicalName) return undefined;
    const [{ metadata, spec }] = items;
    return { uid: metadata.uid, generation: metadata.generation, spec };
  });
}

// The manual: "The platform will rename it after creation based on the content".
describe('the name of a ModuleInfo', () => {
  beforeEach(async () => {
    await kubectl('apply -f -', { input: infoOf() });
    await untilModuleInfo(kubectl, 'web-cli', { NAME: canonicalName, STATUS: 'Running', CURRENT_VERSION: 'v4.0.4' });
    return async () => {
      await kubectl(`delete moduleinfo ${canonicalName}`);
    };
  });

  it('is not changed by applying the same YAML a hundred times more, client-side and server-side', async () => {
    const before = await settled();

    for (let time = 0; time < 50; time++) {
      await kubectl('apply -f -', { input: infoOf() });
      await kubectl('apply --server-side --force-conflicts -f -', { input: infoOf() });
      expect(await settled()).toEqual(before);
    }
  }, 240_000);

  it('is the same for every other temporary name, so a plugin is there once', async () => {
    const before = await settled();

    await Promise.all(['one', 'two', 'three'].map((name) => kubectl('apply -f -', { input: infoOf(name) })));

    expect(await settled()).toEqual(before);
  });

  it('answers AlreadyExists to a plain create, under any name', async () => {
    for (const name of ['global-temporary-name', 'mine']) {
      const { code, stderr } = await kubectl.try('create -f -', { input: infoOf(name) });
      expect(code).not.toBe(0);
      expect(stderr).toContain(`plugin web-cli is already installed on cluster global as ${canonicalName}`);
      expect(stderr).toContain('AlreadyExists');
    }
  });

  it('lets the same YAML with another version upgrade', async () => {
    const before = await settled();

    await kubectl('apply -f -', { input: infoOf(undefined, 'v4.1.0') });

    await untilModuleInfo(kubectl, 'web-cli', { NAME: canonicalName, STATUS: 'Running', CURRENT_VERSION: 'v4.1.0' });
    const after = await settled();
    expect(after.uid).toBe(before.uid);
  });

  it('can be used directly', async () => {
    const before = await settled();

    await kubectl('apply --server-side --force-conflicts -f -', { input: infoOf(canonicalName) });

    expect(await settled()).toEqual(before);
  });
});

describe('what a ModuleInfo alone shows', () => {
  it.each([
    [
      'a missing module-type',
      (text: string) => text.replace(/ {4}cpaas.io\/module-type: plugin\n/, ''),
      'cpaas.io/module-type',
    ],
    ['a malformed version', (text: string) => text.replace('v4.0.4', 'newest'), 'spec.version'],
    [
      'an unknown field',
      (text: string) => text.replace('spec:', 'spec:\n  versoin: v1'),
      'unknown field "spec.versoin"',
    ],
  ])('is refused at once for %s', async (_title, change, message) => {
    const { code, stderr } = await kubectl.try('create -f -', { input: change(infoOf('refused')) });

    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect((await kubectl.try('get moduleinfo refused')).code).not.toBe(0);
  });
});
