import type { RegistryAccess } from '../hub/registry-access.ts';
import { imageRegistryOpener } from '../hub/registry-connections.ts';
import type { Shutdown } from '../shutdown.ts';
import type { OperatorsOptions } from './start-operators.ts';

/** Starts them when everything else is ready and has been greeted: nobody's first command is for them. */
export function startOperatorsLater(
  options: Omit<OperatorsOptions, 'openRegistry'> & { registry: RegistryAccess; shutdown: Shutdown },
): void {
  const { registry, shutdown, log } = options;
  const stopping = new AbortController();
  const starting = (async () => {
    await new Promise(setImmediate);
    const { startOperators } = await import('./start-operators.ts');
    return stopping.signal.aborted
      ? undefined
      : startOperators({ ...options, openRegistry: imageRegistryOpener(registry) });
  })().catch((err: unknown) => {
    log.error({ err }, 'operators cannot be installed: their engine did not start');
    return undefined;
  });
  shutdown.add('what runs operators', async () => {
    stopping.abort();
    await (await starting)?.stop();
  });
}
