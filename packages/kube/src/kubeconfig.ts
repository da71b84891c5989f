import { Failure, isJsonObject, type JsonObject, parseYaml } from '@violet/machinery';
import type { ClusterAccess } from './access.ts';

/** A kubeconfig as read: its contexts, and the access that each gives. */
export interface Kubeconfig {
  readonly contexts: readonly string[];
  readonly currentContext: string | undefined;
  /** The namespace of the context; `default` where it names none. */
  namespace(context?: string): string;
  /** Throws where the context is unknown or asks for what violet refuses to run. */
  access(context?: string): ClusterAccess;
}

export interface KubeconfigOptions {
  /** What messages call the file. */
  source?: string;
  /** Reads the files that a kubeconfig points at (relative to itself); without it such references are refused. */
  readFile?: (path: string) => string;
}

/** Reads a kubeconfig. Plugins that would run a program are refused: they are no business of a file. */
export function parseKubeconfig(text: string, options: KubeconfigOptions = {}): Kubeconfig {
  const source = options.source ?? 'kubeconfig';
  const document = parseYaml(text, source);
  if (!isJsonObject(document) || !Array.isArray(document['contexts'])) {
    throw new Failure('BadRequest', `${source}: this is no kubeconfig`, {
      hint: 'a kubeconfig has clusters, users and contexts',
    });
  }
  const current = textOf(document, 'current-context');
  const contextOf = (name = current): JsonObject => {
    if (name === undefined || name === '')
      throw new Failure('BadRequest', `${source}: no context is chosen`, { hint: 'name a context' });
    return entry(document, 'contexts', 'context', name, source);
  };
  return {
    contexts: named(document, 'contexts').map(({ name }) => name),
    currentContext: current,
    namespace: (context) => textOf(contextOf(context), 'namespace') ?? 'default',
    access(context) {
      const chosen = contextOf(context);
      const cluster = entry(document, 'clusters', 'cluster', textOf(chosen, 'cluster') ?? '', source);
      const userName = textOf(chosen, 'user');
      const user = userName === undefined ? {} : entry(document, 'users', 'user', userName, source);
      return { ...serverAccess(cluster, source, options), ...userAccess(user, `${source}: user ${userName}`, options) };
    },
  };
}

function serverAccess(cluster: JsonObject, source: string, options: KubeconfigOptions): ClusterAccess {
  const server = textOf(cluster, 'server');
  if (server === undefined || !URL.canParse(server))
    throw new Failure('BadRequest', `${source}: the cluster has no server address`);
  const ca = pemOf(cluster, 'certificate-authority', source, options);
  const tlsServerName = textOf(cluster, 'tls-server-name');
  return {
    server,
    ...(ca === undefined ? {} : { ca }),
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    ...(cluster['insecure-skip-tls-verify'] === true ? { insecure: true } : {}),
  };
}

function userAccess(user: JsonObject, source: string, options: KubeconfigOptions): Partial<ClusterAccess> {
  for (const plugin of ['exec', 'auth-provider']) {
    if (user[plugin] === undefined) continue;
    throw new Failure('BadRequest', `${source} asks to run a credential plugin (${plugin}), which violet does not do`, {
      hint: 'use a kubeconfig with a token or a client certificate',
    });
  }
  const tokenFile = textOf(user, 'tokenFile');
  const token =
    textOf(user, 'token') ?? (tokenFile === undefined ? undefined : readReference(tokenFile, source, options).trim());
  const clientCertificate = pemOf(user, 'client-certificate', source, options);
  const clientKey = pemOf(user, 'client-key', source, options);
  return {
    ...(token === undefined ? {} : { token }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
  };
}

function pemOf(object: JsonObject, field: string, source: string, options: KubeconfigOptions): string | undefined {
  const data = textOf(object, `${field}-data`);
  if (data !== undefined) return decodeBase64(data, `${source}: ${field}-data`);
  const path = textOf(object, field);
  return path === undefined ? undefined : readReference(path, source, options);
}

function readReference(path: string, source: string, options: KubeconfigOptions): string {
  if (options.readFile === undefined)
    throw new Failure('BadRequest', `${source} points at the file ${path}, which cannot be read here`);
  return options.readFile(path);
}

function decodeBase64(data: string, source: string): string {
  try {
    return atob(data.replaceAll(/\s/g, ''));
  } catch (cause) {
    throw new Failure('BadRequest', `${source} is not base64`, { cause });
  }
}

function entry(document: JsonObject, list: string, field: string, name: string, source: string): JsonObject {
  const found = named(document, list).find((candidate) => candidate.name === name)?.item[field];
  if (found === null) return {};
  if (!isJsonObject(found)) throw new Failure('BadRequest', `${source}: there is no ${field} ${name}`);
  return found;
}

function named(document: JsonObject, list: string): { name: string; item: JsonObject }[] {
  const items = document[list];
  if (!Array.isArray(items)) return [];
  return items.filter(isJsonObject).map((item) => ({ name: textOf(item, 'name') ?? '', item }));
}

function textOf(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
