import { Failure } from '@violet/machinery';
import { patiently } from '../pace/retry.ts';
import { contentLength, discard, readBody } from './answer.ts';
import { connectionFailure } from './failures.ts';
import { steadily, steadiness, wholeUntil } from './steady-body.ts';
import type { Answered, Ask, Transport } from './transport.ts';

export interface WholeAnswer extends Answered {
  bytes: Buffer;
}

/** A whole answer in memory, within a time, asked for again when it breaks on its way; undefined for 404. A Failure when it has more than `maxBytes`. */
export function readAnswer(transport: Transport, ask: Ask, maxBytes: number): Promise<WholeAnswer | undefined> {
  const until = wholeUntil(transport.options, transport.clock);
  return patiently(() => readOnce(transport, ask, { maxBytes, until }), transport.newPatience());
}

async function readOnce(
  transport: Transport,
  ask: Ask,
  { maxBytes, until }: { maxBytes: number; until: number },
): Promise<WholeAnswer | undefined> {
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
  const body = steadily(message, { ...steadiness(transport.options, transport.clock), until });
  const bytes = await readBody(body, maxBytes, source).catch((cause) =>
    Promise.reject(connectionFailure(host, ask.doing, cause)),
  );
  return { ...answered, bytes };
}
