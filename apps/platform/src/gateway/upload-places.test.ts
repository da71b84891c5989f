import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { UploadPlaces } from './upload-places.ts';

const aResponse = (closed = false) => Object.assign(new EventEmitter(), { closed }) as unknown as ServerResponse;

describe('places for uploads', () => {
  it('go to those who wait, in their order, when an answer is over', async () => {
    const places = new UploadPlaces(1);
    const [first, second, third] = [aResponse(), aResponse(true), aResponse()];
    const order: number[] = [];
    await places.take(first);
    const waiting = [second, third].map((response, index) => places.take(response).then(() => order.push(index)));

    first.emit('close');
    await Promise.all(waiting);

    expect(order).toEqual([0, 1]);
  });

  it('are not waited for by too many', async () => {
    const places = new UploadPlaces(0);
    const waiting = Array.from({ length: 64 }, () => places.take(aResponse()));

    await expect(places.take(aResponse())).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect(waiting).toHaveLength(64);
  });
});
