import type { HttpRequest, HttpResponse } from '@violet/apiserver';
import { describe, expect, it } from 'vitest';
import { inProcessTransport } from './transport.ts';

const usual = { method: 'GET', path: '/x', headers: {}, timeoutMs: 5_000, stream: false };

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

async function echo(request: HttpRequest, response: HttpResponse): Promise<void> {
  const { method, url, headers } = request;
  response.setHeader('Warning', ['299 - "one"', '299 - "two"']);
  response.writeHead(201, { 'content-type': 'text/plain' });
  response.end(`${method} ${url} ${headers['accept']} ${await textOf(request)}`);
}

describe('a request to a server of the same process', () => {
  it('is answered as over a wire', async () => {
    const transport = inProcessTransport((request, response) => void echo(request, response));
    const asked = { ...usual, method: 'POST', path: '/x?y=1', headers: { Accept: 'a' }, body: 'some words' };
    const { status, headers, body } = await transport.send(asked);

    expect(status).toBe(201);
    expect(headers).toEqual({ warning: '299 - "one", 299 - "two"', 'content-type': 'text/plain' });
    expect(await textOf(body)).toBe('POST /x?y=1 a some words');
  });

  it('ends for the server when its reader goes, or is aborted', async () => {
    const ends: string[] = [];
    const transport = inProcessTransport((_request, response) => {
      response.on('close', () => void ends.push('gone'));
      response.writeHead(200);
      response.write('first');
    });
    const left = await transport.send({ ...usual, stream: true });
    for await (const _chunk of left.body) break;
    expect(ends).toEqual(['gone']);

    const gone = new AbortController();
    const aborted = await transport.send({ ...usual, stream: true, signal: gone.signal });
    const reading = textOf(aborted.body);
    gone.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(ends).toEqual(['gone', 'gone']);
  });

  it('is given up when no answer comes in time, and when the client is closed', async () => {
    const transport = inProcessTransport(() => undefined);
    await expect(transport.send({ ...usual, timeoutMs: 5 })).rejects.toMatchObject({ code: 'Timeout' });

    const open = transport.send(usual);
    await new Promise(setImmediate);
    await transport.close();
    await expect(open).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    await expect(transport.send(usual)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });

  it('tells whoever writes to wait for a slow reader, and when to go on', async () => {
    const large = Buffer.alloc(2 * 1024 * 1024);
    const said: string[] = [];
    const transport = inProcessTransport((_request, response) => {
      response.writeHead(200);
      response.on('drain', () => {
        said.push('goes on');
        response.end();
      });
      said.push(response.write(large) ? 'never waits' : 'waits');
    });
    const { body } = await transport.send(usual);
    expect(said).toEqual(['waits']);

    expect((await textOf(body)).length).toBe(large.length);
    expect(said).toEqual(['waits', 'goes on']);
  });

  it('fails where the server breaks its answer off', async () => {
    const transport = inProcessTransport((_request, response) => {
      response.writeHead(200);
      response.write('half');
      setImmediate(() => response.destroy());
    });
    const { body } = await transport.send(usual);

    await expect(textOf(body)).rejects.toMatchObject({ code: 'ServiceUnavailable' });
  });
});
