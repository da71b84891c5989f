import { createAuthority, issueServerCertificate } from '@violet/controller';
import { startTestRegistry, type TestRegistry } from '@violet/registry/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryAccess } from './registry-access.ts';
import { imageRegistryOpener } from './registry-connections.ts';

const names: string[] = [];
let server: TestRegistry;
let own: RegistryAccess;

/** Of whom the registry knows who they are. */
beforeAll(async () => {
  const authority = await createAuthority({ commonName: 'test' });
  const { certificate: cert, key } = await issueServerCertificate(authority, {
    commonName: 'test',
    hosts: ['127.0.0.1'],
  });
  server = await startTestRegistry({
    tls: { cert, key },
    access: {
      async authenticate(credentials) {
        const name = credentials.kind === 'basic' ? credentials.username : 'a token';
        names.push(name);
        return { name };
      },
    },
  });
  const puller = { username: 'puller', password: 'p' };
  own = { address: server.address, username: 'platform', password: 'p', puller, ca: authority.certificate };
});
afterAll(() => server.close());

const { signal } = new AbortController();
const refused = async () => Promise.reject(new Error('not to be reached'));

/** Who the registry was told that asks; undefined where it let nobody in. */
async function askedAs(reading: Partial<Parameters<ReturnType<typeof imageRegistryOpener>>[1]>, image?: string) {
  names.length = 0;
  const open = imageRegistryOpener(own);
  const registry = open(image ?? `${own.address}/catalog:v1`, { isTrusted: false, signal, ...reading });
  await registry.headManifest('catalog', 'v1').catch(() => undefined);
  await registry.close();
  return [...new Set(names)];
}

describe("the registry of a catalogue's image", () => {
  it("is asked by the platform's account where it is the platform's own and the catalogue is trusted", async () => {
    expect(await askedAs({ isTrusted: true, addressesOf: refused })).toEqual(['platform']);
  });

  it('is asked by nobody for a catalogue that is not trusted, and by what that one brings', async () => {
    expect(await askedAs({})).toEqual([]);
    expect(await askedAs({ credentials: { username: 'ann', password: 'a' } })).toEqual(['ann']);
    expect(await askedAs({ isTrusted: true, credentials: { username: 'ann', password: 'a' } })).toEqual(['ann']);
  });

  it('is dialled where the catalogue may go, without the account of the platform, where it is not its own', async () => {
    const elsewhere = `localhost:${own.address.split(':')[1]}/catalog:v1`;
    const asked: string[] = [];
    const addressesOf = async (host: string) => {
      asked.push(host);
      return ['127.0.0.1'];
    };
    expect(await askedAs({ isTrusted: true, addressesOf }, elsewhere)).toEqual([]);
    expect(asked).toContain('localhost');
  });
});
