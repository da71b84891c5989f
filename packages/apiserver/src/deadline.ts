import { Failure, parseGoDuration } from '@violet/machinery';
import { verbOf } from './verbs/attributes.ts';

/** The API server's `--request-timeout`. */
const LONGEST_MS = 60_000;

/**
 * How long a request may take: what its `timeout` says, a minute at most; a watch (undefined) as long as it likes.
 * Throws BadRequest for what is no duration.
 */
export function allowedMs(method: string, query: URLSearchParams): number | undefined {
  if (verbOf(method, {}, query) === 'watch') return undefined;
  const text = query.get('timeout') ?? '';
  if (text === '') return LONGEST_MS;
  const asked = parseGoDuration(text);
  if ('problem' in asked)
    throw new Failure('BadRequest', `invalid timeout specified in the request URL - ${asked.problem}`);
  return asked.ms > 0 ? Math.min(asked.ms, LONGEST_MS) : LONGEST_MS;
}

/** Waits for the work, but no longer; then it is aborted and Timeout is thrown. */
export async function withinMs(boundMs: number, work: Promise<void>, abort: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Failure('Timeout', 'Timeout: request did not complete within the allotted timeout'));
      abort();
    }, boundMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
