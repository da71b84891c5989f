import type { CatalogSource } from '@violet/api';
import { parseGoDuration } from '@violet/machinery';

const DEFAULT_MS = 15 * 60_000;
/** Whoever writes a CatalogSource cannot have its registry asked without a pause. */
const LEAST_MS = 1_000;

export interface PollInterval {
  ms: number;
  /** Why the default is used instead of what the specification says, in OLM's words. */
  problem?: string;
}

/** How often an image is to be looked at; undefined where the catalogue is no image or does not ask for it. */
export function pollIntervalOf({ spec }: CatalogSource): PollInterval | undefined {
  const poll = spec.updateStrategy?.registryPoll;
  if (poll === undefined || spec.sourceType !== 'grpc' || (spec.image ?? '') === '') return undefined;
  return readInterval(poll.interval ?? '');
}

function readInterval(text: string): PollInterval {
  const parsed = parseGoDuration(text);
  if ('ms' in parsed) return { ms: Math.max(parsed.ms, LEAST_MS) };
  const field = 'spec.updateStrategy.registryPoll.interval';
  const problem = `error parsing ${field}. Using the default value of 15m0s instead. Error: ${parsed.problem}`;
  return { ms: DEFAULT_MS, problem };
}
