import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { Node, ServiceAccount } from '@violet/api';
import { connectCluster, parseKubeconfig } from '@violet/kube';
import { freePorts } from '../../e2e/harness/free-ports.ts';
import { moduleDirectory } from './binaries.ts';
import { type ClusterIdentities, makeIdentities } from './cluster-identities.ts';
import { Processes } from './processes.ts';

export interface ClusterOptions {
  /** Default 1. */
  nodes?: number;
  /** How long a Pod takes until it runs; without it none. */
  podStartMs?: number;
  /** How many requests a second each of Kubernetes' controllers may make; without it 20, which is Kubernetes' default. */
  controllerRate?: number;
}

export interface PeerCluster {
  /** Path of an administrator's kubeconfig. */
  kubeconfig: string;
  stop(): Promise<void>;
}

interface Ports {
  etcd: number;
  etcdPeer: number;
  api: number;
  controllerManager: number;
  scheduler: number;
  kwok: number;
}

/** kwok has no stages of its own: these make nodes Ready, Pods run, Job Pods complete and deleted Pods go. */
const stages = [
  'node/fast/node-initialize',
  'node/heartbeat-with-lease/node-heartbeat-with-lease',
  'pod/fast/pod-ready',
  'pod/fast/pod-complete',
  'pod/fast/pod-delete',
];

