import { formatApiVersion, type KubernetesObject, statusOf } from '@violet/machinery';
import type { WatchEvent } from '../backend.ts';
import type { HttpResponse } from '../http.ts';
import { asFailure } from '../respond.ts';
import { renderEvent, type View } from '../table/rendition.ts';
import { objectText } from './object-text.ts';

/** A client that reads nothing for this long is cut, so that nothing piles up for it. */
const slowClientMs = 30_000;

/**
 * Writes watch events as newline-separated JSON until they end or the client goes. Headers leave at once: clients wait for
 * them before they go on. Nothing is queued here: while the client is slow, the backend's iterator is not asked.
 */
export async function streamEvents(
  response: HttpResponse,
  events: AsyncIterable<WatchEvent>,
  view: View,
  onError: (error: unknown) => void,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders?.();
  let first = true;
  try {
    for await (const event of events) {
      if (!response.write(frame(event, view, first)) && !(await drained(response))) break;
      first = false;
    }
  } catch (error) {
    onError(error);
    if (!gone(response)) response.write(`${JSON.stringify({ type: 'ERROR', object: statusOf(asFailure(error)) })}\n`);
  }
  if (!gone(response)) response.end();
}

function gone(response: HttpResponse): boolean {
  return response.writableEnded || response.destroyed === true;
}

function frame(event: WatchEvent, view: View, first: boolean): string {
  if (event.type !== 'BOOKMARK' && view.as === 'object') {
    return `{"type":"${event.type}","object":${objectText(event.object)}}\n`;
  }
  const object = event.type === 'BOOKMARK' ? bookmark(event, view) : event.object;
  return `${JSON.stringify({ type: event.type, object: renderEvent(object, view, first) })}\n`;
}

function bookmark(event: Extract<WatchEvent, { type: 'BOOKMARK' }>, view: View): KubernetesObject {
  const { kind, group, version } = view.resource;
  return {
    kind,
    apiVersion: formatApiVersion(group, version),
    metadata: {
      resourceVersion: event.resourceVersion,
      ...(event.initialEventsEnd === true ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    },
  };
}

/** False when the client went away or stayed slow for too long. */
function drained(response: HttpResponse): Promise<boolean> {
  if (gone(response)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const finish = (goesOn: boolean) => {
      clearTimeout(timer);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(goesOn);
    };
    const onDrain = () => finish(true);
    const onClose = () => finish(false);
    const timer = setTimeout(onClose, slowClientMs);
    response.on('drain', onDrain);
    response.on('close', onClose);
  });
}
