import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { ApiService, Service } from '@violet/api';
import { createAuthority, type Identity, issueServerCertificate } from '@violet/controller';
import { type Cluster, connectCluster, parseKubeconfig } from '@violet/kube';
import type { KubernetesObject } from '@violet/machinery';
import { freePorts } from '../../../e2e/harness/free-ports.ts';
import { moduleDirectory } from '../binaries.ts';
import { Processes } from '../processes.ts';
import { olmNamespace, prepareForOlm } from './surroundings.ts';

export interface RealOlm {
  /** Where its metrics are, where they are not on the port that the suite asks. */
  metricsPort?: number;
  stop(): Promise<void>;
}

/** One whose program that reads catalogues can be started again, as a Deployment would. */
export interface RestartableOlm extends RealOlm {
  restart(): Promise<void>;
}

/**
 * Starts upstream's OLM as programs of this machine against a real cluster. Its operators listen on fixed ports: only one
 * in a network (`inOwnNetwork`). Every namespace sees the catalogues of `catalogNamespace`.
 */
export async function startRealOlm(
  bin: string,
  directory: string,
  kubeconfig: string,
  catalogNamespace = olmNamespace,
): Promise<RestartableOlm> {
  mkdirSync(directory, { recursive: true });
  const cluster = connectCluster(parseKubeconfig(readFileSync(kubeconfig, 'utf8')).access());
  const processes = new Processes(directory);
  try {
    installDefinitions(bin, kubeconfig);
    await prepareForOlm(cluster);
    const certificates = await writeCertificates(directory);
    startOperators(processes, { bin, kubeconfig, catalogNamespace }, certificates);
    await startPackageServer(processes, { bin, directory, cluster, kubeconfig, catalogNamespace }, certificates);
    return { restart: () => processes.restart('catalog'), stop: () => processes.stop() };
  } catch (error) {
    await processes.stop();
    throw error;
  } finally {
    await cluster.close();
  }
}

