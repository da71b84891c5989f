import type { ListQuery, ListResult, Target } from '@violet/apiserver';
import { Failure, type KubernetesObject } from '@violet/machinery';
import { keyOfObject } from '../storage/event.ts';
import { objectsAt } from '../storage/snapshot.ts';
import type { Cluster } from './cluster.ts';
import { decodeContinue, encodeContinue } from './continue-token.ts';
import { allPresented, type Kind } from './kind.ts';
import { type Selection, selectionOf } from './selection.ts';

/** One page of a list; all pages show the state of the first one's revision. */
export async function listObjects(cluster: Cluster, kind: Kind, target: Target, query: ListQuery): Promise<ListResult> {
  const selection = selectionOf(kind, target, query);
  const { revision, from } = startOf(cluster, query);
  const objects = objectsAt(kind.collection, revision, selection.prefix, from);
  if (objects === undefined) throw tooOld(query);
  const list = page(objects, selection, revision, query.limit ?? 0);
  return { ...list, items: await allPresented(kind, list.items) };
}

function startOf(cluster: Cluster, query: ListQuery): { revision: number; from?: string } {
  if (query.continue !== undefined) {
    const { revision, lastKey } = decodeContinue(query.continue);
    return { revision, from: `${lastKey}\0` };
  }
  const wanted = parseRevision(query.resourceVersion);
  if (wanted !== undefined) checkReached(wanted, cluster.store.revision);
  const exact = query.resourceVersionMatch === 'Exact' && wanted !== undefined && wanted > 0;
  return { revision: exact ? wanted : cluster.store.revision };
}

/** Undefined where the client names none; throws BadRequest for what is no resource version. */
export function parseRevision(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,15}$/.test(text)) {
    throw new Failure(
      'BadRequest',
      `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  }
  return Number(text);
}

/** A version from the future is one that this server lost, or one of another cluster. */
export function checkReached(wanted: number, current: number): void {
  if (wanted <= current) return;
  throw new Failure('Timeout', `Timeout: Too large resource version: ${wanted}, current: ${current}`, {
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }],
      retryAfterSeconds: 1,
    },
  });
}

function page(objects: Iterable<KubernetesObject>, selection: Selection, revision: number, limit: number): ListResult {
  const items: KubernetesObject[] = [];
  let remaining = 0;
  let last: KubernetesObject | undefined;
  for (const object of objects) {
    if (!selection.matches(object)) continue;
    if (limit > 0 && items.length === limit) {
      remaining++;
      continue;
    }
    items.push(object);
    last = object;
  }
  const resourceVersion = String(revision);
  if (remaining === 0 || last === undefined) return { items, resourceVersion };
  const token = encodeContinue({ revision, lastKey: keyOfObject(last) });
  // As upstream: with a selector the rest is not counted.
  return {
    items,
    resourceVersion,
    continue: token,
    ...(selection.everything ? { remainingItemCount: remaining } : {}),
  };
}

function tooOld(query: ListQuery): Failure {
  if (query.continue === undefined)
    return new Failure('Expired', 'The resourceVersion for the provided list is too old.');
  return new Failure(
    'Expired',
    'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.',
  );
}
