import { Failure, isJsonObject } from '@violet/machinery';
import type { Credentials } from './client/registry.ts';
import { isDockerHub } from './docker-hub.ts';

const maxConfigLength = 1024 * 1024;
const helperName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** What a configuration says of a registry: what it holds itself, and which helper programs may know more. */
export interface ConfiguredCredentials {
  /** The helper that is in charge of this registry (`credHelpers`): no other source counts. */
  ownHelper?: string;
  /** The helper for all registries (`credsStore`), asked before what the file holds. */
  commonHelper?: string;
  /** What the file holds (`auths`). */
  held?: Credentials;
}

/**
 * Reads a Docker configuration (`~/.docker/config.json`, podman's `auth.json`, a `kubernetes.io/dockerconfigjson` Secret) for
 * `host[:port][/namespace]`. Throws an Invalid failure that names `source` and never repeats its content.
 */
export function configuredCredentials(text: string, target: string, source: string): ConfiguredCredentials {
  const { auths, credHelpers, credsStore } = parseConfig(text, source);
  const held = isJsonObject(auths) ? heldFor(auths, target, source) : undefined;
  const own = isJsonObject(credHelpers) ? helperFor(credHelpers, target) : undefined;
  return {
    ...(own === undefined ? {} : { ownHelper: checkedHelper(own, `${source}: credHelpers`) }),
    ...(credsStore === undefined || credsStore === ''
      ? {}
      : { commonHelper: checkedHelper(credsStore, `${source}: credsStore`) }),
    ...(held === undefined ? {} : { held }),
  };
}

/** What the configuration itself holds; helpers are left aside. Undefined when it holds nothing for this registry. */
export function credentialsFromDockerConfig(text: string, target: string, source: string): Credentials | undefined {
  return configuredCredentials(text, target, source).held;
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

/** The entry of the narrowest namespace, then that of the registry, then one under an old spelling of it. */
function heldFor(auths: Record<string, unknown>, target: string, source: string): Credentials | undefined {
  const parts = target.split('/');
  const narrowestFirst = parts.map((_, index) => canonicalKey(parts.slice(0, parts.length - index).join('/')));
  for (const wanted of narrowestFirst) {
    for (const [key, entry] of Object.entries(auths)) {
      if (canonicalKey(key) !== wanted || !isJsonObject(entry)) continue;
      const credentials = credentialsOfEntry(entry, `${source}: auths["${key}"]`);
      if (credentials !== undefined) return credentials;
    }
  }
  return undefined;
}

function helperFor(helpers: Record<string, unknown>, target: string): unknown {
  const wanted = canonicalKey(target.split('/')[0] ?? '');
  return Object.entries(helpers).find(([key]) => canonicalKey(key) === wanted)?.[1];
}

/** It becomes part of the name of a program. */
function checkedHelper(name: unknown, source: string): string {
  if (typeof name === 'string' && helperName.test(name)) return name;
  throw new Failure('Invalid', `${source}: that is not the name of a credential helper`, {
    hint: 'The name is what follows docker-credential- in the name of the program.',
  });
}

function credentialsOfEntry(entry: Record<string, unknown>, source: string): Credentials | undefined {
  if (isText(entry.registrytoken)) return { token: entry.registrytoken };
  if (isText(entry.identitytoken)) return { refreshToken: entry.identitytoken };
  if (isText(entry.auth)) {
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

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/**
 * `host[:port][/namespace]`. Docker wrote keys as `https://host/v1/` for years, and still does for its own registry; a path
 * without a scheme is a namespace (containers-auth.json), whose credentials are for nothing else on that host.
 */
function canonicalKey(key: string): string {
  const bare = key.replace(/^https?:\/\//, '');
  const isAddress = bare !== key || /^[^/]*\/(?:v[12]\/?)?$/.test(bare);
  const [host = '', ...path] = isAddress ? bare.split('/', 1) : bare.split('/');
  const name = host.toLowerCase();
  return [isDockerHub(name) ? 'docker.io' : name, ...path].join('/');
}
