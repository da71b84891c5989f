import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectRegistry, type Registry, type RegistryOptions } from '@violet/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveRegistry } from './serve-registry.ts';
import { startTestRegistry, type TestRegistry } from './testing.ts';

const file = (name: string) => readFile(join(import.meta.dirname, 'testdata', name), 'utf8');
const open: { close(): unknown }[] = [];
let cert: string;
let server: TestRegistry;

beforeEach(async () => {
  cert = await file('tls.crt');
  server = await startTestRegistry({ tls: { cert, key: await file('tls.key') } });
});

afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
  await server.close();
});

function connect(options: Partial<RegistryOptions>): Registry {
  const registry = connectRegistry({ address: server.address, retries: { attempts: 1 }, ...options });
  open.push(registry);
  return registry;
}

describe('a registry over TLS', () => {
  it('answers those who know its CA', async () => {
    await expect(connect({ ca: cert }).ping()).resolves.toBeUndefined();
  });

  it('is not trusted without it, and the failure says which flag helps', async () => {
    await expect(connect({}).ping()).rejects.toMatchObject({
      reason: 'CertificateUntrusted',
      hint: expect.stringContaining('--registry-ca'),
    });
  });

  it('is not reached over plain HTTP', async () => {
    await expect(connect({ plain: true }).ping()).rejects.toMatchObject({ code: expect.anything() });
  });
});

it('says that a port is in use', async () => {
  const port = Number(server.address.split(':')[1]);

  await expect(serveRegistry(server.registry, { port })).rejects.toMatchObject({
    message: `registry: cannot listen on 127.0.0.1:${port}: the port is in use`,
    hint: 'choose another port',
  });
});
