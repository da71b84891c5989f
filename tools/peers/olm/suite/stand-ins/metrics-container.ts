import type { Container } from './containers.ts';
import { relay } from './relay.ts';

const podPort = 8080;

/** The Pod that a packaged OLM would manage catalogues in: its metrics are those of the engine under test. */
export function metricsContainer(port: number): Container {
  return async ({ metadata, status }) => {
    if (metadata.labels?.['app'] !== 'catalog-operator') return undefined;
    const host = '127.0.0.1';
    const server = relay({ host: status?.podIP ?? '', port: podPort }, () => ({ host, port }));
    return { stop: () => void server.close() };
  };
}
