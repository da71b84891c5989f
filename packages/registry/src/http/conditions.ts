import type { IncomingHttpHeaders } from 'node:http';

/** Content never changes under its digest; what a tag names does. */
export function etagOf(digest: string): string {
  return `"${digest}"`;
}

/** Whether the client has what it asks for already (RFC 9110 §13.1.2): the answer is 304. */
export function isUnchanged({ 'if-none-match': header }: IncomingHttpHeaders, etag: string): boolean {
  if (header === undefined) return false;
  const known = header.split(',').map((text) => text.trim().replace(/^W\//, ''));
  return known.includes('*') || known.includes(etag);
}

/** Whether a range may be sent (RFC 9110 §13.1.5): the client has its other parts from the same content. */
export function isSameForRange({ 'if-range': header }: IncomingHttpHeaders, etag: string): boolean {
  return header === undefined || header === etag;
}
