import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { globalCluster } from '@violet/api';
import type { Identity, Log } from '@violet/controller';
import { type ClusterAccess, parseKubeconfig } from '@violet/kube';
import { Failure } from '@violet/machinery';
import { type ImageLookup, type Sandbox, startSandbox } from '@violet/sandbox';
import type { DataDirectory } from '../data-directory/data-directory.ts';

/** The clusters of the fleet as they are reached from here: embedded ones were started, others were there. */
export interface Fleet {
  access: ReadonlyMap<string, ClusterAccess>;
  stop(): Promise<void>;
}

export async function startFleet(options: {
  directory: DataDirectory;
  clusters: readonly string[];
  kubeconfigs: ReadonlyMap<string, string>;
  identity: Identity;
  ca: string;
  images: ImageLookup;
  log: Log;
}): Promise<Fleet> {
  const { directory, clusters, kubeconfigs } = options;
  mkdirSync(directory.file('clusters'), { recursive: true, mode: 0o700 });
  const started: Sandbox[] = [];
  const stop = async () => {
    await Promise.all(started.map((sandbox) => sandbox.close()));
  };
  try {
    const entries = await Promise.all(
      clusters.map(async (name): Promise<[string, ClusterAccess]> => {
        const file = kubeconfigs.get(name);
        if (file !== undefined) return [name, externalAccess(name, file)];
        const { sandbox, access } = await startEmbedded(name, options);
        started.push(sandbox);
        return [name, access];
      }),
    );
    return { access: new Map(entries), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function externalAccess(name: string, file: string): ClusterAccess {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Failure('NotFound', `the kubeconfig ${file} of cluster ${name} cannot be read`, {
      hint: 'Name a file that this user may read: --cluster-kubeconfig name=file.',
      cause,
    });
  }
  return parseKubeconfig(text, { source: file }).access();
}

async function startEmbedded(
  name: string,
  {
    directory,
    identity,
    ca,
    images,
    log,
  }: { directory: DataDirectory; identity: Identity; ca: string; images: ImageLookup; log: Log },
): Promise<{ sandbox: Sandbox; access: ClusterAccess }> {
  // Nobody else needs it: it lives as long as the process.
  const token = randomBytes(32).toString('base64url');
  const sandbox = await startSandbox({
    name,
    dataFile: directory.file('clusters', `${name}.db`),
    tls: { key: identity.key, cert: identity.certificate },
    tokens: new Map([[token, { username: 'violet-platform', groups: ['system:masters'] }]]),
    simulation: { nodes: nodesOf(name), images, ca, log },
    log: (message, error) => log.error({ cluster: name, err: error }, message),
  });
  return { sandbox, access: { server: sandbox.address, ca, token } };
}

/** The hub is small; a workload cluster has two nodes, so that what is spread can be seen to be. */
function nodesOf(cluster: string): { name: string }[] {
  const count = cluster === globalCluster ? 1 : 2;
  return Array.from({ length: count }, (_, index) => ({ name: `${cluster}-node-${index + 1}` }));
}
