import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../../free-ports.ts';
import { opmServe } from '../suite/stand-ins/opm-container.ts';
import { type Comparison, startComparison } from './comparison.ts';
import { writeMadeUp } from './made-up-catalog.ts';
import { openScenarios } from './open.ts';
import { Scene, scenarios } from './scenarios.ts';
import { type Sides, startSides } from './sides.ts';
import { becomes } from './until-equal.ts';

const bin = process.env['VIOLET_PEERS_BIN'] ?? '';
const catalog = 'made-up';
const overMs = 60_000;

const directory = mkdtempSync(join(tmpdir(), 'violet-scenarios-'));
let sides: Sides;
let comparison: Comparison;
let opm: ReturnType<typeof spawn>;

beforeAll(async () => {
  const configs = join(directory, 'configs');
  mkdirSync(configs);
  for (const { operators } of scenarios) for (const operator of operators) writeMadeUp(operator, configs);
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

describe.concurrent('objects made on both', () => {
  for (const [name, difference] of openScenarios) it.skip(`${name}: ${difference}`, () => undefined);

  it.for(scenarios.filter(({ name }) => !openScenarios.has(name)))(
    'lead to the same: $name',
    { timeout: 240_000 },
    async (scenario) => {
      const { name, namespace, others = [] } = scenario;
      await Promise.all(
        sides.both.map(async ({ client }) => {
          const scene = new Scene(client, catalog, namespace);
          await scene.namespace(namespace);
          await scenario.make(scene);
          await becomes(() => scenario.isOver(scene), overMs);
        }),
      );
      expect(await comparison.of(name, [namespace, ...others])).toEqual([]);
    },
  );
});
