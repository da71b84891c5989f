/** A push that is killed in the middle of a blob, and the next one, with the registries that people have. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPackage } from '@violet/archive';
import { aPlugin } from '@violet/archive/testing';
import { connectRegistry, digestOf } from '@violet/oci';
import { startTestRegistry } from '@violet/registry/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startDistribution, startOldDistribution } from '../registry-answers/distribution.ts';
import { type InterruptedPush, interruptPush } from './interrupted-push.ts';

const bytes = 160 * 1024 * 1024;

let directory: string;
let packed: string;
let digest: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-push-resume-'));
  packed = join(directory, 'one.tgz');
  const large = randomBytes(bytes);
  digest = digestOf(large);
  await buildPackage({ ...(await aPlugin('one', 'v1.0.0', { large })), output: packed });
});
afterEach(() => stop());
afterAll(() => rm(directory, { recursive: true, force: true }));

async function ours(): Promise<string> {
  const { address, close } = await startTestRegistry();
  stop = close;
  return address;
}

async function theirs(version: 2 | 3): Promise<string> {
  const bin = process.env['VIOLET_PEERS_BIN'];
  if (bin === undefined) throw new Error('VIOLET_PEERS_BIN does not name the folder of the peers: run npm run peers');
  const registry = await (version === 3 ? startDistribution(bin) : startOldDistribution());
  stop = registry.stop;
  return registry.address;
}

async function interrupt(address: string, { withoutJournal = false } = {}): Promise<InterruptedPush> {
  const stateDirectory = await mkdtemp(join(directory, 'state-'));
  const pushed = await interruptPush(address, { packed, bytes, stateDirectory, withoutJournal });
  const registry = connectRegistry({ address, plain: true });
  expect(await registry.headBlob('acp/large', digest)).toBe(bytes);
  registry.close();
  return pushed;
}

/** Where the blob went on, as often as that was said. */
const resumedAt = ({ events }: InterruptedPush): number[] =>
  events
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(digest))
    .map((line) => JSON.parse(line))
    .flatMap(({ event, offset }) => (event === 'resumed' ? [offset] : []));

describe('a push whose process was killed when half of a blob had been sent', () => {
  it.each([
    { name: 'distribution 3', start: () => theirs(3) },
    { name: 'our registry', start: ours },
  ])('sends less than 52 percent of it in the next process, to $name', async ({ start }) => {
    const pushed = await interrupt(await start());

    expect(pushed.after / bytes).toBeLessThan(0.52);
    expect(resumedAt(pushed)[0]).toBeGreaterThan(0.48 * bytes);
  });

  it('sends all of it when what was written down is gone', async () => {
    const pushed = await interrupt(await theirs(3), { withoutJournal: true });

    expect(pushed.after / bytes).toBeGreaterThan(0.99);
    expect(resumedAt(pushed)).toEqual([]);
  });

  it('sends all of it again to distribution 2.8, which forgets what was cut, and says so', async () => {
    const pushed = await interrupt(await theirs(2));

    expect(pushed.after / bytes).toBeGreaterThan(0.99);
    expect(resumedAt(pushed).at(-1)).toBe(0);
  });
});
