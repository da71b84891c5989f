import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../../digest.ts';
import { instantClock, type ScriptedRegistry, startScriptedRegistry } from '../../testing.ts';
import { connectRegistry } from '../connect-registry.ts';
import type { BlobUpload, Registry, UploadSession, UploadSizes } from '../registry.ts';

const content = Buffer.from('0123456789abcdefghij');
const digest = digestOf(content);
const open: { close(): unknown }[] = [];

/** What a registry does to a request, before or instead of the right thing: true when it has been answered (or not). */
type Fault = (line: string, response: ServerResponse, request: IncomingMessage) => boolean;

interface Uploads {
  server: ScriptedRegistry;
  registry: Registry;
  /** What has come to the upload that is under way. */
  received: Buffer;
  finished: boolean;
  lines(): string[];
}

async function uploads(
  fault: Fault = () => false,
  headers: Record<string, string> = {},
  sizes: UploadSizes = { wholeBytes: 5, chunkBytes: 8 },
): Promise<Uploads> {
  const state = { received: Buffer.alloc(0), finished: false };
  let begun = 0;
  const where = () => ({
    location: `/v2/a/up/${begun}`,
    range: `0-${Math.max(0, state.received.length - 1)}`,
    ...headers,
  });
  const server = await startScriptedRegistry(
    (seen, response, request) => {
      if (request.method === 'HEAD') {
        response
          .writeHead(state.finished ? 200 : 404, state.finished ? { 'content-length': content.length } : {})
          .end();
      } else if (request.method === 'POST') {
        begun += 1;
        state.received = Buffer.alloc(0);
        response.writeHead(202, where()).end();
      } else if (request.method === 'GET') {
        response.writeHead(204, where()).end();
      } else if (request.method === 'PATCH') {
        const start = Number(seen.headers['content-range']?.split('-')[0]);
        if (start === state.received.length) state.received = Buffer.concat([state.received, seen.body]);
        response.writeHead(start === state.received.length - seen.body.length ? 202 : 416, where()).end();
      } else {
        state.received = Buffer.concat([state.received, seen.body]);
        state.finished = digestOf(state.received) === digest;
        response.writeHead(state.finished ? 201 : 400).end();
      }
    },
    (request, response) => fault(`${request.method} ${request.url}`, response, request),
  );
  const registry = connectRegistry({
    address: server.address,
    plain: true,
    clock: instantClock(),
    uploads: sizes,
  });
  open.push(registry, server);
  const lines = () =>
    server.seen.map(({ line, headers: { 'content-range': range } }) => `${line.split('?')[0]} ${range ?? ''}`.trim());
  return Object.assign(state, { server, registry, lines });
}

function blob(more: Partial<BlobUpload> = {}): BlobUpload {
  const read = (offset: number, length: number) => Readable.from([content.subarray(offset, offset + length)]);
  return { digest, size: content.length, open: read, ...more };
}

/** Lets the first `count` requests of a method meet a fault. */
function first(count: number, method: string, fault: Fault): Fault {
  let left = count;
  return (line, response, request) => {
    if (!line.startsWith(`${method} `) || left === 0) return false;
    left -= 1;
    return fault(line, response, request);
  };
}

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

