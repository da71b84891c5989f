import type { Target, WatchEvent, WatchQuery } from '@violet/apiserver';
import { Failure, type KubernetesObject } from '@violet/machinery';
import type { Collection } from '../storage/collection.ts';
import type { StoreEvent } from '../storage/event.ts';
import type { Cluster } from './cluster.ts';
import { allPresented, type Kind, presented } from './kind.ts';
import { checkReached, parseRevision } from './list.ts';
import { type Selection, selectionOf } from './selection.ts';

const bookmarkIntervalMs = 60_000;
/** Without a wish of the client, a watch ends after half an hour to an hour, so that clients spread out. */
const defaultTimeoutSeconds = 1800;

/**
 * A watch holds no queue: it walks along the collection's history, and ends with Expired when it stayed behind so far that
 * the history went on without it.
 */
export async function watchObjects(
  cluster: Cluster,
  kind: Kind,
  target: Target,
  query: WatchQuery,
  signal: AbortSignal,
): Promise<AsyncIterable<WatchEvent>> {
  const selection = selectionOf(kind, target, query);
  const wanted = parseRevision(query.resourceVersion);
  if (wanted !== undefined) checkReached(wanted, cluster.store.revision);
  const seconds = query.timeoutSeconds ?? defaultTimeoutSeconds * (1 + cluster.random());
  const deadline = performance.now() + Math.min(Math.max(seconds, 1), 86_400) * 1000;
  return walk({ cluster, kind, selection, query, wanted, signal, deadline });
}

interface Walk {
  cluster: Cluster;
  kind: Kind;
  selection: Selection;
  query: WatchQuery;
  wanted: number | undefined;
  signal: AbortSignal;
  /** On `performance.now`'s clock. */
  deadline: number;
}

async function* walk(walk: Walk): AsyncGenerator<WatchEvent> {
  const { cluster, kind, selection, query, wanted, signal, deadline } = walk;
  const { store } = cluster;
  const { history } = kind.collection;
  // What is in memory now is what the initial events show; they may leave only when it is on disk.
  const revision = wanted === undefined || wanted === 0 || query.sendInitialEvents === true ? store.revision : wanted;
  if (revision < history.completeSince && wanted !== undefined) throw expired(revision, history.completeSince);
  let position = history.after(revision);
  if (query.sendInitialEvents === true || wanted === undefined || wanted === 0) {
    const objects = [...kind.collection.list(selection.prefix)].filter(selection.matches);
    await store.flushed();
    for (const object of await allPresented(kind, objects)) yield { type: 'ADDED', object };
    if (query.sendInitialEvents === true && query.allowWatchBookmarks === true) {
      yield { type: 'BOOKMARK', resourceVersion: String(revision), initialEventsEnd: true };
    }
  }
  let reached = revision;
  while (!signal.aborted && performance.now() < deadline) {
    for (let event = history.at(position); event !== undefined; event = history.at(position)) {
      if (event.revision > store.committed) break;
      position++;
      reached = event.revision;
      const shown = shownEvent(event, selection);
      if (shown !== undefined) yield { ...shown, object: await presented(kind, shown.object) };
      if (signal.aborted) return;
    }
    if (position < history.start) throw expired(reached, history.completeSince);
    const outcome = await nextChange(
      kind.collection,
      signal,
      Math.min(bookmarkIntervalMs, deadline - performance.now()),
    );
    if (outcome === 'idle' && query.allowWatchBookmarks === true) {
      yield { type: 'BOOKMARK', resourceVersion: String(store.committed) };
    }
  }
}

function expired(wanted: number, oldest: number): Failure {
  return new Failure('Expired', `too old resource version: ${wanted} (${oldest})`);
}

interface ShownEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is stored. */
  object: KubernetesObject;
}

/** An object that stops to match a selector is deleted as far as the watcher is concerned, and the other way round. */
function shownEvent(event: StoreEvent, selection: Selection): ShownEvent | undefined {
  if (!event.key.startsWith(selection.prefix)) return undefined;
  const { object, previous } = event;
  const matches = object !== undefined && selection.matches(object);
  const matched = previous !== undefined && selection.matches(previous);
  if (object !== undefined && matches) {
    return { type: matched ? 'MODIFIED' : 'ADDED', object };
  }
  return matched ? { type: 'DELETED', object: atRevision(previous, event.revision) } : undefined;
}

function atRevision(object: KubernetesObject, revision: number): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

function nextChange(collection: Collection, signal: AbortSignal, waitMs: number): Promise<'changed' | 'idle' | 'gone'> {
  if (signal.aborted) return Promise.resolve('gone');
  return new Promise((resolve) => {
    const finish = (outcome: 'changed' | 'idle' | 'gone') => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      collection.watchers.delete(onChange);
      resolve(outcome);
    };
    const onAbort = () => finish('gone');
    const onChange = () => finish('changed');
    const timer = setTimeout(() => finish('idle'), waitMs);
    timer.unref();
    signal.addEventListener('abort', onAbort);
    collection.watchers.add(onChange);
  });
}
