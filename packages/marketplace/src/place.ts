import type { ChartRepo } from '@violet/api';

/** Which chart repository. */
export interface RepositoryPlace {
  namespace: string;
  repo: string;
}

export function placeOf({ metadata }: ChartRepo): RepositoryPlace {
  return { namespace: metadata.namespace ?? '', repo: metadata.name ?? '' };
}
