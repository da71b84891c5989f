import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reference } from '@violet/oci';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CommandContext } from '../command/define-command.ts';
import { sourceRegistries } from './source-registries.ts';

let directory: string;
let server: Server;
let registry: string;
/** Who asked for what. */
let seen: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'violet-source-'));
  seen = [];
  server = createServer((request, response) => {
    const [, login = ''] = (request.headers.authorization ?? '').split(' ');
    if (login === '') {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="a registry"' }).end();
      return;
    }
    seen.push(`${Buffer.from(login, 'base64')} ${request.url}`);
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  registry = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(directory, { recursive: true, force: true });
});

function contextWith(env: Record<string, string>): CommandContext {
  const { signal } = new AbortController();
  const terminal = { debug: () => undefined, hide: () => undefined };
  return { env, cwd: directory, signal, terminal } as unknown as CommandContext;
}

it('asks each repository with what is stored for its namespace', async () => {
  const path = join(directory, 'auth.json');
  const auth = (login: string) => ({ auth: Buffer.from(login).toString('base64') });
  const auths = { [`${registry}/team-a`]: auth('a:1'), [`${registry}/team-b`]: auth('b:2') };
  await writeFile(path, JSON.stringify({ auths }));
  const context = contextWith({ REGISTRY_AUTH_FILE: path });
  const references: Reference[] = ['team-a/app', 'team-b/app'].map((repository) => ({
    registry,
    repository,
    tag: 'v1',
  }));
  const source = await sourceRegistries(references, { plain: true, noAuth: false, tokenHosts: [] }, context);

  for (const image of references) expect(await source.manifest(image, 'v1')).toBeUndefined();

  expect(seen).toEqual(['a:1 /v2/team-a/app/manifests/v1', 'b:2 /v2/team-b/app/manifests/v1']);
  source.close();
});

it.each(['index.docker.io', 'registry-1.docker.io', 'docker.io'])(
  'asks Docker Hub under the name %s, too, with what was typed for it under another',
  async (other) => {
    const context = contextWith({ HTTP_PROXY: `http://${registry}` });
    const references: Reference[] = ['docker.io', other].map((address, number) => ({
      registry: address,
      repository: `team/app-${number}`,
      tag: 'v1',
    }));
    const typed = { username: 'me', password: 'typed' };
    const source = await sourceRegistries(
      references,
      { plain: true, noAuth: false, tokenHosts: [], ...typed },
      context,
    );

    for (const image of references) expect(await source.manifest(image, 'v1')).toBeUndefined();

    expect(seen).toEqual(
      [0, 1].map((number) => `me:typed http://registry-1.docker.io/v2/team/app-${number}/manifests/v1`),
    );
    source.close();
  },
);
