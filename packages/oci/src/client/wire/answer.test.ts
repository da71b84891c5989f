import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readError } from './answer.ts';

async function* dripping(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from('x');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the body of a refusal', () => {
  it('is not waited for when it comes a letter at a time: the status is what counts', async () => {
    const answer = Readable.from(dripping()) as IncomingMessage;

    expect(await readError(answer, 20)).toBe('');
    expect(answer.destroyed).toBe(true);
  });
});
