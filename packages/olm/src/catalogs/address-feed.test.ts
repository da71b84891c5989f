import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:net';
import type { ConnectivityState } from '@violet/api';
import type { CatalogContent } from '@violet/bundles';
import { type Clock, systemClock } from '@violet/kube';
import { manualClock } from '@violet/kube/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Reach } from '../reach/reach.ts';
import { aCatalog, aRegistryBundle } from '../testing/catalog-content.ts';
import { type CatalogServer, startCatalogServer } from '../testing/catalog-server.ts';
import { followAddress } from './address-feed.ts';
import type { Feed, HeadCsvs } from './feed.ts';

const first = aCatalog(aRegistryBundle('demo', '0.1.0'));
const second = aCatalog(aRegistryBundle('demo', '0.1.0'), aRegistryBundle('demo', '0.2.0'));
const nothing: CatalogContent = { packages: [], bundles: [] };

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Followed {
  feed: Feed;
  contents: CatalogContent[];
  fingerprints: string[];
  heads: HeadCsvs;
  states: ConnectivityState[];
  problem: string | undefined;
}

/** Names mean what the machine says. */
const anywhere: Reach = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

function follow(address: string, clock: Clock = systemClock, reach = anywhere): Followed {
  const followed: Followed = {
    feed: { nudge() {}, stop() {} },
    contents: [],
    fingerprints: [],
    heads: new Map(),
    states: [],
    problem: undefined,
  };
  followed.feed = followAddress(
    { address, reach, clock, random: () => 1 },
    {
      onState(state, problem) {
        followed.states.push(state);
        followed.problem = problem;
      },
      onContent(content, fingerprint, heads) {
        followed.contents.push(content);
        followed.fingerprints.push(fingerprint);
        followed.heads = heads;
      },
    },
  );
  ends.push(() => followed.feed.stop());
  return followed;
}

async function serve(content: CatalogContent, port?: number): Promise<CatalogServer> {
  const server = await startCatalogServer(content, port);
  ends.push(() => server.close());
  return server;
}

describe('a catalogue at an address', () => {
  it('is READY when its content is there', async () => {
    const server = await serve(first);
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('READY'));
    expect(followed.contents.at(-1)).toEqual(first);
    expect(followed.problem).toBeUndefined();
  });

  it('is read again when the server drops its connections, within two seconds', async () => {
    const server = await serve(first);
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.contents).toHaveLength(1));
    server.swap(second);
    await vi.waitFor(() => expect(followed.contents.at(-1)).toEqual(second), { timeout: 2_000 });
    expect(followed.fingerprints[0]).not.toBe(followed.fingerprints[1]);
  });

  it('has the same fingerprint as long as it says the same', async () => {
    const server = await serve(first);
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.contents).toHaveLength(1));
    server.swap(structuredClone(first));
    await vi.waitFor(() => expect(followed.contents).toHaveLength(2));
    expect(followed.fingerprints[0]).toBe(followed.fingerprints[1]);
  });

  it('gets the CSVs of channel heads that lie in images', async () => {
    const head = aRegistryBundle('demo', '0.2.0', { bundlePath: 'registry/demo:0.2.0' });
    const server = await serve(aCatalog(aRegistryBundle('demo', '0.1.0'), head));
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.heads.get('demo/stable')).toBe(head.csvJson));
  });

  it('says that it cannot be reached, and is there as soon as it can', async () => {
    const server = await serve(first);
    const port = Number(server.address.split(':')[1]);
    server.close();
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.states).toContain('TRANSIENT_FAILURE'));
    expect(followed.problem).toBe(`${server.address} cannot be reached`);
    await serve(first, port);
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('READY'), { timeout: 5_000 });
  });

  it('is tried at once when its object changes, however long it was away', async () => {
    const server = await serve(first);
    const port = Number(server.address.split(':')[1]);
    server.close();
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.states).toContain('TRANSIENT_FAILURE'));
    await serve(first, port);
    followed.feed.nudge();
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('READY'), { timeout: 500 });
  });

  it.each([
    ['garbage', /answered ListBundles with what is no message/],
    ['fail', /failed at ListBundles: the disk is full/],
  ] as const)('keeps its last content when it answers with %s, and says so', async (mischief, problem) => {
    const server = await serve(first);
    const followed = follow(server.address);
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('READY'));
    server.misbehave(mischief);
    server.swap(second);
    await vi.waitFor(() => expect(followed.problem).toMatch(problem));
    expect(followed.contents).toEqual([first]);
    server.misbehave(undefined);
    await vi.waitFor(() => expect(followed.contents.at(-1)).toEqual(second), { timeout: 5_000 });
    expect(followed.problem).toBeUndefined();
  });

  it('is given up for a while when it says nothing', async () => {
    const clock = manualClock();
    const server = await serve(first);
    server.misbehave('hang');
    const followed = follow(server.address, clock);
    await vi.waitFor(() => expect(server.calls.get('listBundles')).toBe(1));
    clock.advance(20_000);
    await vi.waitFor(() => expect(followed.problem).toMatch(/failed at ListBundles: no answer for 20 s/));
  });

  it('is looked up again when its name was unknown', async () => {
    const clock = manualClock();
    const followed = follow('nowhere.invalid:50051', clock);
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('TRANSIENT_FAILURE'), 5_000);
    const before = followed.states.length;
    clock.advance(3_000);
    await vi.waitFor(() => expect(followed.states.slice(before)).toContain('TRANSIENT_FAILURE'), 5_000);
  });

  it('is dialled anew when it accepts connections and says nothing', async () => {
    const clock = manualClock();
    let connections = 0;
    const silent = await listen(() => connections++);
    const followed = follow(silent, clock);
    await vi.waitFor(() => expect(connections).toBe(1));
    await vi.waitFor(() => expect(followed.states).toContain('CONNECTING'));
    clock.advance(10_000);
    await vi.waitFor(() => expect(connections).toBe(2));
    expect(followed.states).toContain('TRANSIENT_FAILURE');
  });

  it('does not lose all packages because a server that has just started lists none', async () => {
    const clock = manualClock();
    const server = await serve(first);
    const followed = follow(server.address, clock);
    await vi.waitFor(() => expect(followed.states.at(-1)).toBe('READY'));
    server.swap(nothing);
    await vi.waitFor(() => expect(followed.problem).toMatch(/lists no packages any more/));
    expect(followed.contents).toEqual([first]);
    clock.shiftTimeOfDay(-3_600_000);
    clock.advance(5_000);
    await vi.waitFor(() => expect(followed.contents.at(-1)).toEqual(nothing));
  });
});

async function listen(onConnection: () => void): Promise<string> {
  const server: Server = createServer((socket) => {
    onConnection();
    ends.push(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  const bound = server.address();
  return `127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}`;
}
