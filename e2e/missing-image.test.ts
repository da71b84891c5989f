import { readFileSync } from 'node:fs';
import { connectRegistry, type Registry } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { push } from './harness/violet.ts';

let platform: StoryPlatform;
let kubectl: Kubectl;
let registry: Registry;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
  registry = connectRegistry({
    address: platform.registryAddress,
    ca: readFileSync(platform.ca),
    credentials: { username: 'admin', password: platform.adminPassword },
  });
  await push(platform, await samplePackage('web-cli', 'v4.0.4'));
});
afterAll(() => platform?.remove());

interface Conditions {
  status?: { conditions?: { type: string; status: string; reason: string; message: string }[] };
}

describe('an image that is missing from the registry', () => {
  it('keeps its plugin from Running, and is named everywhere until it is there', async () => {
    const image = `${platform.registryAddress}/acp/web-cli:v4.0.4`;
    const found = await registry.headManifest('acp/web-cli', 'v4.0.4');
    await registry.deleteManifest('acp/web-cli', found?.digest ?? '');

    await kubectl('create -f -', {
      input: moduleInfoYaml({ cluster: 'global', plugin: 'web-cli', version: 'v4.0.4' }),
    });

    await eventually('the Pod waits with ImagePullBackOff', async () => {
      const { items } = JSON.parse(
        await kubectl('-n cpaas-system get pods -l app.kubernetes.io/instance=web-cli -o json'),
      );
      const waiting = items[0]?.status?.containerStatuses?.[0]?.state?.waiting;
      return waiting?.reason === 'ImagePullBackOff' ? waiting : undefined;
    });
    const release = await eventually('AppRelease has Health=False and names the image', async () => {
      const { status }: Conditions = JSON.parse(await kubectl('-n cpaas-system get apprelease web-cli -o json'));
      return status?.conditions?.find(({ type, message }) => type === 'Health' && message.includes(image));
    });
    expect(release.status).toBe('False');
    const info = await eventually('the ModuleInfo names the image', async () => {
      const { items } = JSON.parse(await kubectl('get moduleinfo -l cpaas.io/module-name=web-cli -o json'));
      const text = JSON.stringify(items[0]?.status?.conditions ?? []);
      return text.includes(image) ? items[0] : undefined;
    });
    expect(info.status.phase).not.toBe('Running');
    expect(info.status.version).toBe('');

    // Pushing the image alone is enough.
    await push(platform, await samplePackage('web-cli', 'v4.0.4'), '--skip-crs');
    await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running', CURRENT_VERSION: 'v4.0.4' });
  });
});
