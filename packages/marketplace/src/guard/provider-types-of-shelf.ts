import { annotations, systemNamespace } from '@violet/api';
import type { Shelf } from '../shelf/shelf.ts';
import type { ProviderTypes } from './provider-types.ts';

/** As the platform's own catalogues have it at this moment; of other catalogues as `others` know it. */
export function providerTypesOfShelf(shelf: Shelf, others: ProviderTypes): ProviderTypes {
  return {
    async of(cluster, spec) {
      const { name, source, sourceNamespace, channel } = spec;
      if (sourceNamespace !== systemNamespace) return others.of(cluster, spec);
      const head = shelf.headOf(source, name, channel === undefined || channel === '' ? undefined : channel);
      return head === undefined
        ? others.of(cluster, spec)
        : (head.csv.metadata.annotations?.[annotations.providerType] ?? '');
    },
  };
}
