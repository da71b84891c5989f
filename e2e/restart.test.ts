import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  await push(platform, await samplePackage('web-cli', 'v4.0.4'));
});
afterAll(() => platform?.remove());

const info = moduleInfoYaml({ cluster: 'global', plugin: 'web-cli', version: 'v4.0.4' });

describe('a platform that ends', () => {
  it('has its state again after a clean stop', async () => {
    await kubectl('create -f -', { input: info });
    const before = await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running' });

    await platform.stop();
    await platform.start();

    expect(await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running' })).toEqual(before);
  });

  it.each([0, 50, 150, 300])(
    'carries on where it was when it is killed %i ms after a removal and a new request',
    async (afterMs) => {
      await kubectl('delete moduleinfo -l cpaas.io/module-name=web-cli');
      await kubectl('create -f -', { input: info });
      await new Promise((resolve) => setTimeout(resolve, afterMs));

      await platform.kill();
      await platform.start();

      await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running', CURRENT_VERSION: 'v4.0.4' });
      // As with Helm, an installation that was cut off leaves its record as failed.
      const releases = await kubectl('-n cpaas-system get secrets -l owner=helm,status=deployed -o name');
      expect(releases.trim().split('\n')).toHaveLength(1);
    },
  );
});
