import { refusal } from '../refusal.ts';

/** What may be kept. Bytes; without a number there is no limit. */
export interface Quota {
  /** On the disk: content once, however many repositories have it, and uploads that are under way. */
  totalBytes?: number;
  /** Of each repository: its blobs, manifests and uploads, also those that it shares with others. */
  repositoryBytes?: number;
}

/** More (or, below zero, less) that is kept: on the disk, and in the repository. */
export interface UsageChange {
  disk: number;
  own: number;
}

/** Counts what is kept. */
export interface Usage {
  /** Counts what is there already. */
  put(repository: string, change: UsageChange): void;
  /** Throws DENIED, and counts nothing, where a quota would be passed. What makes place is never refused. */
  add(repository: string, change: UsageChange): void;
  /** Throws DENIED where so much more would pass a quota. */
  check(repository: string, bytes: number): void;
}

export const uncounted: Usage = { put: () => undefined, add: () => undefined, check: () => undefined };

/** Counts a change before it is made, and takes that back when it fails. */
export async function counted<T>(
  usage: Usage,
  repository: string,
  change: UsageChange,
  job: () => Promise<T>,
): Promise<T> {
  usage.add(repository, change);
  try {
    return await job();
  } catch (error) {
    usage.add(repository, { disk: -change.disk, own: -change.own });
    throw error;
  }
}

export function createUsage(quota: Quota): Usage {
  const { totalBytes = Number.POSITIVE_INFINITY, repositoryBytes = Number.POSITIVE_INFINITY } = quota;
  const repositories = new Map<string, number>();
  let total = 0;

  function checkChange(repository: string, { disk, own }: UsageChange): void {
    const held = repositories.get(repository) ?? 0;
    if (own > 0 && held + own > repositoryBytes) {
      throw refusal('DENIED', full(`the repository ${repository}`, held, repositoryBytes));
    }
    if (disk > 0 && total + disk > totalBytes) throw refusal('DENIED', full('the registry', total, totalBytes));
  }

  function put(repository: string, { disk, own }: UsageChange): void {
    total += disk;
    repositories.set(repository, (repositories.get(repository) ?? 0) + own);
  }

  return {
    put,
    add: (repository, change) => {
      checkChange(repository, change);
      put(repository, change);
    },
    check: (repository, bytes) => checkChange(repository, { disk: bytes, own: bytes }),
  };
}

function full(what: string, held: number, allowed: number): string {
  return `${what} is full: it holds ${held} of ${allowed} bytes; delete what is not needed, or raise the quota`;
}
