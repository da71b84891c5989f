import { Failure } from '@violet/machinery';
import { isDigest } from './digest.ts';

/**
 * Where an image or chart is: `[host[:port]/]repository[:tag][@digest]`. Without `registry` the repository is relative
 * to a registry that the context knows: no default host is invented.
 */
export interface Reference {
  registry?: string;
  repository: string;
  tag?: string;
  digest?: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const addressPattern =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?$/;
const maxRepositoryLength = 255;

/** Whether a repository name is one that the distribution specification allows, at most 255 characters. */
export function isRepository(name: string): boolean {
  return name.length <= maxRepositoryLength && repositoryPattern.test(name);
}

export function isTag(tag: string): boolean {
  return tagPattern.test(tag);
}

/** Whether a text is `host` or `host:port`, IPv6 in brackets, and a port and an address that there can be. */
export function isRegistryAddress(text: string): boolean {
  return isHost(text) && URL.canParse(`https://${text}`);
}

/** As references write it, whether or not anybody could be there. */
function isHost(text: string): boolean {
  return text.length <= 259 && addressPattern.test(text);
}

/**
 * Reads a reference, with or without the `oci://` of Helm. The first part names a registry when it holds a dot or a
 * colon, or is `localhost`, as every image tool decides. Throws an Invalid failure that says which part is wrong.
 */
export function parseReference(text: string): Reference {
  if (text.length > 1024) throw invalid(text, 'it is longer than 1024 characters');
  const bare = text.startsWith('oci://') ? text.slice('oci://'.length) : text;
  const at = bare.indexOf('@');
  const digest = at < 0 ? undefined : bare.slice(at + 1);
  if (digest !== undefined && !isDigest(digest)) throw invalid(text, `"${digest}" is not a sha256 or sha512 digest`);
  const { registry, path } = splitRegistry(at < 0 ? bare : bare.slice(0, at));
  if (registry !== undefined && !isHost(registry)) throw invalid(text, `"${registry}" is not a host`);
  const colon = path.lastIndexOf(':');
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  const repository = colon < 0 ? path : path.slice(0, colon);
  if (tag !== undefined && !isTag(tag)) throw invalid(text, `"${tag}" is not a tag`);
  if (!isRepository(repository)) throw invalid(text, `"${repository}" is not a repository name`);
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

export function printReference(reference: Reference): string {
  const registry = reference.registry === undefined ? '' : `${reference.registry}/`;
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${registry}${reference.repository}${tag}${digest}`;
}

function splitRegistry(named: string): { registry: string | undefined; path: string } {
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  if (first.includes('.') || first.includes(':') || first === 'localhost') {
    return { registry: first, path: named.slice(slash + 1) };
  }
  return { registry: undefined, path: named };
}

function invalid(text: string, why: string): Failure {
  return new Failure('Invalid', `"${text.slice(0, 200)}" is not an image reference: ${why}`, {
    hint: 'write [host[:port]/]repository[:tag][@digest]; the repository is in lower case',
  });
}
