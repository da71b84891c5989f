const gzip = /(?:^|,)[ \t]*gzip[ \t]*(?:;[ \t]*q=([^,]*))?(?:,|$)/i;

/** What an `Accept-Encoding` header says of gzip (RFC 9110 12.5.3); that anything will do (`*`) is not read as gzip. */
export function acceptsGzip(header: string | undefined): boolean {
  const match = gzip.exec(header ?? '');
  return match !== null && (match[1] === undefined || Number(match[1]) > 0);
}
