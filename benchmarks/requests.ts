import { readFileSync } from 'node:fs';
import { ConfigMap, Namespace } from '@violet/api';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';

/** Requests of each kind in a second. */
export type Rates = Readonly<Record<'create' | 'get' | 'apply' | 'list of 500', number>>;

const clients = 8;

/** Small objects, made and read by several clients at once, each waiting for its answers. The objects stay. */
export async function timeRequests(kubeconfig: string, context: string | undefined, objects: number): Promise<Rates> {
  const access = parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access(context);
  const fleet = Array.from({ length: clients }, () => connectCluster(access));
  const namespace = `bench-${Date.now()}`;
  try {
    await fleet[0]?.resource(Namespace).create(object('Namespace', namespace));
    const each = (times: number, deed: (client: Cluster, index: number) => Promise<unknown>) =>
      rate(fleet, times, deed);
    return {
      create: await each(objects, (client, index) =>
        client.resource(ConfigMap, namespace).create({ ...object('ConfigMap', `one-${index}`), data }),
      ),
      get: await each(objects, (client, index) => client.resource(ConfigMap, namespace).get(`one-${index}`)),
      apply: await each(objects / 5, (client, index) =>
        client
          .resource(ConfigMap, namespace)
          .apply({ ...object('ConfigMap', `one-${index}`), data: { step: 'two' } }, { fieldManager: 'bench' }),
      ),
      'list of 500': await each(40, (client) => client.resource(ConfigMap, namespace).list({ limit: 500 })),
    };
  } finally {
    await Promise.all(fleet.map((client) => client.close()));
  }
}

const data = { text: 'x'.repeat(200) };

function object<Kind extends string>(kind: Kind, name: string) {
  return { apiVersion: 'v1', kind, metadata: { name } };
}

async function rate(
  fleet: readonly Cluster[],
  times: number,
  deed: (client: Cluster, index: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    fleet.map(async (client) => {
      while (next < times) await deed(client, next++);
    }),
  );
  return times / ((performance.now() - started) / 1000);
}
