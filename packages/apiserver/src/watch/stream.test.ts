import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { ServedResource, WatchEvent } from '../backend.ts';
import type { View } from '../table/rendition.ts';
import { streamEvents } from './stream.ts';

/** A response whose client reads only when the test says so. */
class SlowResponse extends EventEmitter {
  headersSent = false;
  writableEnded = false;
  written = 0;
  setHeader(): void {}
  writeHead(): void {
    this.headersSent = true;
  }
  write(): boolean {
    this.written++;
    return false;
  }
  end(): void {
    this.writableEnded = true;
  }
  destroy(): void {}
}

const view: View = {
  resource: {} as ServedResource,
  columns: [],
  as: 'object',
  includeObject: 'Metadata',
  clock: () => new Date(0),
};

it('takes no event before the client has read the one before', async () => {
  let taken = 0;
  const events = async function* (): AsyncGenerator<WatchEvent> {
    for (;;) {
      taken++;
      yield { type: 'ADDED', object: { apiVersion: 'v1', kind: 'Thing', metadata: {} } };
    }
  };
  const response = new SlowResponse();

  const streaming = streamEvents(response, events(), view, () => {});
  await expect.poll(() => response.listenerCount('drain')).toBe(1);
  expect([taken, response.written]).toEqual([1, 1]);
  response.emit('drain');
  await expect.poll(() => taken).toBe(2);
  response.emit('close');
  await streaming;

  expect([taken, response.writableEnded]).toEqual([2, true]);
});
