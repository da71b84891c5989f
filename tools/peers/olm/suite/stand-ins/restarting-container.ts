import type { RestartableOlm } from '../../real-olm.ts';
import type { Container } from './containers.ts';

/** The Pod that a packaged OLM would manage catalogues in: the engine under test starts again with each but the first. */
export function restartingContainer(olm: RestartableOlm): Container {
  let runs = false;
  return async ({ metadata }) => {
    if (metadata.labels?.['app'] !== 'catalog-operator') return undefined;
    if (runs) await olm.restart();
    runs = true;
    return { stop: () => undefined };
  };
}
