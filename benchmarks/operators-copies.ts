import { ClusterServiceVersion, Role, RoleBinding, ServiceAccount } from '@violet/api';
import { type Cluster, type Projection, type ResourceCache, startCache } from '@violet/kube';
import { eachAtOnce } from '@violet/machinery';
import { operatorsNamespace } from '../tools/peers/olm/surroundings.ts';
import { addNamespace, anOperator, rules } from './operators-objects.ts';
import { startOperators } from './operators-setting.ts';

/** What copies cost the engine's process: milliseconds, seconds of processor time, MiB. */
export interface CopyCosts {
  copies: number;
  took: number;
  cpu: number;
  /** Before the first operator, at the highest, and when all copies are there. */
  memory: { before: number; peak: number; after: number };
}

const atOnce = 8;
const patienceMs = 900_000;
/** Of an operator as they are published: examples, a description and an icon, 26 kB together. */
const annotations = { 'alm-examples': 'x'.repeat(12_000) };
const published = {
  description: 'y'.repeat(6_000),
  icon: [{ base64data: 'A'.repeat(8_000), mediatype: 'image/png' }],
};

/** Operators for all namespaces, copied into each of these on a real API server, and into those that it has anyway. */
export async function measureCopies(operators: number, namespaces: number, bin: string): Promise<CopyCosts> {
  const { cluster, engine, stop } = await startOperators(bin);
  const copies = startCache(cluster, ClusterServiceVersion, { labelSelector: 'olm.copiedFrom', project: phaseOnly });
  try {
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addNamespace(cluster, name));
    const before = engine.resident();
    const cpu = engine.cpu();
    const started = performance.now();
    for (let index = 0; index < operators; index++) await addOperator(cluster, `operator-${index}`);
    await untilCopied(copies, operators * namespaces);
    const took = performance.now() - started;
    const memory = { before, peak: engine.peak(), after: engine.resident() };
    return { copies: copies.size, took, cpu: engine.cpu() - cpu, memory };
  } finally {
    copies.stop();
    await stop();
  }
}

/** As an InstallPlan leaves it. */
async function addOperator(cluster: Cluster, name: string): Promise<void> {
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name } };
  const subjects = [{ kind: 'ServiceAccount', name, namespace: operatorsNamespace }];
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
  const csv = anOperator(name, '1.0.0', published);
  const at = operatorsNamespace;
  await cluster
    .resource(ServiceAccount, at)
    .create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels: { 'olm.managed': 'true' } } });
  await cluster.resource(Role, at).create({ ...rbac, kind: 'Role', rules });
  await cluster.resource(RoleBinding, at).create({ ...rbac, kind: 'RoleBinding', subjects, roleRef });
  await cluster.resource(ClusterServiceVersion, at).create({ ...csv, metadata: { ...csv.metadata, annotations } });
}

async function untilCopied(copies: ResourceCache<ClusterServiceVersion>, count: number): Promise<void> {
  const isThere = ({ status }: ClusterServiceVersion) => status?.phase === 'Succeeded';
  const areThere = () => copies.size >= count && copies.list().every(isThere);
  if (!(await copies.until(areThere, patienceMs))) throw new Error(`not all copies are there in ${patienceMs} ms`);
}

const phaseOnly: Projection = {
  id: 'phase',
  of: ({ apiVersion, kind, metadata: { name, namespace = '', uid, resourceVersion, creationTimestamp }, status }) => ({
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    status,
  }),
};
