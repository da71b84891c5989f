import { ClusterServiceVersion } from '@violet/api';
import { eachAtOnce } from '@violet/machinery';
import { operatorsNamespace } from '../tools/peers/olm/surroundings.ts';
import { addNamespace, anOperator } from './operators-objects.ts';
import { startOperators } from './operators-setting.ts';
import { millisecondsUntil } from './until.ts';

/** What copies cost the engine's process: milliseconds, seconds of processor time, MiB at most. */
export interface CopyCosts {
  copies: number;
  took: number;
  cpu: number;
  memory: number;
}

const atOnce = 8;
/** Of an operator as they are published: examples, a description and an icon, 26 kB together. */
const annotations = { 'alm-examples': 'x'.repeat(12_000) };
const published = {
  description: 'y'.repeat(6_000),
  icon: [{ base64data: 'A'.repeat(8_000), mediatype: 'image/png' }],
};

/** Operators for all namespaces, copied into every one of these on a real API server. */
export async function measureCopies(operators: number, namespaces: number, bin: string): Promise<CopyCosts> {
  const { cluster, engine, stop } = await startOperators(bin);
  try {
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addNamespace(cluster, name));
    const before = engine.cpu();
    const started = performance.now();
    const originals = cluster.resource(ClusterServiceVersion, operatorsNamespace);
    for (let index = 0; index < operators; index++) {
      const operator = anOperator(`operator-${index}`, '1.0.0', published);
      await originals.create({ ...operator, metadata: { ...operator.metadata, annotations } });
    }
    const last = async (namespace: string) => {
      const { items } = await cluster.resource(ClusterServiceVersion, namespace).list();
      return items.filter(({ status }) => status?.reason === 'Copied' && status.phase === 'Succeeded').length;
    };
    const took = await millisecondsUntil(
      'every namespace has its copies',
      async () => {
        for (const name of names.toReversed()) if ((await last(name)) < operators) return false;
        return true;
      },
      { started, pauseMs: 500, patienceMs: 600_000 },
    );
    return { copies: operators * namespaces, took, cpu: engine.cpu() - before, memory: engine.peak() };
  } finally {
    await stop();
  }
}
