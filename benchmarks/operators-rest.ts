import { eachAtOnce } from '@violet/machinery';
import { startCatalogServer } from '@violet/olm/testing';
import { requestsSince } from './operators-engine.ts';
import { addCatalog, addSubscriber, catalogOf } from './operators-objects.ts';
import { startOperators } from './operators-setting.ts';
import { untilCalm, untilInstalled } from './operators-settle.ts';

/** What the engine does with nothing to do. */
export interface RestCosts {
  /** Requests to the cluster in a minute, and which they were. */
  requests: number;
  asked: { request: string; count: number }[];
  /** Seconds of processor time in a minute. */
  cpu: number;
  /** MiB. */
  memory: number;
}

const operator = 'made-up-operator';
const version = '1.0.0';
const atOnce = 8;
const minuteMs = 60_000;

/** Namespaces with one operator each, installed and at rest, in the sandbox. */
export async function measureRest(namespaces: number): Promise<RestCosts> {
  const setting = await startOperators();
  const catalog = await startCatalogServer(catalogOf(operator, [version]));
  try {
    const { cluster, engine } = setting;
    await addCatalog(cluster, catalog.address);
    const names = Array.from({ length: namespaces }, (_, index) => `team-${index}`);
    await eachAtOnce(names, atOnce, (name) => addSubscriber(cluster, name, operator, 'Automatic'));
    await untilInstalled(setting, namespaces, version, performance.now());
    await untilCalm(setting);
    const before = await engine.requests();
    const cpu = engine.cpu();
    await new Promise((resolve) => setTimeout(resolve, minuteMs));
    const { total, asked } = requestsSince(before, await engine.requests());
    return { requests: total, asked, cpu: engine.cpu() - cpu, memory: engine.resident() };
  } finally {
    await setting.stop();
    catalog.close();
  }
}
