import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { digestOf } from '@violet/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegistry, type TestRegistry } from '../testing.ts';

const blob = randomBytes(3_000_001);
const path = `/v2/a/blobs/${digestOf(blob)}`;
let server: TestRegistry;

beforeAll(async () => {
  server = await startTestRegistry();
  const url = `http://${server.address}/v2/a/blobs/uploads/?digest=${digestOf(blob)}`;
  expect((await fetch(url, { method: 'POST', body: blob })).status).toBe(201);
});

afterAll(() => server.close());

/** Descriptors of this process; undefined elsewhere than on Linux. */
const openFiles = async () => (await readdir('/proc/self/fd').catch(() => undefined))?.length;

describe('a file that is sent', () => {
  it.each([
    [undefined, 0, blob.length],
    ['bytes=0-0', 0, 1],
    ['bytes=262143-262144', 262_143, 262_145],
    ['bytes=1000000-', 1_000_000, blob.length],
  ])('has the right bytes for the range %s', async (range, start, end) => {
    const headers: Record<string, string> = range === undefined ? {} : { range };

    const answer = await fetch(`http://${server.address}${path}`, { headers });

    expect(Buffer.from(await answer.arrayBuffer()).equals(blob.subarray(start, end))).toBe(true);
  });

  it('to many clients at once is whole for each', async () => {
    const bodies = Array.from({ length: 12 }, async () =>
      (await fetch(`http://${server.address}${path}`)).arrayBuffer(),
    );

    for (const body of await Promise.all(bodies)) expect(Buffer.from(body).equals(blob)).toBe(true);
  });

  it('is closed when its client goes away in the middle, or while it waits behind another answer', async () => {
    const before = await openFiles();
    for (let time = 0; time < 5; time++) {
      const socket = connect(Number(server.address.split(':')[1]), '127.0.0.1');
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`.repeat(2));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }

    await expect.poll(openFiles).toBeLessThanOrEqual(before ?? 0);
  });
});
