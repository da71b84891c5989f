import { ClusterServiceVersion } from '@violet/api';
import { type Projection, startCache } from '@violet/kube';
import { eachAtOnce } from '@violet/machinery';
import { operatorsNamespace } from '../tools/peers/olm/surroundings.ts';
import { addNamespace, anOperator } from './operators-objects.ts';
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

/** Operators for all namespaces, copied into every one of these on a real API server. */
export async function measureCopies(operators: number, namespaces: number, bin: string): Promise<CopyCosts> {
  const { cluster, engine, stop } = await startOperators(bin);
  const copies = startCache(cluster, ClusterServiceVersion, { labelSelector: 'olm.copiedFrom', project: phaseOnly });
  try {
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addNamespace(cluster, name));
    const before = engine.resident();
    const cpu = engine.cpu();
    const started = performance.now();
    const originals = cluster.resource(ClusterServiceVersion, operatorsNamespace);
    for (let index = 0; index < operators; index++) {
      const operator = anOperator(`operator-${index}`, '1.0.0', published);
      await originals.create({ ...operator, metadata: { ...operator.metadata, annotations } });
    }
    const wanted = operators * namespaces;
    const isThere = ({ status }: ClusterServiceVersion) => status?.phase === 'Succeeded';
    const areThere = await copies.until(
      () => copies.size >= wanted && copies.list().filter(isThere).length >= wanted,
      patienceMs,
    );
    if (!areThere) throw new Error(`not every namespace has its copies in ${patienceMs} ms`);
    const took = performance.now() - started;
    const memory = { before, peak: engine.peak(), after: engine.resident() };
    return { copies: wanted, took, cpu: engine.cpu() - cpu, memory };
  } finally {
    copies.stop();
    await stop();
  }
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
