import type { Registry } from '@violet/oci';
import type { TransferOptions } from './transfer-options.ts';

/** The registry, sent no more than it can take; what is tried again and how many requests there are is told. */
export function pacedRegistry(registry: Registry, options: TransferOptions): Registry {
  const { concurrency, limitRate, onEvent } = options;
  const { address } = registry;
  return registry.paced({
    atMost: concurrency,
    bytesPerSecond: limitRate,
    onRetry: ({ failure, ...retry }) =>
      onEvent({ type: 'retrying', registry: address, why: failure.message, ...retry }),
    onLimit: (requests, why) =>
      onEvent({ type: 'concurrency', registry: address, requests, ...(why === undefined ? {} : { why }) }),
  });
}
