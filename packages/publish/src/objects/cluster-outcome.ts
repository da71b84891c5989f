import { Failure } from '@violet/machinery';

/** What became of a package on one cluster. */
export type ClusterOutcome =
  | { cluster: string; outcome: 'updated' | 'unchanged'; message: string }
  | { cluster: string; outcome: 'failed'; failure: Failure };

/** The outcome of a deed on one cluster, a failure included: it does not keep the other clusters. */
export async function outcomeOn(
  cluster: string,
  deed: () => Promise<{ isChanged: boolean; message: string }>,
): Promise<ClusterOutcome> {
  try {
    const { isChanged, message } = await deed();
    return { cluster, outcome: isChanged ? 'updated' : 'unchanged', message };
  } catch (failure) {
    if (failure instanceof Failure) return { cluster, outcome: 'failed', failure };
    throw failure;
  }
}

/** What went wrong on all clusters together; undefined where nothing did. */
export function failureOf(outcomes: readonly ClusterOutcome[]): Failure | undefined {
  const failures = outcomes.flatMap((one) => (one.outcome === 'failed' ? one.failure : []));
  const [first] = failures;
  if (first === undefined || failures.length === 1) return first;
  const hint = first.hint === undefined ? {} : { hint: first.hint };
  return new Failure(first.code, failures.map(({ message }) => message).join('; '), hint);
}

export function messagesOf(outcomes: readonly ClusterOutcome[]): string[] {
  return outcomes.flatMap((one) => (one.outcome === 'failed' ? [] : one.message));
}
