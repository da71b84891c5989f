import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigMap, type Pod } from '@violet/api';
import type { Cluster } from '@violet/kube';
import type { Stored } from '@violet/machinery';
import { freePorts } from '../../../../../e2e/harness/free-ports.ts';
import type { Container } from './containers.ts';
import { relay } from './relay.ts';

const catalogPort = 50051;

/** A Pod that runs `opm serve` on a ConfigMap: the real opm, on the Pod's address. */
export function opmContainer(bin: string, cluster: Cluster): Container {
  return async (pod) => {
    const [container] = pod.spec?.containers ?? [];
    const words = [...(container?.command ?? []), ...(container?.args ?? [])];
    const configMap = mountedConfigMap(pod);
    if (!words.includes('serve') || configMap === undefined) return undefined;
    const { data = {} } = (await cluster.resource(ConfigMap, pod.metadata.namespace).get(configMap)) ?? {};
    const directory = mkdtempSync(join(tmpdir(), 'violet-opm-'));
    const configs = join(directory, 'configs');
    mkdirSync(configs);
    for (const text of Object.values(data)) writeFileSync(join(configs, 'catalog.yaml'), text);
    const [port = 0] = await freePorts(1);
    const opm = spawn(join(bin, 'opm'), opmServe(configs, port, directory), { stdio: 'ignore' });
    const target = { host: '127.0.0.1', port };
    const server = relay({ host: pod.status?.podIP ?? '', port: catalogPort }, () => target);
    return {
      stop() {
        server.close();
        opm.kill();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  };
}

/** Words for opm: serves the catalogue in `configs`; what it writes goes into `directory`. */
export function opmServe(configs: string, port: number, directory: string): string[] {
  return [
    ...['serve', configs, '--port', String(port)],
    ...[`--cache-dir=${join(directory, 'cache')}`, '--cache-enforce-integrity=false'],
    `--termination-log=${join(directory, 'termination.log')}`,
    // Several of them run on one address: its default port for profiles would be taken.
    '--pprof-addr=127.0.0.1:0',
  ];
}

function mountedConfigMap(pod: Stored<Pod>): string | undefined {
  const volumes = (pod.spec as { volumes?: { configMap?: { name?: string } }[] }).volumes ?? [];
  return volumes.find(({ configMap }) => configMap !== undefined)?.configMap?.name;
}
