import { Failure } from '@violet/machinery';

/**
 * The path below a cluster's prefix, as the client wrote it. Routing reads names decoded and servers tidy paths up, each
 * in its own way; what could mean one thing here and another there is refused.
 */
export function pathBelow(prefix: string, url: string): string {
  const path = url.slice(prefix.length);
  if (url.startsWith(prefix) && path.startsWith('/') && !isAmbiguous(path.split('?')[0] ?? '')) return path;
  throw new Failure('BadRequest', 'the path is not in its plain form', {
    hint: 'Write the name of the cluster as it is, without "." or ".." as parts of the path.',
  });
}

function isAmbiguous(path: string): boolean {
  const plain = path.replace(/%2e/gi, '.').replace(/%2f/gi, '/');
  return /\\|%5c/i.test(plain) || plain.split('/').some((part) => part === '.' || part === '..');
}
