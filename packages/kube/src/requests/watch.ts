import { Failure, failureOf, type KubernetesObject, type Status, type Stored } from '@violet/machinery';
import { parseJson } from './body.ts';
import type { WatchEvent } from './watch-event.ts';

/** One event holds one object, which a server stores in 1.5 MiB; 8 MiB leaves room for its managed fields. */
const MAX_FRAME_CHARACTERS = 8 * 1024 * 1024;

interface Frame {
  type: string;
  object: KubernetesObject;
}

/** Reads the frames of a watch: one JSON text a line. An ERROR frame is thrown as the failure that it carries. */
export async function* watchEvents<T extends KubernetesObject>(
  body: AsyncIterable<Uint8Array>,
  what: string,
): AsyncGenerator<WatchEvent<T>> {
  for await (const line of lines(body, what)) {
    const frame = parseJson<Frame>(line, what);
    if (frame.type === 'ERROR')
      throw failureOf(frame.object as Partial<Status>, (frame.object as { code?: number }).code ?? 500);
    if (frame.type === 'BOOKMARK') {
      const { resourceVersion = '', annotations } = frame.object.metadata;
      yield {
        type: 'BOOKMARK',
        resourceVersion,
        initialEventsEnd: annotations?.['k8s.io/initial-events-end'] === 'true',
      };
    } else {
      yield { type: frame.type as 'ADDED' | 'MODIFIED' | 'DELETED', object: frame.object as Stored<T> };
    }
  }
}

async function* lines(body: AsyncIterable<Uint8Array>, what: string): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      if (end > start) yield rest.slice(start, end);
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length > MAX_FRAME_CHARACTERS)
      throw new Failure('RequestEntityTooLarge', `an event of ${what} is too large`);
  }
}
