import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './harness/eventually.ts';
import { type Kubectl, kubectlFor } from './harness/kubectl.ts';
import { moduleInfoYaml, untilModuleInfo } from './harness/module-info.ts';
import { type StoryPlatform, startPlatform } from './harness/platform.ts';
import { samplePackage } from './harness/samples.ts';
import { rowsOf } from './harness/table.ts';
import { push } from './harness/violet.ts';

const canonicalName = 'global-ee98c9991ea1464aaa8054bdacbab313';

let platform: StoryPlatform;
let kubectl: Kubectl;

beforeAll(async () => {
  platform = await startPlatform();
  kubectl = kubectlFor(platform.kubeconfig);
});
afterAll(() => platform?.remove());

// The manual, Cluster Plugin > Installing via YAML > non-config.
describe('installing a plugin without configuration', () => {
  it('pushes the package', async () => {
    const { stdout, stderr } = await push(platform, await samplePackage('web-cli', 'v4.0.4'));
    expect(stdout + stderr).toContain('moduleplugin web-cli has been updated successfully');
  });

  it('1. checks available versions', async () => {
    expect(rowsOf(await kubectl('get moduleplugins web-cli'))).toMatchObject([{ NAME: 'web-cli' }]);
    expect(rowsOf(await kubectl('get moduleconfigs -l cpaas.io/module-name=web-cli'))).toMatchObject([
      { NAME: 'web-cli-v4.0.4' },
    ]);

    const config = JSON.parse(await kubectl('get moduleconfigs web-cli-v4.0.4 -o json'));
    expect(config).toMatchObject({
      apiVersion: 'cluster.alauda.io/v1alpha1',
      kind: 'ModuleConfig',
      metadata: { name: 'web-cli-v4.0.4' },
      spec: { affinity: { clusterAffinity: { matchLabels: { 'is-global': 'true' } } }, version: 'v4.0.4', config: {} },
    });
  });

  it('2. creates a ModuleInfo, 3. verifies the installation', async () => {
    await kubectl('create -f -', {
      input: moduleInfoYaml({ cluster: 'global', plugin: 'web-cli', version: 'v4.0.4' }),
    });

    const row = await untilModuleInfo(kubectl, 'web-cli', { STATUS: 'Running' });

    expect(row).toEqual({
      NAME: canonicalName,
      CLUSTER: 'global',
      MODULE: 'web-cli',
      DISPLAY_NAME: 'web-cli',
      STATUS: 'Running',
      TARGET_VERSION: 'v4.0.4',
      CURRENT_VERSION: 'v4.0.4',
      NEW_VERSION: 'v4.0.4',
    });
  });

  it('left a workload that runs', async () => {
    const [deployment] = rowsOf(await kubectl('-n cpaas-system get deployment web-cli'));
    expect(deployment).toMatchObject({ NAME: 'web-cli', READY: '1/1', AVAILABLE: '1' });
    await kubectl('-n cpaas-system wait --for=condition=Health=true ars/web-cli --timeout=10s');
  });

  it('answers a second create with AlreadyExists and the name that is there', async () => {
    const again = await kubectl.try('create -f -', {
      input: moduleInfoYaml({ cluster: 'global', plugin: 'web-cli', version: 'v4.0.4', name: 'another-name' }),
    });
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('AlreadyExists');
    expect(again.stderr).toContain(canonicalName);
  });

  it('knows these kinds on the global cluster alone', async () => {
    const { code, stderr } = await kubectl.try('get moduleinfo', { context: 'business' });
    expect(code).not.toBe(0);
    expect(stderr).toContain(`the server doesn't have a resource type "moduleinfo"`);
  });

  it('fails on a cluster that the affinity excludes, and says why', async () => {
    await kubectl('apply -f -', {
      input: moduleInfoYaml({ cluster: 'business', plugin: 'web-cli', version: 'v4.0.4' }),
    });

    const info = await untilFailed('business');

    expect(info.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Validated', status: 'False', reason: 'AffinityConflict' }),
    );
    await kubectl(`delete moduleinfo ${info.metadata.name}`);
  });

  it('uninstalls and leaves nothing behind', async () => {
    await kubectl(`delete moduleinfo ${canonicalName}`);

    expect(await kubectl('get moduleinfo -o name')).toBe('');
    expect(
      await kubectl('-n cpaas-system get deployments,replicasets,pods,services,appreleases -o name'),
    ).not.toContain('web-cli');
    expect(await kubectl('-n cpaas-system get secrets -l owner=helm -o name')).toBe('');
  });
});

interface SeenModuleInfo {
  metadata: { name: string };
  status: { phase: string; conditions: object[] };
}

function untilFailed(cluster: string): Promise<SeenModuleInfo> {
  return eventually(`a ModuleInfo on ${cluster} is Failed`, async () => {
    const { items } = JSON.parse(await kubectl(`get moduleinfo -l cpaas.io/cluster-name=${cluster} -o json`));
    return items.find((item: Partial<SeenModuleInfo>) => item.status?.phase === 'Failed');
  });
}