/** Starts etcd, kube-apiserver, controller-manager, scheduler and kwok with its nodes, all on loopback. */
export async function startCluster(
  bin: string,
  directory: string,
  { nodes = 1, podStartMs = 0, controllerRate = 20 }: ClusterOptions = {},
): Promise<PeerCluster> {
  mkdirSync(directory, { recursive: true });
  const [etcd = 0, etcdPeer = 0, api = 0, controllerManager = 0, scheduler = 0, kwok = 0] = await freePorts(6);
  const ports: Ports = { etcd, etcdPeer, api, controllerManager, scheduler, kwok };
  const identities = await makeIdentities(join(directory, 'pki'), `https://127.0.0.1:${api}`);
  const processes = new Processes(directory);
  try {
    startEtcd(processes, bin, directory, ports);
    startApiServer(processes, bin, identities, ports);
    await processes.until('kube-apiserver', () => answers(`https://127.0.0.1:${api}/readyz`, identities));
    await startControllers(processes, { bin, identities, controllerRate }, ports);
    const kubeconfig = identities.kubeconfig('admin');
    startKwok(processes, { bin, directory, kubeconfig, podStartMs }, ports);
    await makeUsable(processes, kubeconfig, nodes);
    return { kubeconfig, stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  }
}

function startEtcd(processes: Processes, bin: string, directory: string, { etcd, etcdPeer }: Ports): void {
  const [client, peer] = [`http://127.0.0.1:${etcd}`, `http://127.0.0.1:${etcdPeer}`];
  processes.start('etcd', join(bin, 'etcd'), [
    `--data-dir=${join(directory, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]);
}

function startApiServer(processes: Processes, bin: string, { file }: ClusterIdentities, { etcd, api }: Ports): void {
  processes.start('kube-apiserver', join(bin, 'kube-apiserver'), [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${api}`,
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/24',
    `--tls-cert-file=${file('apiserver.crt')}`,
    `--tls-private-key-file=${file('apiserver.key')}`,
    `--client-ca-file=${file('ca.crt')}`,
    `--service-account-key-file=${file('sa.pub')}`,
    `--service-account-signing-key-file=${file('sa.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    `--requestheader-client-ca-file=${file('front-proxy-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy-client',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${file('front-proxy.crt')}`,
    `--proxy-client-key-file=${file('front-proxy.key')}`,
  ]);
}

/** Only after the API server is ready: the controller-manager ends for good when it cannot read its configuration. */
async function startControllers(
  processes: Processes,
  { bin, identities, controllerRate }: { bin: string; identities: ClusterIdentities; controllerRate: number },
  ports: Ports,
): Promise<void> {
  const { file, kubeconfig } = identities;
  const common = (client: 'controller-manager' | 'scheduler', port: number) => {
    const path = kubeconfig(client);
    return [
      `--kubeconfig=${path}`,
      `--authentication-kubeconfig=${path}`,
      `--authorization-kubeconfig=${path}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${port}`,
      '--leader-elect=false',
    ];
  };
  processes.start('kube-controller-manager', join(bin, 'kube-controller-manager'), [
    ...common('controller-manager', ports.controllerManager),
    `--service-account-private-key-file=${file('sa.key')}`,
    `--root-ca-file=${file('ca.crt')}`,
    `--cluster-signing-cert-file=${file('ca.crt')}`,
    `--cluster-signing-key-file=${file('ca.key')}`,
    `--kube-api-qps=${controllerRate}`,
    `--kube-api-burst=${controllerRate * 1.5}`,
  ]);
  processes.start('kube-scheduler', join(bin, 'kube-scheduler'), common('scheduler', ports.scheduler));
}

function startKwok(
  processes: Processes,
  {
    bin,
    directory,
    kubeconfig,
    podStartMs,
  }: { bin: string; directory: string; kubeconfig: string; podStartMs: number },
  { kwok }: Ports,
): void {
  const module = execFileSync('go', ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], {
    cwd: moduleDirectory('kwok'),
    encoding: 'utf8',
  }).trim();
  const config = join(directory, 'kwok-stages.yaml');
  writeFileSync(
    config,
    stages
      .map((stage) => readFileSync(join(module, 'kustomize/stage', `${stage}.yaml`), 'utf8'))
      .map((stage) => withStart(withStarted(stage), podStartMs))
      .join('\n---\n'),
  );
  processes.start('kwok', join(bin, 'kwok'), [
    `--kubeconfig=${kubeconfig}`,
    `--config=${config}`,
    '--manage-all-nodes=false',
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    '--node-ip=127.0.0.1',
    '--node-port=0',
    `--server-address=127.0.0.1:${kwok}`,
    '--cidr=10.0.0.1/24',
    '--node-lease-duration-seconds=40',
  ]);
}

/** A kubelet says of a container that runs that it has started; clients count on it. */
function withStarted(stage: string): string {
  if (!stage.includes('name: pod-ready')) return stage;
  return stage.replace(/\bcontainerStatuses:[\s\S]*?\n( *)ready: true\n/, '$&$1started: true\n');
}

function withStart(stage: string, delayMs: number): string {
  if (delayMs === 0 || !stage.includes('name: pod-ready')) return stage;
  return stage.replace(/^spec:$/m, `spec:\n  delay:\n    durationMilliseconds: ${delayMs}`);
}

/** Usable means that Pods are admitted (the default service account exists) and have a node to run on. */
async function makeUsable(processes: Processes, kubeconfig: string, nodes: number): Promise<void> {
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  try {
    const names = Array.from({ length: nodes }, (_, index) => `fake-${index}`);
    for (const name of names) await cluster.resource(Node).create(fakeNode(name));
    const defaultAccount = cluster.resource(ServiceAccount, 'default');
    await processes.until('kube-controller-manager', async () => (await defaultAccount.get('default')) !== undefined);
    for (const name of names)
      await processes.until('kwok', async () => isReady(await cluster.resource(Node).get(name)));
  } finally {
    await cluster.close();
  }
}

function isReady(node: { status?: unknown } | undefined): boolean {
  const { conditions = [] } = (node?.status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

const room = { cpu: '32', memory: '256Gi', pods: '110' };
const fakeNode = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    annotations: { 'kwok.x-k8s.io/node': 'fake', 'node.alpha.kubernetes.io/ttl': '0' },
    labels: {
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      type: 'kwok',
    },
  },
  status: { allocatable: room, capacity: room },
});

function answers(url: string, { ca, administrator }: ClusterIdentities): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const options = { ca, cert: administrator.certificate, key: administrator.key, timeout: 1_000 };
    const request = https.get(url, options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
