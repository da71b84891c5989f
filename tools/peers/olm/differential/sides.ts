import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogSource } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import { startCluster } from '../../cluster.ts';
import { startRealOlm } from '../real-olm.ts';
import { olmNamespace } from '../surroundings.ts';
import { startViolet } from '../violet-engine.ts';
import { WatchedCluster } from './watched-cluster.ts';

/** One of two real clusters that get the same objects: upstream's OLM works on one, our engine on the other. */
export interface Side {
  name: 'upstream' | 'violet';
  client: Cluster;
  watched: WatchedCluster;
  /** Takes the logs. */
  directory: string;
}

export interface Sides {
  both: readonly Side[];
  stop(): Promise<void>;
}

/** Starts both, and gives both a catalogue at the same address. In a network of its own (`inOwnNetwork`). */
export async function startSides(bin: string, catalog: { name: string; address: string }): Promise<Sides> {
  const started: { side: Side; stop: () => Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
  try {
    const starting = (['upstream', 'violet'] as const).map(async (name) => started.push(await startSide(bin, name)));
    for (const result of await Promise.allSettled(starting)) if (result.status === 'rejected') throw result.reason;
    started.sort((a, b) => a.side.name.localeCompare(b.side.name));
    await Promise.all(started.map(({ side }) => addCatalog(side, catalog)));
    return { both: started.map(({ side }) => side), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSide(bin: string, name: Side['name']): Promise<{ side: Side; stop: () => Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), `violet-${name}-`));
  const ends: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const cluster = await startCluster(bin, join(directory, 'cluster'));
    ends.push(() => cluster.stop());
    const start = name === 'violet' ? startViolet : startRealOlm;
    const olm = await start(bin, join(directory, 'olm'), cluster.kubeconfig);
    ends.push(() => olm.stop());
    const client = connectCluster(parseKubeconfig(readFileSync(cluster.kubeconfig, 'utf8')).access());
    ends.push(() => client.close());
    const watched = await WatchedCluster.start(client);
    ends.push(() => watched.stop());
    return { side: { name, client, watched, directory }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Upstream takes a catalogue that cannot be reached yet for a refusal, and looks at it again only when something changes. */
async function addCatalog({ name, client, watched }: Side, catalog: { name: string; address: string }): Promise<void> {
  await client.resource(CatalogSource, olmNamespace).create({
    apiVersion: 'operators.coreos.com/v1alpha1',
    kind: 'CatalogSource',
    metadata: { name: catalog.name, namespace: olmNamespace },
    spec: { sourceType: 'grpc', address: catalog.address, displayName: 'Community', publisher: 'Community' },
  });
  const state = () =>
    watched.get(CatalogSource, catalog.name, olmNamespace)?.status?.connectionState?.lastObservedState;
  if (!(await watched.until(() => state() === 'READY')))
    throw new Error(`the catalogue ${catalog.name} is ${state() ?? 'not looked at'} on the side of ${name}`);
}
