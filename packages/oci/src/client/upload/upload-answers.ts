import type { IncomingMessage } from 'node:http';
import { locationUrl, type Transport } from '../wire/transport.ts';

/** How many bytes of an upload a `Range: 0-<last>` says are there; undefined where it says nothing that can be read. */
export function received({ headers }: IncomingMessage): number | undefined {
  const last = /^(?:bytes=)?0-(-1|\d{1,16})$/.exec(headers.range ?? '')?.[1];
  // `0-0` is what most registries say of an empty upload; Quay says `0--1`.
  if (last === '0') return 0;
  return last === undefined ? undefined : Number(last) + 1;
}

/** Where an upload goes on: its Location, or for registries from before that header its name. */
export function uploadLocation(
  transport: Transport,
  repository: string,
  { headers }: IncomingMessage,
  from: URL,
  doing: string,
): URL {
  const uuid = headers['docker-upload-uuid'];
  const isName = typeof uuid === 'string' && /^[\w.=-]{1,200}$/.test(uuid);
  const location = headers.location ?? (isName ? `/v2/${repository}/blobs/uploads/${uuid}` : undefined);
  return locationUrl(transport.base, location, from, doing);
}

/** The address that ends an upload: what the registry put into the query stays as it is, to the byte; it may be signed. */
export function completionUrl(location: URL, digest: string): URL {
  const url = new URL(location);
  url.search = `${url.search}${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(digest)}`;
  return url;
}
