import { readFileSync } from 'node:fs';
import { ModuleInfo, moduleInfoName } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { eventually } from '../e2e/harness/eventually.ts';
import { peer } from '../e2e/harness/paths.ts';
import type { StoryPlatform } from '../e2e/harness/platform.ts';
import { run } from '../e2e/harness/run.ts';
import { findSamples } from '../samples/pack.ts';

const plugin = 'web-cli';
const version = 'v4.0.4';

/** Milliseconds from creating a ModuleInfo to seeing it Running, by a watch, several times. */
export async function timeInstalls(platform: StoryPlatform, times: number): Promise<number[]> {
  const hub = connectCluster(parseKubeconfig(readFileSync(platform.kubeconfig, 'utf8')).access('global'));
  try {
    const results: number[] = [];
    for (let time = 0; time <= times; time++) {
      const ms = await timeInstall(hub);
      // The first one warms up.
      if (time > 0) results.push(ms);
    }
    return results;
  } finally {
    await hub.close();
  }
}

async function timeInstall(hub: Cluster): Promise<number> {
  const infos = hub.resource(ModuleInfo);
  const { resourceVersion } = await infos.list();
  const stop = new AbortController();
  const started = performance.now();
  await infos.create({
    apiVersion: 'cluster.alauda.io/v1alpha1',
    kind: 'ModuleInfo',
    metadata: {
      name: 'global-temporary-name',
      labels: { 'cpaas.io/cluster-name': 'global', 'cpaas.io/module-name': plugin, 'cpaas.io/module-type': 'plugin' },
    },
    spec: { version, config: {} },
  });
  for await (const event of infos.watch({ resourceVersion, signal: stop.signal })) {
    if (event.type === 'MODIFIED' && event.object.status?.phase === 'Running') break;
  }
  const ms = performance.now() - started;
  stop.abort();
  const name = moduleInfoName('global', plugin);
  await infos.delete(name);
  await eventually('the plugin is gone', async () => ((await infos.get(name)) === undefined ? true : undefined));
  return ms;
}

/** The same chart by `helm install --wait`, a whole process each time; undefined where no helm was built. */
export async function timeHelm(platform: StoryPlatform, times: number): Promise<number[] | undefined> {
  const helm = peer('helm');
  const sample = findSamples().find((one) => one.name === plugin && one.version === version);
  if (helm === undefined || sample === undefined) return undefined;
  const environment = { KUBECONFIG: platform.kubeconfig };
  const image = `global.registry.address=${platform.registryAddress}`;
  const results: number[] = [];
  for (let time = 0; time <= times; time++) {
    const started = performance.now();
    const installed = await run(helm, ['install', 'peer', sample.directory, '--wait', '--set', image], { environment });
    if (installed.code !== 0) throw new Error(installed.stderr);
    if (time > 0) results.push(performance.now() - started);
    await run(helm, ['uninstall', 'peer', '--wait'], { environment });
  }
  return results;
}