describe('uploadBlob', () => {
  it('sends small blobs in one request', async () => {
    const { registry, server } = await uploads();
    const small = Buffer.from('hello');

    const outcome = registry.uploadBlob('a', { digest, size: 5, open: () => Readable.from([small]) });

    // The fake registry knows one blob, and this is another: it judges digests.
    await expect(outcome).rejects.toMatchObject({ code: 'BadRequest' });
    expect(server.seen.map(({ line, body }) => [line.split('?')[0], body.toString()])).toEqual([
      ['POST /v2/a/blobs/uploads/', ''],
      ['PUT /v2/a/up/1', 'hello'],
    ]);
  });

  it('sends large blobs in chunks and tells how far they have come', async () => {
    const { registry, lines } = await uploads();
    const progress: number[] = [];
    const sessions: (UploadSession | undefined)[] = [];

    const outcome = await registry.uploadBlob(
      'a',
      blob({ onProgress: (bytes) => progress.push(bytes), onSession: (session) => sessions.push(session) }),
    );

    expect(outcome).toBe('uploaded');
    expect(lines()).toEqual([
      'POST /v2/a/blobs/uploads/',
      'PATCH /v2/a/up/1 0-7',
      'PATCH /v2/a/up/1 8-15',
      'PATCH /v2/a/up/1 16-19',
      'PUT /v2/a/up/1',
    ]);
    expect(progress).toEqual([8, 16, 20]);
    expect(sessions.at(0)?.location).toContain('/v2/a/up/1');
    expect(sessions.at(-1)).toBeUndefined();
  });

  it('continues inside a chunk where a broken connection left it', async () => {
    const state = await uploads(
      first(1, 'PATCH', (_line, response) => {
        state.received = content.subarray(0, 3);
        response.destroy();
        return true;
      }),
    );

    expect(await state.registry.uploadBlob('a', blob())).toBe('uploaded');
    expect(state.lines()).toEqual([
      'POST /v2/a/blobs/uploads/',
      'GET /v2/a/up/1',
      'PATCH /v2/a/up/1 3-10',
      'PATCH /v2/a/up/1 11-18',
      'PATCH /v2/a/up/1 19-19',
      'PUT /v2/a/up/1',
    ]);
  });

  it('survives a registry that answers 500 in the middle', async () => {
    const { registry } = await uploads(
      first(3, 'PATCH', (_, response, request) => {
        request.resume().once('end', () => response.writeHead(500).end());
        return true;
      }),
    );

    expect(await registry.uploadBlob('a', blob())).toBe('uploaded');
  });

  it('gives up on a registry that always answers 500, naming repository and blob', async () => {
    const { registry, server } = await uploads((line, response, request) => {
      if (!line.startsWith('PATCH')) return false;
      request.resume().once('end', () => response.writeHead(500).end());
      return true;
    });

    await expect(registry.uploadBlob('a', blob())).rejects.toMatchObject({
      code: 'InternalError',
      message: `registry ${server.address}: pushing blob ${digest} to a: it answered 500`,
      hint: expect.stringContaining('again'),
    });
  });

  it('gives up on a registry that takes all of it and forgets it at the end, again and again', async () => {
    const { registry, lines } = await uploads((line, response) => {
      if (line.startsWith('PUT')) response.writeHead(500).end();
      else if (line.startsWith('GET')) response.writeHead(404).end();
      return line.startsWith('PUT') || line.startsWith('GET');
    });

    await expect(registry.uploadBlob('a', blob())).rejects.toMatchObject({ code: 'InternalError' });
    expect(lines().filter((line) => line.startsWith('POST'))).toHaveLength(5);
  });

  it('begins anew when the registry forgot the upload', async () => {
    const cut = first(1, 'PATCH', (_, response) => response.destroy().destroyed);
    const forget = first(1, 'GET', (_, response) => response.writeHead(404).end().headersSent);
    const { registry, lines } = await uploads((...request) => cut(...request) || forget(...request));

    expect(await registry.uploadBlob('a', blob())).toBe('uploaded');
    expect(lines().filter((line) => line.startsWith('POST'))).toHaveLength(2);
  });

  it('turns to one request where the registry knows no chunks', async () => {
    const { registry, lines } = await uploads((line, response, request) => {
      if (!line.startsWith('PATCH')) return false;
      request.resume().once('end', () => response.writeHead(405).end());
      return true;
    });

    expect(await registry.uploadBlob('a', blob())).toBe('uploaded');
    expect(lines()).toEqual(['POST /v2/a/blobs/uploads/', 'POST /v2/a/blobs/uploads/', 'PUT /v2/a/up/2']);
  });

  it('sees that a blob is there when the answer to its completion was lost', async () => {
    const state = await uploads((line, response) => {
      if (line.startsWith('PUT')) {
        state.finished = true;
        response.destroy();
        return true;
      }
      if (line.startsWith('GET')) response.writeHead(404).end();
      return line.startsWith('GET');
    });

    expect(await state.registry.uploadBlob('a', blob())).toBe('uploaded');
    expect(state.lines().at(-1)).toBe(`HEAD /v2/a/blobs/${digest}`);
  });

  it('continues what another process began', async () => {
    const state = await uploads();
    state.received = content.subarray(0, 12);
    const progress: number[] = [];

    const resume = { location: `http://${state.server.address}/v2/a/up/0` };
    expect(await state.registry.uploadBlob('a', blob({ resume, onProgress: (bytes) => progress.push(bytes) }))).toBe(
      'uploaded',
    );

    expect(state.lines()).toEqual(['GET /v2/a/up/0', 'PATCH /v2/a/up/0 12-19', 'PUT /v2/a/up/0']);
    expect(progress).toEqual([20]);
  });

  it('tells where it goes on, and begins anew where the bytes of another process are not those of the blob', async () => {
    const state = await uploads();
    state.received = Buffer.from('something else');
    const resumed: number[] = [];

    const resume = { location: `http://${state.server.address}/v2/a/up/0` };
    const outcome = await state.registry.uploadBlob('a', blob({ resume, onResumed: (offset) => resumed.push(offset) }));

    expect(outcome).toBe('uploaded');
    expect(resumed).toEqual([14, 0]);
    expect(state.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('continues with chunks where what was to go in one request broke', async () => {
    const state = await uploads(
      first(1, 'PUT', (_line, response) => {
        state.received = content.subarray(0, 7);
        response.destroy();
        return true;
      }),
      {},
      { wholeBytes: 64, chunkBytes: 64 },
    );

    expect(await state.registry.uploadBlob('a', blob())).toBe('uploaded');
    expect(state.lines()).toEqual([
      'POST /v2/a/blobs/uploads/',
      'GET /v2/a/up/1',
      'PATCH /v2/a/up/1 7-19',
      'PUT /v2/a/up/1',
    ]);
  });

  it('sends chunks as large as the registry wants them', async () => {
    const { registry, lines } = await uploads(() => false, { 'oci-chunk-min-length': '12' });

    await registry.uploadBlob('a', blob());

    expect(lines()).toContain('PATCH /v2/a/up/1 0-11');
  });

  it('mounts when it can, and uses the upload that the registry began instead when it cannot', async () => {
    const mounts = await uploads((line, response) => {
      if (line.includes('from=b')) response.writeHead(201).end();
      return line.includes('from=b');
    });

    expect(await mounts.registry.uploadBlob('a', blob({ mountFrom: 'b' }))).toBe('mounted');
    expect(await mounts.registry.uploadBlob('a', blob({ mountFrom: 'c' }))).toBe('uploaded');
    expect(mounts.lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  it('stops sending when it is refused meanwhile', async () => {
    const { registry } = await uploads((line, response) => {
      if (line.startsWith('PATCH')) response.writeHead(403).end();
      return line.startsWith('PATCH');
    });
    const refused = Promise.withResolvers<void>();
    let isOver = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield content.subarray(0, 1);
        await refused.promise;
        yield content.subarray(1, 2);
      } finally {
        isOver = true;
      }
    }

    await expect(registry.uploadBlob('a', blob({ open: endless }))).rejects.toMatchObject({ code: 'Forbidden' });
    refused.resolve();
    await expect.poll(() => isOver).toBe(true);
  });

  it('asks for the next bytes when those before are sent, so that their memory can be used again', async () => {
    const state = await uploads(() => false, {}, { wholeBytes: 64, chunkBytes: 64 });
    const memory = Buffer.alloc(5);
    async function* reusing(): AsyncGenerator<Buffer> {
      for (let at = 0; at < content.length; at += memory.length) {
        content.copy(memory, 0, at);
        yield memory;
      }
    }

    expect(await state.registry.uploadBlob('a', blob({ open: reusing }))).toBe('uploaded');
    expect(state.received).toEqual(content);
  });

  it.each([
    ['breaks', () => Readable.from(failing())],
    ['gives too much', () => Readable.from([content])],
    ['gives too little', () => Readable.from([content.subarray(0, 1)])],
  ])('fails at once when its source %s', async (_, source) => {
    const { registry, lines } = await uploads();

    await expect(registry.uploadBlob('a', blob({ open: source }))).rejects.toMatchObject({
      reason: 'SourceUnreadable',
    });
    expect(lines().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });
});

async function* failing(): AsyncGenerator<Buffer> {
  yield content.subarray(0, 1);
  throw new Error('the disk is gone');
}
