import { Failure } from '@violet/machinery';
import { patiently } from '../pace/retry.ts';
import { contentLength, discard, readBody } from './answer.ts';
import { connectionFailure } from './failures.ts';
import type { Answered, Ask, Transport } from './transport.ts';

export interface WholeAnswer extends Answered {
  bytes: Buffer;
}

/** A whole answer in memory, asked for again when it breaks on its way; undefined for 404. A Failure when it has more than `maxBytes`. */
export function readAnswer(transport: Transport, ask: Ask, maxBytes: number): Promise<WholeAnswer | undefined> {
  return patiently(() => readOnce(transport, ask, maxBytes), transport.newPatience());
}

async function readOnce(transport: Transport, ask: Ask, maxBytes: number): Promise<WholeAnswer | undefined> {
  const answered = await transport.ask(ask);
  const { status, message } = answered;
  if (status === 404) {
    await discard(message);
    return undefined;
  }
  const { host } = transport.base;
  const source = `registry ${host}: ${ask.doing}`;
  if ((contentLength(message) ?? 0) > maxBytes) {
    message.destroy();
    throw new Failure('RequestEntityTooLarge', `${source}: more than the ${maxBytes} bytes that are taken here`);
  }
  const bytes = await readBody(message, maxBytes, source).catch((cause) =>
    Promise.reject(connectionFailure(host, ask.doing, cause)),
  );
  return { ...answered, bytes };
}
