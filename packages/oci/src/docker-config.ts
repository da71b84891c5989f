import { Failure, isJsonObject } from '@violet/machinery';
import type { Credentials } from './client/registry.ts';

const maxConfigLength = 1024 * 1024;

/**
 * The credentials that a Docker configuration (`~/.docker/config.json`, a `kubernetes.io/dockerconfigjson` Secret)
 * holds for a registry `host[:port]`. Undefined when it holds none. Throws an Invalid failure that names `source` and
 * never repeats its content.
 */
export function credentialsFromDockerConfig(text: string, registry: string, source: string): Credentials | undefined {
  const auths = parseConfig(text, source).auths;
  if (!isJsonObject(auths)) return undefined;
  for (const [key, entry] of Object.entries(auths)) {
    if (hostOf(key) === hostOf(registry) && isJsonObject(entry)) {
      const credentials = credentialsOfEntry(entry, `${source}: auths["${key}"]`);
      if (credentials !== undefined) return credentials;
    }
  }
  return undefined;
}

function parseConfig(text: string, source: string): Record<string, unknown> {
  if (text.length > maxConfigLength) throw new Failure('RequestEntityTooLarge', `${source}: too long`);
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // The parser's own words quote the text, which holds passwords.
  }
  throw new Failure('Invalid', `${source}: not a Docker configuration (JSON)`);
}

function credentialsOfEntry(entry: Record<string, unknown>, source: string): Credentials | undefined {
  if (typeof entry.registrytoken === 'string' && entry.registrytoken !== '') return { token: entry.registrytoken };
  if (typeof entry.auth === 'string' && entry.auth !== '') {
    const plain = Buffer.from(entry.auth, 'base64').toString('utf8');
    const colon = plain.indexOf(':');
    if (colon < 0) throw new Failure('Invalid', `${source}.auth: not base64 of username:password`);
    // Docker itself pads with NUL characters in some versions.
    return { username: plain.slice(0, colon), password: plain.slice(colon + 1).replace(/\0+$/, '') };
  }
  if (typeof entry.username === 'string' && typeof entry.password === 'string') {
    return { username: entry.username, password: entry.password };
  }
  return undefined;
}

/** Keys are written as `host`, `https://host`, `host/v2/` and more; Docker Hub's has a name of its own. */
function hostOf(key: string): string {
  const host = key
    .replace(/^https?:\/\//, '')
    .split('/', 1)[0]
    ?.toLowerCase();
  return host === undefined || host === 'index.docker.io' || host === 'registry-1.docker.io' ? 'docker.io' : host;
}