function installDefinitions(bin: string, kubeconfig: string): void {
  const module = execFileSync(
    'go',
    ['list', '-mod=readonly', '-m', '-f', '{{.Dir}}', 'github.com/operator-framework/api'],
    { cwd: moduleDirectory('olm'), encoding: 'utf8' },
  ).trim();
  const kubectl = (...words: string[]) =>
    execFileSync(join(bin, 'kubectl'), ['--kubeconfig', kubeconfig, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
  const files = definitionFiles.flatMap((name) => ['-f', join(module, 'crds', `operators.coreos.com_${name}.yaml`)]);
  kubectl('apply', '--server-side', ...files);
  // It gives up at once on a CRD that has no status yet.
  kubectl('wait', '--for=jsonpath={.status.conditions}', 'crd', '--all', '--timeout=30s');
  kubectl('wait', '--for=condition=Established', 'crd', '--all', '--timeout=30s');
}

const definitionFiles = [
  'catalogsources',
  'clusterserviceversions',
  'installplans',
  'olmconfigs',
  'operatorconditions',
  'operatorgroups',
  'operators',
  'subscriptions',
];

interface Certificates {
  authority: Identity;
  file(name: 'ca.crt' | 'olm.crt' | 'olm.key'): string;
}

async function writeCertificates(directory: string): Promise<Certificates> {
  const file = (name: string) => join(directory, name);
  const authority = await createAuthority({ commonName: 'peer olm' });
  const hosts = ['localhost', '127.0.0.1', `${packageService}.${olmNamespace}.svc`];
  const identity = await issueServerCertificate(authority, { commonName: 'olm', hosts });
  writeFileSync(file('ca.crt'), authority.certificate);
  writeFileSync(file('olm.crt'), identity.certificate);
  writeFileSync(file('olm.key'), identity.key, { mode: 0o600 });
  return { authority, file };
}

/** In CI upstream's programs look into all that they send, and fail at kinds that they do not know: a check of its own tests. */
const asInstalled = { CI: undefined };

/** Both serve on 8080 in plain text and on 8443 with a certificate: one each way. */
function startOperators(
  processes: Processes,
  { bin, kubeconfig, catalogNamespace }: { bin: string; kubeconfig: string; catalogNamespace: string },
  { file }: Certificates,
): void {
  const identity = {
    ...asInstalled,
    KUBECONFIG: kubeconfig,
    OPERATOR_NAMESPACE: olmNamespace,
    OPERATOR_NAME: 'olm-operator',
  };
  const tls = ['--tls-cert', file('olm.crt'), '--tls-key', file('olm.key'), '--client-ca', file('ca.crt')];
  processes.start('olm', join(bin, 'olm'), ['--namespace', olmNamespace, ...tls], identity);
  const words = ['--namespace', olmNamespace, '--kubeconfig', kubeconfig, '--set-workload-user-id=true'];
  processes.start('catalog', join(bin, 'catalog'), words, {
    ...asInstalled,
    GLOBAL_CATALOG_NAMESPACE: catalogNamespace,
  });
}

const packageService = 'packageserver-service';
const applied = { fieldManager: 'peers', force: true };

interface PackageServerSettings {
  bin: string;
  directory: string;
  cluster: Cluster;
  kubeconfig: string;
  catalogNamespace: string;
}

/** It takes its rights from the files that a Pod has, wherever its kubeconfig is: they are put there for it alone. */
async function startPackageServer(
  processes: Processes,
  { bin, directory, cluster, kubeconfig, catalogNamespace }: PackageServerSettings,
  { authority, file }: Certificates,
): Promise<void> {
  const [port = 0] = await freePorts(1);
  const { hostname, port: apiPort } = new URL(cluster.server);
  const account = join(directory, 'service-account');
  mkdirSync(account, { recursive: true });
  writeFileSync(join(account, 'token'), await serviceAccountToken(cluster), { mode: 0o600 });
  writeFileSync(join(account, 'namespace'), olmNamespace);
  cpSync(join(kubeconfig, '..', 'ca.crt'), join(account, 'ca.crt'));
  const inPod = '/run/secrets/kubernetes.io/serviceaccount';
  const script = `mount -t tmpfs tmpfs /run && mkdir -p ${inPod} && cp "$1"/* ${inPod}/ && shift && exec "$@"`;
  const serve = [
    ...[join(bin, 'package-server'), '--global-namespace', catalogNamespace],
    ...['--bind-address', '127.0.0.1', '--secure-port', String(port)],
    ...['--tls-cert-file', file('olm.crt'), '--tls-private-key-file', file('olm.key')],
  ];
  processes.start('package-server', 'unshare', ['--mount', 'sh', '-c', script, 'sh', account, ...serve], {
    ...asInstalled,
    KUBERNETES_SERVICE_HOST: hostname,
    KUBERNETES_SERVICE_PORT: apiPort,
  });
  await processes.until('olm', () => isHealthy('https://127.0.0.1:8443/healthz', authority));
  await cluster.resource(Service, olmNamespace).apply(packageServerService(port), applied);
  await processes.until('olm', () => registerPackages(cluster, packageApi(port, authority.certificate)));
  await processes.until('package-server', async () =>
    isAvailable(await cluster.resource(ApiService).get(packageApiName)),
  );
}

/** As its operator does, which leaves an API to whoever serves it already. */
async function registerPackages(cluster: Cluster, registration: ApiService): Promise<boolean> {
  const apis = cluster.resource(ApiService);
  const { service } = (await apis.get(packageApiName))?.spec ?? {};
  if (service !== undefined && service.name !== packageService) return false;
  await apis.apply(registration, applied);
  return true;
}

async function serviceAccountToken(cluster: Cluster): Promise<string> {
  const { status } = await cluster.json<{ status: { token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${olmNamespace}/serviceaccounts/olm-operator-serviceaccount/token`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 86_400 },
    }),
  });
  return status.token;
}

const packageApiName = 'v1.packages.operators.coreos.com';

function packageServerService(port: number): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: packageService, namespace: olmNamespace },
    spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] },
  };
}

function packageApi(port: number, ca: string): ApiService {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: packageApiName },
    spec: {
      group: 'packages.operators.coreos.com',
      version: 'v1',
      groupPriorityMinimum: 2000,
      versionPriority: 15,
      caBundle: Buffer.from(ca).toString('base64'),
      service: { name: packageService, namespace: olmNamespace, port },
    },
  };
}

function isAvailable(object: KubernetesObject | undefined): boolean {
  const { conditions = [] } = (object?.status ?? {}) as { conditions?: { type: string; status: string }[] };
  return conditions.some(({ type, status }) => type === 'Available' && status === 'True');
}

function isHealthy(url: string, { certificate }: Identity): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const request = https.get(url, { ca: certificate, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
