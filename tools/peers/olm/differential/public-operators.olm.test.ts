import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../free-ports.ts';
import { testData } from '../../test-data.ts';
import { opmServe } from '../suite/stand-ins/opm-container.ts';
import { allowed } from './allowed.ts';
import { type Comparison, startComparison } from './comparison.ts';
import { approve, subscribe, uninstall } from './life.ts';
import { open } from './open.ts';
import { type PublicPackage, writePublicCatalog } from './public-catalog.ts';
import { type Side, type Sides, startSides } from './sides.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
const folder = testData('community-operators');
const only = process.env['VIOLET_ONLY_OPERATORS']?.split(',');
const catalog = 'community';

const directory = mkdtempSync(join(tmpdir(), 'violet-differential-'));
const configs = join(directory, 'configs');
const packages = folder === undefined ? [] : writePublicCatalog(join(bin, 'opm'), folder, configs, only);

let sides: Sides;
let comparison: Comparison;
let opm: ReturnType<typeof spawn>;

beforeAll(async () => {
  if (packages.length === 0) return;
  const [port = 0] = await freePorts(1);
  opm = spawn(join(bin, 'opm'), opmServe(configs, port, directory), { stdio: 'ignore' });
  sides = await startSides(bin, { name: catalog, address: `127.0.0.1:${port}` });
  comparison = await startComparison(sides);
});
afterAll(async () => {
  await sides?.stop();
  opm?.kill();
  rmSync(directory, { recursive: true, force: true });
});

const onBoth = (deed: (side: Side) => Promise<void>) => Promise.all(sides.both.map(deed));

/** Installs every version after the other, then removes the last: what differed after each step. */
async function live({ name, csvs }: PublicPackage): Promise<string[]> {
  const namespace = `of-${name}`;
  const [first = ''] = csvs;
  const differing: string[] = [];
  const compareAfter = async (what: string) =>
    differing.push(...(await comparison.of(`${name}: ${what}`, [namespace])));

  await onBoth(({ client }) => subscribe(client, { namespace, package: name, csv: first, catalog }));
  await compareAfter('subscribed');
  for (const [index, csv] of csvs.entries()) {
    await onBoth(({ client }) => approve(client, namespace, csv, csvs[index + 1]));
    await compareAfter(csv);
  }
  await onBoth(({ client }) => uninstall(client, namespace));
  await compareAfter('removed');
  return differing;
}

describe.concurrent('a public operator is installed, upgraded and removed as by upstream', () => {
  const equal = packages.filter(({ name }) => !open.has(name));
  const others = packages.filter(({ name }) => open.has(name));

  it.for(equal)('$name', { timeout: 400_000 }, async (operator) => {
    expect(await live(operator)).toEqual([]);
  });
  for (const { name } of others) it.skip(`${name}: ${open.get(name)}`, () => undefined);
});

describe.runIf(only === undefined && packages.length > 0)('in the end', () => {
  it('the same is left in both clusters', async () => {
    expect(await comparison.ofCluster('in the end')).toEqual([]);
  });

  it('every allowed difference has been needed', () => {
    expect(allowed.filter((one) => !comparison.used.has(one)).map(({ reason }) => reason)).toEqual([]);
  });

  it('every operator that is said to differ is there', () => {
    const names = packages.map(({ name }) => name);
    expect([...open.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe.runIf(packages.length === 0)('the public operators', () => {
  it.skip('are not at hand (VIOLET_TESTDATA names the folder of the test data): nothing is compared', () => undefined);
});
