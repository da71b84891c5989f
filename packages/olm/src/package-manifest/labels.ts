import type { Catalog } from '../catalogs/catalogs.ts';
import type { ChannelHead } from './csv-description.ts';

const OS = 'operatorframework.io/os';
const ARCH = 'operatorframework.io/arch';

/** Labels of a package: those of its catalogue, and of the CSV that its default channel offers. */
export function manifestLabels({ name, namespace, source }: Catalog, head: ChannelHead): Record<string, string> {
  const labels: Record<string, string> = {
    ...source.metadata.labels,
    catalog: name,
    'catalog-namespace': namespace,
    provider: head.provider.name ?? '',
    'provider-url': head.provider.url ?? '',
    ...head.labels,
  };
  const has = (prefix: string) => Object.keys(labels).some((key) => key.startsWith(prefix));
  return {
    ...labels,
    ...(has(OS) ? {} : { [`${OS}.linux`]: 'supported' }),
    ...(has(ARCH) ? {} : { [`${ARCH}.amd64`]: 'supported' }),
  };
}
